// The watchkeeper: looks at every unit when it is due, for years. One coroutine a unit; those of
// one platform and server take turns, so that its rate and concurrency hold over all watches.
//
// A sweep goes in slices of a few minutes, each with its own controls and each settled when it
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

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/task_group.hpp"
#include "watching/roster.hpp"
#include "watching/schedule.hpp"
#include "watching/settling.hpp"

namespace watching {

struct KeeperTools {
  net::Fetcher& fetcher;
  service::Clock& clock;
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

class Watchkeeper {
 public:
  // Units stay as they are; a reload makes another watchkeeper.
  Watchkeeper(boost::asio::any_io_executor executor, KeeperTools tools, probing::Memory& memory,
              std::vector<WatchedUnit> units, Settling& settling);
  Watchkeeper(const Watchkeeper&) = delete;
  Watchkeeper& operator=(const Watchkeeper&) = delete;

  // Called with what was settled and is told now; set before run().
  std::function<void(const ledger::Frozen&)> on_told;

  boost::asio::awaitable<void> run();
  // What is due now, and second looks that are due within `patience`. How many targets stayed
  // unknown.
  boost::asio::awaitable<std::size_t> run_once(model::Milliseconds patience);

  // Ends early; slices under way are settled with what is known.
  void stop();

  Outlook outlook() const;

 private:
  enum class Look { sweep, confirm };
  struct Visit {
    Look look = Look::sweep;
    model::Instant at{};
  };
  struct Kept {
    WatchedUnit unit;
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
  boost::asio::awaitable<void> keep(Kept& kept);
  boost::asio::awaitable<void> keep_once(Kept& kept, model::Milliseconds patience);
  boost::asio::awaitable<void> visit(Kept& kept, Look look);
  boost::asio::awaitable<void> sweep(Kept& kept);
  boost::asio::awaitable<void> confirm(Kept& kept);
  void note_second_look(const Kept& kept);
  void note_undecided(const Kept& kept, const std::vector<model::Observation>& seen);
  boost::asio::awaitable<std::vector<model::Target>> to_confirm(const Kept& kept);
  boost::asio::awaitable<bool> look_at(Kept& kept, std::vector<model::Target> targets);
  bool confirmation_waits(const Kept& kept) const;
  std::size_t slice_of(const Kept& kept) const;
  boost::asio::awaitable<void> leave_behind(Kept& kept, const Slices& slices);
  void finish(Kept& kept, Look look);
  void put_off(Kept& kept, const ledger::Failure& failure);
  void unask(const Kept& kept, const std::string& handle);
  boost::asio::awaitable<bool> settle(Kept& kept, const judging::OwnedHandles& owned,
                                      SweepResult result);
  void refresh(Kept& kept);

  boost::asio::any_io_executor executor_;
  KeeperTools tools_;
  probing::Memory& memory_;
  Settling& settling_;
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
