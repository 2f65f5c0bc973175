// How many requests a probe will make, how long they take at its rates, and what they cost. Pure.
//
// `most_requests`, `takes` and the cost are bounds: a probe stays below them whatever the handles
// turn out to be, as long as an answer comes within half a second, no limit or overload is met and
// every batch can be read (one that cannot is halved and asked again).
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
// Without `every` it is one pass.
std::string in_words(const std::string& name, std::size_t handles, const Estimate& estimate,
                     const std::optional<model::Milliseconds>& every,
                     const std::optional<Budget>& budget);

}  // namespace probing
