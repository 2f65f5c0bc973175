// A unit that is watched: one watch on one platform (and server), as the configuration has it.
#pragma once

#include <string>
#include <vector>

#include "judging/owned.hpp"
#include "ledger/units.hpp"
#include "platforms/definition.hpp"
#include "targets/target_source.hpp"

namespace targets {

struct WatchedUnit {
  ledger::UnitKey key;
  const platforms::Definition* definition = nullptr;  // outlives the unit
  TargetSources expected;                             // none where only what is ours is asked about
  std::vector<judging::OwnedHandle> owned;            // those that are on this platform and server
  model::Milliseconds every{0};
  model::Milliseconds confirm{0};
};

// Ours on this unit: by the configuration, and by what people declared since.
judging::OwnedHandles owned_of(const WatchedUnit& unit,
                               const std::vector<judging::OwnedHandle>& declared);

// Those of them that are accounts there, as the platform spells them. Of one that is ours on any
// platform nobody says that it is on this one.
std::vector<std::string> accounts_of_ours(const WatchedUnit& unit,
                                          const std::vector<judging::OwnedHandle>& declared);

}  // namespace targets
