// A unit as the scheduler keeps it, and when it is looked at next. Pure: what the ledger says of it
// was read before, and both clocks are arguments.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "probing/sweep_state.hpp"
#include "targets/roster.hpp"
#include "watching/schedule.hpp"
#include "watching/unit_record.hpp"

namespace watching {

// `none`: the world is not asked; what the ledger did not take of the last visit is made up for, or
// what has waited is told.
enum class Look { sweep, confirm, none };

struct Visit {
  Look look = Look::sweep;
  model::Instant at{};
};

// A sweep goes in slices, and other looks come between them.
struct SweepUnderWay {
  SweepUnderWay(const targets::WatchedUnit& unit, model::Instant at) : slices(unit), began(at) {}

  targets::Slices slices;  // of the roster
  model::Instant began;
  std::vector<model::Target> first;       // that go before it, and what a slice left
  std::set<std::string> looked_at_again;  // of them: whose second look this is
  probing::SweepState state;
  model::Moment next_at{};  // its next slice
  bool takes_all = false;   // the slice under way is asked about all of the roster that was left
};

struct ScheduledUnit {
  targets::WatchedUnit unit;
  Timing timing;
  model::Instant up_since{};             // see next_sweep()
  UnitRecord record;                     // of the last visit
  std::unique_ptr<SweepUnderWay> sweep;  // none: the next one is another
  Visit next;
  std::optional<model::Instant> confirmed_at;  // the last second look began
  std::optional<model::Moment> not_before;     // the ledger did not take all of the last visit
  std::optional<model::Instant> in_vain;       // the last sweep proved nothing
  std::set<std::size_t> inexact;  // entries whose search finds near names, as the last sweep saw
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

// The platform and server, whose units take turns.
std::string place_of(const ledger::UnitKey& key);

}  // namespace watching
