// A unit that is watched: one watch on one platform (and server), as the configuration has it, and
// its roster in the platform's spelling.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "judging/owned.hpp"
#include "ledger/units.hpp"
#include "naming/roster.hpp"
#include "platforms/definition.hpp"

namespace watching {

struct WatchedUnit {
  ledger::UnitKey key;
  const platforms::Definition* definition = nullptr;  // outlives the unit
  std::shared_ptr<const std::vector<naming::Template>> templates;
  std::vector<judging::OwnedHandle> owned;  // those that are on this platform and server
  model::Milliseconds every{0};
  model::Milliseconds confirm{0};
};

// A target without what all targets of a unit share: a roster may hold a million.
struct RosterEntry {
  std::string handle;    // canonical
  std::string expected;  // as the template spells it; empty: it is only owned
};

// Every handle that the platform admits, once, in the roster's order; then what is only owned.
std::vector<RosterEntry> roster_of(const WatchedUnit& unit);

model::Target target_of(const WatchedUnit& unit, const RosterEntry& entry);

// Ours on this unit: by the configuration, and by what people declared since.
judging::OwnedHandles owned_of(const WatchedUnit& unit,
                               const std::vector<judging::OwnedHandle>& declared);

}  // namespace watching
