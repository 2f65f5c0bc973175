// One sweep of a command that ends: its loop, its net, its signals.
#pragma once

#include <functional>
#include <map>
#include <optional>
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
  int signal = 0;  // SIGINT or SIGTERM when one ended it
};

// What a caller wants to hear during a sweep; any may be empty.
struct SweepObserver {
  std::function<void(const probing::Exchange&)> exchange;
  std::function<void(std::size_t decided)> progress;
  std::function<void(const probing::ProbePlan&, model::Milliseconds)> wait;
};

// Runs one sweep to its end, or to a signal: what is known by then is in the outcome.
SweepOutcome run_sweep(const NetworkSettings& settings, targets::SweepPlan plan,
                       const judging::OwnedHandles& owned, SweepObserver observer);

}  // namespace running
