// The scheduler: looks at every unit when it is due, for years. One coroutine a unit; those of
// one platform and server take turns, so that its rate and concurrency hold over all watches.
//
// A sweep goes in slices of a few minutes, each with its own controls and each recorded when it
// ends: second looks come in between, a crash loses one slice, and a roster of a million costs the
// memory of its handles while it is swept. A long roster is gone through in parts of some
// milliseconds: other looks fall due meanwhile.
//
// A ledger that cannot be read or written for a moment (a full disk, a lock) stops nothing: what
// was not recorded is asked again, and `trouble` says so. Any other exception ends run().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "watching/visits.hpp"

namespace watching {

// What `status` and systemd's status line say.
struct Outlook {
  long long targets = 0;
  std::size_t under_way = 0;           // looks
  std::optional<model::Instant> next;  // look at any unit
  bool self_blind = false;
  std::string trouble;  // of the ledger; empty: none
};

class Scheduler {
 public:
  // Units stay as they are; a reload makes another scheduler.
  Scheduler(async::Executor executor, SchedulerTools tools,
            std::vector<targets::WatchedUnit> units);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Called with what was recorded and is told now; set before run().
  std::function<void(const ledger::Frozen&)> on_told;
  // Told by a run once before it waits for longer than somebody looks on without a word: who waits
  // for what and how long, a sentence. Set before run_once().
  std::function<void(const std::string&)> on_wait;

  async::Task<void> run();
  // What is due now, and second looks that are due within `patience`. How many targets stayed
  // unknown: at least one where, by the ledger, some are that were not asked now. What the ledger
  // did not take of them is refused().
  async::Task<std::size_t> run_once(model::Milliseconds patience);
  const std::optional<ledger::Failure>& refused() const { return visits_.refused(); }

  // Ends early; slices under way are recorded with what is known.
  void stop();

  Outlook outlook() const;

 private:
  async::Task<void> keep(ScheduledUnit& unit);
  async::Task<void> open_at_last(ScheduledUnit& unit);
  async::Task<void> keep_once(ScheduledUnit& unit, model::Milliseconds patience);
  async::Task<void> sweep_or_wait(ScheduledUnit& unit, std::optional<model::Instant> confirm);
  async::Task<void> visit(ScheduledUnit& unit, Look look);
  void tell_wait(const std::string& who, model::Milliseconds wait, std::string_view what) const;
  Visit next_visit_of(const ScheduledUnit& unit) const;

  async::Executor executor_;
  sys::Clock& clock_;
  Sweeper& sweeper_;
  Visits visits_;
  std::map<std::string, std::unique_ptr<async::Semaphore>> places_;  // one visit at a time each
  std::vector<std::unique_ptr<ScheduledUnit>> units_;
  bool stopped_ = false;
};

}  // namespace watching
