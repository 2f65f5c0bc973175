// How many requests a probe will make, how long they take at its rates, and what they cost. Pure.
//
// `most_requests`, `takes` and the cost are bounds: a probe stays below them whatever the handles
// turn out to be, as long as an answer comes within half a second, no limit or overload is met,
// every batch can be read (one that cannot is halved and asked again) and the controls are right:
// the first claimed one is found by the first ask. Controls are counted; where a chain has several
// roads, those at both ends of every bracket. Several roads that share a window which hardly holds
// a bracket may take a tenth more. On top come the controls of further shapes of names, two or more
// for each, and what a check asks in its second looks at strangers.
#pragma once

#include <string>

#include "probing/price.hpp"
#include "probing/probe_plan.hpp"
#include "probing/rate_limits.hpp"
#include "probing/spend_limit.hpp"

namespace probing {

struct Estimate {
  std::size_t controls = 0;
  std::size_t least_requests = 0;  // when the first ask of the chain decides everything
  std::size_t most_requests = 0;   // when every handle goes through the whole chain
  model::Milliseconds takes{0};    // for the most requests; at most a thousand years
  Costs costs;                     // at most
};

// `entry` is the ask to begin with; `owned` as in LanePlan.
Estimate estimate(const platforms::Definition& definition, const std::string& server,
                  const std::vector<std::string>& owned, std::size_t targets, std::size_t entry,
                  const ProbeSettings& settings);
Estimate estimate(const ProbePlan& plan, std::size_t entry, const ProbeSettings& settings);

// "X: 101 handles, 2 requests every 6 h, at most 4.12 USD a day; its budget is 2.00 USD a day".
// Without `every` it is one pass. `kept`: what sweeps may not spend of the budget.
std::string in_words(const std::string& name, std::size_t handles, const Estimate& estimate,
                     const std::optional<model::Milliseconds>& every,
                     const std::optional<Budget>& budget, long long kept);

// How many of them begin, at most, in any time so long.
long long passes_in(model::Milliseconds time, model::Milliseconds every);

}  // namespace probing
