// The scheduler: looks at every unit when it is due, for years. One coroutine a unit; those of
// one platform and server take turns, so that its rate and concurrency hold over all watches.
//
// A sweep goes in slices of a few minutes, each with its own controls and each recorded when it
// ends: second looks come in between, a crash loses one slice, and a roster of a million costs the
// memory of its handles while it is swept. A long roster and many answers are
// gone through in parts of some milliseconds: other looks fall due meanwhile.
//
// A ledger that cannot be written for a moment (a full disk) stops nothing: what was not recorded
// is asked again, and `trouble` says so. Any other exception ends run().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "async/task_group.hpp"
#include "targets/roster.hpp"
#include "watching/recording.hpp"
#include "watching/schedule.hpp"

namespace watching {

struct SchedulerTools {
  net::Fetcher& fetcher;
  sys::Clock& clock;
  ledger::Ledger& ledger;
  const probing::Credentials& credentials;
  std::uint64_t seed;
};

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
  Scheduler(async::Executor executor, SchedulerTools tools, probing::SharedLimits& limits,
            std::vector<targets::WatchedUnit> units, Recording& recording);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Called with what was recorded and is told now; set before run().
  std::function<void(const ledger::Frozen&)> on_told;
  // Told by a run once before it waits for longer than somebody looks on without a word: who waits
  // for what and how long, a sentence. Set before run_once().
  std::function<void(const std::string&)> on_wait;

  async::Task<void> run();
  // What is due now, and second looks that are due within `patience`. How many targets stayed
  // unknown.
  async::Task<std::size_t> run_once(model::Milliseconds patience);

  // Ends early; slices under way are recorded with what is known.
  void stop();

  Outlook outlook() const;

 private:
  enum class Look { sweep, confirm };
  struct Visit {
    Look look = Look::sweep;
    model::Instant at{};
  };
  struct Kept {
    targets::WatchedUnit unit;
    ledger::Unit row;
    Timing timing;
    Visit next;
    std::optional<model::Instant> confirmed_at;  // the last second look began
    std::optional<model::Moment> not_before;     // the ledger did not take the last look
    std::optional<model::Instant> in_vain;       // the last sweep proved nothing
    long long targets = 0;
    bool knows_who_left = false;  // those that are not on the roster any more are marked
  };

  Visit next_visit(const Kept& kept) const;
  std::optional<model::Instant> next_confirmation(const Kept& kept) const;
  async::Task<void> keep(Kept& kept);
  async::Task<void> keep_once(Kept& kept, model::Milliseconds patience);
  async::Task<void> visit(Kept& kept, Look look);
  async::Task<void> sweep(Kept& kept);
  async::Task<void> confirm(Kept& kept);
  void tell_wait(const Kept& kept, model::Milliseconds wait, std::string_view what) const;
  void note_second_look(const Kept& kept);
  void note_undecided(const Kept& kept, const std::vector<model::Observation>& seen);
  async::Task<std::vector<model::Target>> to_confirm(const Kept& kept);
  async::Task<bool> look_at(Kept& kept, std::vector<model::Target> targets);
  bool confirmation_waits(const Kept& kept) const;
  std::size_t slice_of(const Kept& kept) const;
  async::Task<void> leave_behind(Kept& kept, const targets::Slices& slices);
  void finish(Kept& kept, Look look);
  void put_off(Kept& kept, const ledger::Failure& failure);
  void unask(const Kept& kept, const std::string& handle);
  async::Task<bool> record(Kept& kept, const judging::OwnedHandles& owned, SweepResult result);
  void refresh(Kept& kept);

  async::Executor executor_;
  SchedulerTools tools_;
  probing::SharedLimits& limits_;
  Recording& recording_;
  async::Semaphore permits_;
  std::map<std::string, std::unique_ptr<async::Semaphore>> turns_;  // one at a time, by place
  std::vector<std::unique_ptr<Kept>> kept_;
  std::set<Sweep*> under_way_;
  std::mt19937_64 random_;
  model::Instant up_since_{};
  bool once_ = false;
  std::set<std::pair<long long, std::string>> undecided_;  // of a run once: by unit and handle
  std::string trouble_;
  bool stopped_ = false;
};

}  // namespace watching
