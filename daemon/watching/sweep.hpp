// The sweep: one pass over targets. It asks every probe, judges who holds what, and reports; what
// comes of it (a record in the ledger, a line of `check`) is the caller's business.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "async/task.hpp"
#include "judging/holder.hpp"
#include "probing/fault_listener.hpp"
#include "probing/platform_probe.hpp"
#include "targets/sweep_plan.hpp"
#include "watching/sweep_result.hpp"

namespace watching {

// Requests under way over all platforms (contract, 'check').
constexpr std::size_t most_at_once = 128;

struct SweepTools {
  net::Fetcher& fetcher;
  sys::Clock& clock;
  async::Semaphore& permits;  // of most_at_once; shared by all sweeps of a process
  probing::SharedLimits& limits;
  const probing::Credentials& credentials;
  std::uint64_t seed;  // of the random free controls
};

class Sweep {
 public:
  Sweep(targets::SweepPlan plan, probing::ProbeSettings settings, SweepTools tools,
        const judging::OwnedHandles& owned);
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  // Called for each request, and whenever an observation became final; set before run().
  std::function<void(const probing::Exchange&)> on_exchange;
  std::function<void(std::size_t decided)> on_progress;
  std::function<void(const probing::ProbePlan&, model::Milliseconds)> on_wait;
  // For who shows results before the end: those that nothing found later can change, together with
  // the others of their bracket. All else is in the result, to be told at the end.
  std::function<void(std::span<const model::Observation>)> on_final;
  // Strangers at expected handles are looked at again, once and at the end of their platform: for
  // who has no ledger to look again later.
  bool looks_again = false;

  async::Task<void> run();

  // Ends early: what is undecided becomes `interrupted`. Callable before and during run().
  void stop();

  SweepResult take_result() { return std::move(result_); }

 private:
  void observe(model::Observation seen, bool of_pages);
  void tell();
  void distrust();
  void withhold_if_self_blind();

  targets::SweepPlan plan_;
  probing::ProbeSettings settings_;
  SweepTools tools_;
  const judging::OwnedHandles& owned_;
  std::mt19937_64 random_;
  std::vector<std::unique_ptr<probing::FaultListener>> listeners_;  // one per probe
  std::vector<std::unique_ptr<probing::PlatformProbe>> probes_;
  SweepResult result_;
  std::size_t given_ = 0;  // of result_.told
  bool stopped_ = false;
};

// The rule of 'self-blind' (contract, 'Truth' 8). Pure.
bool is_self_blind(const std::vector<probing::ProbeReport>& probes);

// So many brackets of its sweep ended wrongly that a firm answer counts no more.
void distrust(model::Observation& seen);

// Whether an answer stands whatever else the sweep finds. Strangers wait for the end: others answer
// for them, or a second look; what failed on the way may be a failure of ours.
bool stands(const model::Observation& seen);

// An answer of a platform that could not be reached, while the fault is ours: what failed on the
// way is `self-blind`. What a platform said counts as ever, and so does a reason of its own.
void withhold(model::Observation& seen);

}  // namespace watching
