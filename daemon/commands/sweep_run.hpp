// One sweep of a command that ends: its loop, its net, its signals.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "judging/owned.hpp"
#include "net/settings.hpp"
#include "probing/paces.hpp"
#include "probing/purse.hpp"
#include "watching/sweep_plan.hpp"
#include "watching/sweep_result.hpp"

namespace commands {

struct NetworkSettings {
  net::Settings net;
  probing::Settings probing;
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
struct SweepEars {
  std::function<void(const probing::Exchange&)> exchange;
  std::function<void(std::size_t decided)> progress;
  std::function<void(const probing::LanePlan&, model::Milliseconds)> wait;
};

// Runs one sweep to its end, or to a signal: what is known by then is in the outcome.
SweepOutcome run_sweep(const NetworkSettings& settings, watching::SweepPlan plan,
                       const judging::OwnedHandles& owned, SweepEars ears);

}  // namespace commands
