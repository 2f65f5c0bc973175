// What asks the world for the scheduler: platforms by sweeps, or in a simulated year the world
// itself. On the loop thread.
#pragma once

#include <set>

#include "targets/unit.hpp"
#include "watching/sweep.hpp"

namespace watching {

class Sweeper {
 public:
  virtual ~Sweeper() = default;

  // Called before it waits for a platform's rate, or for a pause that the platform asked for; may
  // be empty.
  std::function<void(const probing::ProbePlan&, model::Milliseconds)> on_wait;

  virtual async::Task<SweepResult> sweep(targets::SweepPlan plan, judging::OwnedHandles owned) = 0;
  // What a sweep of so many targets takes and costs, in words for `status`; empty: nothing worth
  // telling.
  virtual std::string plan(const targets::WatchedUnit& unit, std::size_t targets) = 0;
  // Ends early what is under way, and what begins afterwards: what is undecided then becomes
  // `interrupted`.
  virtual void stop() = 0;
};

struct PlatformSweeperTools {
  net::Fetcher& fetcher;
  sys::Clock& clock;
  probing::SharedLimits& limits;
  const probing::Credentials& credentials;
  std::uint64_t seed;
};

class PlatformSweeper : public Sweeper {
 public:
  PlatformSweeper(async::Executor executor, PlatformSweeperTools tools);

  async::Task<SweepResult> sweep(targets::SweepPlan plan, judging::OwnedHandles owned) override;
  std::string plan(const targets::WatchedUnit& unit, std::size_t targets) override;
  void stop() override;

 private:
  PlatformSweeperTools tools_;
  async::Semaphore permits_;
  std::mt19937_64 random_;
  std::set<Sweep*> under_way_;
  bool stopped_ = false;
};

}  // namespace watching
