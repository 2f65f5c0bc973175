// A unit as the scheduler keeps it, and when it is looked at next. Pure: what the ledger says of it
// was read before, and both clocks are arguments.
#pragma once

#include <optional>

#include "ledger/units.hpp"
#include "watching/owned_now.hpp"
#include "watching/schedule.hpp"

namespace watching {

// `none`: the world is not asked; what the ledger did not take of the last visit is made up for.
enum class Look { sweep, confirm, none };

struct Visit {
  Look look = Look::sweep;
  model::Instant at{};
};

// What the ledger said of a unit after its last visit: all that the next one begins with, so that
// no visit waits for the ledger before it asks.
struct UnitRecord {
  ledger::Unit row;
  std::optional<model::Instant> confirm_at;      // when its next second look is due
  std::vector<ledger::SecondLook> second_looks;  // the earliest of those that are wanted
  OwnedNow owned;
};

struct ScheduledUnit {
  targets::WatchedUnit unit;
  Timing timing;
  model::Instant up_since{};  // see next_sweep()
  UnitRecord record;          // of the last visit
  Visit next;
  std::optional<model::Instant> confirmed_at;  // the last second look began
  std::optional<model::Moment> not_before;     // the ledger did not take all of the last visit
  std::optional<model::Instant> in_vain;       // the last sweep proved nothing
  long long targets = 0;
  bool knows_who_left = false;  // those that are not on the roster any more are marked
};

// What the ledger did not take comes first, then second looks.
Visit next_visit(const ScheduledUnit& scheduled, model::Instant now, model::Moment steady);

// Whom a second look asks about that begins now.
std::vector<std::string> due_for_a_second_look(const UnitRecord& record, model::Instant now);

// When the next sweep has its slot.
model::Instant next_slot(const ScheduledUnit& scheduled, model::Instant now);

// When a second look is due, if any is.
std::optional<model::Instant> next_confirmation(const ScheduledUnit& scheduled, model::Instant now);

// How many targets of a platform are asked in one go: as many as its rate allows in a few minutes.
std::size_t slice_of(const platforms::Definition& definition);

// The platform and server, whose units take turns.
std::string place_of(const ledger::UnitKey& key);

}  // namespace watching
