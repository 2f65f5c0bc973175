// What follows from a look at a unit: whether the platform and we ourselves can be believed, what
// is believed of its targets now, who is to be told. No network and no clock: a simulated year goes
// through the very same lines.
#pragma once

#include <functional>
#include <span>

#include "ledger/ledger.hpp"
#include "targets/unit.hpp"
#include "watching/connectivity.hpp"
#include "watching/sweep.hpp"

namespace watching {

class Recording {
 public:
  // `routing` says who is told of an event.
  Recording(ledger::Ledger& ledger, ledger::Routing routing);

  // One look, which ended at `now`, in this order. What its controls said of the platform, and
  // whether we see anything at all, which is told at once;
  ledger::Frozen weigh(const targets::WatchedUnit& unit, const ledger::Unit& row,
                       const probing::ProbeReport& probe, model::Instant now);
  // its answers, in as many parts as the caller likes;
  void record(const targets::WatchedUnit& unit, const ledger::Unit& row,
              const judging::OwnedHandles& owned, std::span<model::Observation> seen);
  // and what is told of them.
  ledger::Frozen tell(const ledger::Unit& row, model::Instant now);

  bool is_self_blind() const { return self_blind_; }

 private:
  ledger::Frozen see_whether_self_blind(model::Instant now);

  ledger::Ledger& ledger_;
  ledger::Routing routing_;
  Connectivity connectivity_;
  bool self_blind_ = false;
};

}  // namespace watching
