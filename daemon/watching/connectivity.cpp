#include "watching/connectivity.hpp"

#include <algorithm>

namespace watching {

model::Milliseconds validity(model::Milliseconds every) {
  constexpr model::Milliseconds least = std::chrono::minutes(10);
  return std::max(every + every / 2, least);
}

void Connectivity::asked(const std::string& platform, const std::string& server, bool reached,
                         model::Instant at, model::Milliseconds valid) {
  last_[{platform, server}] = {reached, at, valid};
}

bool Connectivity::reaches(const std::string& platform, const std::string& server) const {
  const auto found = last_.find({platform, server});
  return found == last_.end() || found->second.reached;
}

Connectivity::Platforms Connectivity::count(model::Instant now) const {
  std::map<std::string, bool> reached;  // on any server
  for (const auto& [place, last] : last_) {
    const bool fresh = last.at <= now && now < last.at + last.valid;
    if (!fresh) continue;
    bool& one = reached.try_emplace(place.first, false).first->second;
    one = one || last.reached;
  }
  Platforms platforms{reached.size(), 0};
  for (const auto& [platform, was_reached] : reached) platforms.lost += was_reached ? 0 : 1;
  return platforms;
}

bool Connectivity::is_self_blind(model::Instant now) const {
  constexpr std::size_t enough_platforms = 3;
  const Platforms platforms = count(now);
  return platforms.known >= enough_platforms && platforms.lost * 2 > platforms.known;
}

bool Connectivity::may_still_be_blind(model::Instant now) const {
  const Platforms platforms = count(now);
  return platforms.lost == platforms.known || platforms.lost * 2 > platforms.known;
}

}  // namespace watching
