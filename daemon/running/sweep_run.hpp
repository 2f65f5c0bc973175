// One sweep of a command that ends: its loop, its net, its signals.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "judging/owned.hpp"
#include "net/settings.hpp"
#include "probing/rate_limits.hpp"
#include "probing/spend_limit.hpp"
#include "targets/sweep_plan.hpp"
#include "watching/sweep_result.hpp"

namespace running {

struct NetworkSettings {
  net::HttpSettings net;
  probing::ProbeSettings probing;
  std::optional<model::Milliseconds> max_wait;
  // By platform; for one pass: what others spent is not known.
  std::map<std::string, probing::Budget> budgets;
};

struct SweepOutcome {
  watching::SweepResult result;
  model::Milliseconds took{0};
  int signal = 0;          // SIGINT or SIGTERM when one ended it
  bool is_unread = false;  // it ended since nobody took its results any more
};

// What became of results that were given to whoever shows them.
enum class Taken { all, later, never };

// What a caller wants to hear during a sweep; any may be empty.
struct SweepObserver {
  std::function<void(const probing::Exchange&)> exchange;
  std::function<void(std::size_t decided)> progress;
  std::function<void(const probing::ProbePlan&, model::Milliseconds)> wait;
  bool looks_again = false;  // at strangers, before they are told
  // Those that stand already, while the sweep goes on: see Sweep::on_final. It must not wait for
  // its reader: what has to be kept back is `later`, and it is called again soon, with none. With
  // `never` nothing more is asked.
  std::function<Taken(std::span<const model::Observation>)> results;
};

// Runs one sweep to its end, or to a signal: what is known by then is in the outcome.
SweepOutcome run_sweep(const NetworkSettings& settings, targets::SweepPlan plan,
                       const judging::OwnedHandles& owned, SweepObserver observer);

}  // namespace running
