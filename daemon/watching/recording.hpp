// What follows from a look at a unit: whether the platform and we ourselves can be believed, what
// is believed of its targets now, who is to be told. No network and no clock. Used where the ledger
// is, on its thread.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "watching/connectivity.hpp"
#include "watching/owned_now.hpp"
#include "watching/sweep.hpp"

namespace watching {

// The sweep of which a look is a slice.
struct SweepSoFar {
  model::Instant began{};
  bool has_ended = false;  // all of the roster was asked about
};

class Recording {
 public:
  // `routing` says who is told of an event.
  explicit Recording(ledger::Routing routing) : routing_(std::move(routing)) {}

  // A restart does not end what had been told: known before the first look.
  void open(ledger::Ledger& ledger);

  // One look, which ended at `now`, in this order. What its controls said of the platform and of
  // themselves, and whether we see anything at all, which is told at once; `sweep`: none of a
  // second look;
  ledger::Frozen weigh(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                       const ledger::Unit& row, const probing::ProbeReport& probe,
                       const std::optional<SweepSoFar>& sweep, model::Instant now);
  // its answers, in as many parts as the caller likes, and what they were asked for; `owned` as it
  // was read last, and what people declared since holds;
  void record(ledger::Ledger& ledger, const targets::WatchedUnit& unit, const ledger::Unit& row,
              const OwnedNow& owned, judging::Occasion occasion,
              std::span<model::Observation> seen);
  // and what is told of them.
  ledger::Frozen tell(ledger::Ledger& ledger, const ledger::Unit& row, model::Instant now);
  // All that still waits, of every unit, by a run that ends.
  ledger::Frozen tell_last(ledger::Ledger& ledger, model::Instant now);

  bool is_self_blind() const { return self_blind_.value_or(false); }

 private:
  ledger::Frozen see_whether_self_blind(ledger::Ledger& ledger, model::Instant now);

  ledger::Routing routing_;
  Connectivity connectivity_;
  std::optional<bool> self_blind_;  // none: not opened yet
  ledger::Frozen told_;             // by a weighing that is not written whole yet
};

}  // namespace watching
