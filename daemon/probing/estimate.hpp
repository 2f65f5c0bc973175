// How many requests a lane will make, how long they take at its rates, and what they cost. Pure.
//
// `most_requests`, `takes` and the cost are bounds: a lane stays below them whatever the handles
// turn out to be, as long as an answer comes within half a second, no limit or overload is met and
// every batch can be read (one that cannot is halved and asked again).
#pragma once

#include <string>

#include "probing/lane.hpp"

namespace probing {

struct Estimate {
  std::size_t controls = 0;
  std::size_t least_requests = 0;  // when the first ask of the chain decides everything
  std::size_t most_requests = 0;   // when every handle goes through the whole chain
  model::Milliseconds takes{0};    // for the most requests; at most a thousand years
  std::string cost;                // "at most 1.01 USD", or empty when it is free
};

// `entry` is the ask to begin with.
Estimate estimate(const LanePlan& plan, std::size_t entry, const Settings& settings);

}  // namespace probing
