#include "targets/unit.hpp"

namespace targets {

judging::OwnedHandles owned_of(const WatchedUnit& unit,
                               const std::vector<judging::OwnedHandle>& declared) {
  judging::OwnedHandles owned;
  const auto add = [&](const judging::OwnedHandle& one) {
    const auto spelling = platforms::canonical(*unit.definition, one.handle);
    if (spelling.admitted) {
      owned.add(unit.key.platform, unit.key.server, spelling.handle, one.account_id);
    }
  };
  // First: what a person pinned stays, whatever a list says (contract, 'Truth' 9).
  for (const judging::OwnedHandle& one : declared) {
    const bool here = one.platform == unit.key.platform && one.server == unit.key.server;
    if (here) add(one);
  }
  for (const judging::OwnedHandle& one : unit.owned) add(one);
  return owned;
}

}  // namespace targets
