#include "alerting/recipients.hpp"

namespace alerting {

std::vector<ledger::Address> Recipients::of(const model::Event& event) const {
  std::vector<ledger::Address> addresses;
  for (const std::string& name : wanted_(event)) {
    const auto found = channels_.find(name);
    if (found == channels_.end()) continue;
    if (found->second.empty()) addresses.push_back({name, ""});
    for (const std::string& recipient : found->second) addresses.push_back({name, recipient});
  }
  return addresses;
}

std::vector<ledger::Address> Recipients::without(const std::string& channel,
                                                 const model::Event& event) const {
  std::vector<ledger::Address> others = of(event);
  std::erase_if(others, [&](const ledger::Address& one) { return one.channel == channel; });
  for (const auto& [name, recipients] : channels_) {
    if (!others.empty() || name == channel) continue;
    others.push_back({name, recipients.empty() ? "" : recipients.front()});
  }
  return others;
}

}  // namespace alerting
