// What a visit of a unit is: a sweep of its roster or a second look at some of it, recorded slice
// by slice. When it is due is the scheduler's business.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "ledger/async_ledger.hpp"
#include "watching/choosing.hpp"
#include "watching/recording.hpp"
#include "watching/scheduled_unit.hpp"
#include "watching/sweeper.hpp"

namespace watching {

struct SchedulerTools {
  Sweeper& sweeper;
  sys::Clock& clock;
  ledger::AsyncLedger& ledger;
  Recording& recording;  // the ledger's side, used by what is asked of it alone
};

class Visits {
 public:
  Visits(async::Executor executor, SchedulerTools tools)
      : tools_(tools), choosing_(std::move(executor), tools.ledger) {}

  // Called with what was recorded and is told now.
  std::function<void(const ledger::Frozen&)> on_told;

  // What the ledger knows of a unit, before its first visit.
  async::Task<ledger::Answer<void>> open(ScheduledUnit& unit);
  // One at a time for each platform and server. What the ledger did not take is asked again in a
  // while.
  async::Task<void> visit(ScheduledUnit& unit, Look look);
  void put_off(ScheduledUnit& unit, const ledger::Failure& failure);
  // All that still waits to be told, by a run that ends.
  async::Task<void> tell_last();
  // Ends early; what is under way is recorded with what is known.
  void stop();

  std::size_t under_way() const { return under_way_; }  // looks
  bool is_self_blind() const { return self_blind_; }
  const std::string& trouble() const { return trouble_; }  // of the ledger; empty: none
  // The last of what the ledger did not take since the start, if there was any.
  const std::optional<ledger::Failure>& refused() const { return refused_; }
  // From now on it is known whose last look left them unknown: how many they are.
  void count_undecided() { counts_undecided_ = true; }
  std::size_t undecided() const { return undecided_.size(); }
  // By the ledger: what was not asked now counts as it was answered last.
  async::Task<bool> all_are_decided(const ScheduledUnit& unit);

 private:
  async::Task<void> sweep(ScheduledUnit& unit);
  async::Task<void> confirm(ScheduledUnit& unit);
  async::Task<void> finish(ScheduledUnit& unit, Look look);
  async::Task<bool> look_at(ScheduledUnit& unit, judging::Occasion occasion,
                            std::vector<model::Target> targets);
  async::Task<bool> record(ScheduledUnit& unit, judging::Occasion occasion, SweepResult result);

  void go_on_with(ScheduledUnit& unit, probing::ProbeReport& probe) const;
  void note_undecided(const ScheduledUnit& unit, const std::vector<model::Observation>& seen);
  void tell(const ledger::Frozen& told);

  SchedulerTools tools_;
  Choosing choosing_;
  std::size_t under_way_ = 0;
  bool counts_undecided_ = false;
  std::set<std::pair<long long, std::string>> undecided_;  // by unit and handle
  bool self_blind_ = false;
  std::string trouble_;
  std::optional<ledger::Failure> refused_;
  bool stopped_ = false;
};

}  // namespace watching
