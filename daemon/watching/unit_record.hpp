// What the ledger knows of a unit, as far as its next visit needs it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/units.hpp"
#include "targets/unit.hpp"
#include "watching/owned_now.hpp"

namespace watching {

// What the ledger said of a unit after its last visit: all that the next one begins with, so that
// no visit waits for the ledger before it asks.
struct UnitRecord {
  ledger::Unit row;
  std::optional<model::Instant> confirm_at;  // when its next second look is due
  // The earliest of those that are wanted; the last ones, at judging::at_next_sweep, are those that
  // the next sweep begins with.
  std::vector<ledger::SecondLook> second_looks;
  OwnedNow owned;
  std::vector<std::string> believed;        // handles that were long claimed
  std::vector<std::string> gone;            // claimed controls of its definition
  std::set<std::string> believed_controls;  // of those, too: something is believed of them
  bool is_doubted = false;                  // the platform was caught in a lie of late
};
// By the ledger's thread. `owned`: as they were read last.
UnitRecord read_record(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                       const OwnedNow& owned, model::Instant now);

}  // namespace watching
