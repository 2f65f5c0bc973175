#include "platforms/controls.hpp"

#include <algorithm>

namespace platforms {
namespace {

// How many asks of the chain can say claimed: each may need a control of its own.
std::size_t claimed_branches(const Definition& definition, std::size_t ask) {
  std::size_t count = definition.asks[ask].can_say(model::Status::claimed) ? 1 : 0;
  std::vector<std::size_t> followed;
  for (const Rule& rule : definition.asks[ask].rules) {
    if (!rule.then.ask) continue;
    const std::size_t next = *rule.then.ask;
    if (std::find(followed.begin(), followed.end(), next) != followed.end()) continue;
    followed.push_back(next);
    count += claimed_branches(definition, next);
  }
  return count;
}

}  // namespace

std::string random_free_name(const Definition& definition, std::mt19937_64& random) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view all = "abcdefghijklmnopqrstuvwxyz0123456789";
  const auto pick = [&random](std::string_view from) { return from[random() % from.size()]; };
  const std::size_t length = 12 + random() % 4;
  std::string name(1, pick(letters));
  while (name.size() + 1 < length) name += pick(all);
  name += pick(letters);
  return canonical(definition, name).handle;
}

bool admits_random_controls(const Definition& definition) {
  std::mt19937_64 random(1);  // any seed: many names of every length are tried
  for (int i = 0; i < 64; ++i) {
    if (!definition.grammar.admits(random_free_name(definition, random))) return false;
  }
  return true;
}

ClaimedControls claimed_controls(const Definition& definition, std::size_t entry,
                                 const std::string& server, const std::vector<std::string>& owned) {
  constexpr std::size_t most_owned = 3;
  const std::size_t wanted = std::max<std::size_t>(1, claimed_branches(definition, entry));
  const std::string default_url = definition.server ? definition.server->default_url : "";
  ClaimedControls controls;
  std::vector<std::string>& names = controls.handles;
  for (const Control& control : definition.controls.claimed) {
    const std::string& at = control.server.empty() ? default_url : control.server;
    if (at == server && names.size() < wanted) names.push_back(control.name);
  }
  if (names.empty() && !definition.controls.anywhere.empty()) {
    names.push_back(definition.controls.anywhere);
  }
  controls.ours = names.empty() && !owned.empty();
  if (controls.ours) {
    names.assign(owned.begin(),
                 owned.begin() + static_cast<std::ptrdiff_t>(std::min(owned.size(), most_owned)));
  }
  for (std::string& name : names) name = canonical(definition, name).handle;
  return controls;
}

}  // namespace platforms
