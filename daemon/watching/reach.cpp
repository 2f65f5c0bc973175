#include "watching/reach.hpp"

namespace watching {

void Reach::asked(const std::string& platform, const std::string& server, bool reached,
                  model::Instant at, model::Milliseconds valid) {
  last_[{platform, server}] = {reached, at, valid};
}

bool Reach::is_self_blind(model::Instant now) const {
  constexpr std::size_t enough_platforms = 3;
  std::map<std::string, bool> reached;  // on any server
  for (const auto& [place, last] : last_) {
    const bool fresh = last.at <= now && now < last.at + last.valid;
    if (!fresh) continue;
    bool& one = reached.try_emplace(place.first, false).first->second;
    one = one || last.reached;
  }
  std::size_t lost = 0;
  for (const auto& [platform, was_reached] : reached) lost += was_reached ? 0 : 1;
  return reached.size() >= enough_platforms && lost * 2 > reached.size();
}

}  // namespace watching
