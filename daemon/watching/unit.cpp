#include "watching/unit.hpp"

#include <unordered_set>

namespace watching {

std::vector<RosterEntry> roster_of(const WatchedUnit& unit) {
  std::vector<RosterEntry> roster;
  std::unordered_set<std::string> taken;
  const auto add = [&](const std::string& written, bool expected) {
    auto spelling = platforms::canonical(*unit.definition, written);
    if (!spelling.admitted || !taken.insert(spelling.handle).second) return;
    roster.push_back({std::move(spelling.handle), expected ? written : std::string()});
  };
  naming::expand_all(*unit.templates,
                     [&](const std::string& handle, const naming::Template&, std::uint64_t) {
                       add(handle, true);
                       return true;
                     });
  for (const judging::OwnedHandle& owned : unit.owned) add(owned.handle, false);
  return roster;
}

model::Target target_of(const WatchedUnit& unit, const RosterEntry& entry) {
  model::Target target;
  target.platform = unit.key.platform;
  if (!unit.key.server.empty()) target.server = unit.key.server;
  target.handle = entry.handle;
  if (!entry.expected.empty()) target.expected = entry.expected;
  return target;
}

judging::OwnedHandles owned_of(const WatchedUnit& unit,
                               const std::vector<judging::OwnedHandle>& declared) {
  judging::OwnedHandles owned;
  const auto add = [&](const judging::OwnedHandle& one) {
    const auto spelling = platforms::canonical(*unit.definition, one.handle);
    if (spelling.admitted) {
      owned.add(unit.key.platform, unit.key.server, spelling.handle, one.account_id);
    }
  };
  for (const judging::OwnedHandle& one : unit.owned) add(one);
  for (const judging::OwnedHandle& one : declared) {
    const bool here = one.platform == unit.key.platform && one.server == unit.key.server;
    if (here) add(one);
  }
  return owned;
}

}  // namespace watching
