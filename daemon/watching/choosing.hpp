// Whom a visit asks of a unit's roster, and in which order; and who is not asked any more.
#pragma once

#include <string>
#include <vector>

#include "ledger/async_ledger.hpp"
#include "watching/scheduled_unit.hpp"

namespace watching {

class Choosing {
 public:
  Choosing(async::Executor executor, ledger::AsyncLedger& ledger)
      : executor_(std::move(executor)), ledger_(ledger) {}

  // Puts first in the sweep what awaits a second look, then what has been undecided longest.
  async::Task<void> begin_sweep(ScheduledUnit& unit);
  // Those whose second look is due. What left the roster meanwhile is not asked about again.
  async::Task<std::vector<model::Target>> due(ScheduledUnit& unit, model::Instant now);
  // At the end of a whole sweep: what left the roster is not asked any more, and the next sweeps
  // say nothing of it. A roster is another only when a scheduler is another.
  async::Task<ledger::Answer<void>> leave_behind(ScheduledUnit& unit,
                                                 const targets::Slices& slices);
  void stop() { stopped_ = true; }

 private:
  void unask(const ScheduledUnit& unit, const std::string& handle);

  async::Executor executor_;
  ledger::AsyncLedger& ledger_;
  bool stopped_ = false;
};

}  // namespace watching
