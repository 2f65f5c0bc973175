// How many requests a lane will make, how long they take at its rates, and what they cost. Pure.
#pragma once

#include <string>

#include "probing/lane.hpp"

namespace probing {

struct Estimate {
  std::size_t controls = 0;
  std::size_t least_requests = 0;  // when the first ask of the chain decides everything
  std::size_t most_requests = 0;   // when every handle goes through the whole chain
  model::Milliseconds takes{0};    // for the most requests
  std::string cost;                // "at most 1.01 USD", or empty when it is free
};

// `entry` is the ask to begin with. A request is taken to last half a second.
Estimate estimate(const LanePlan& plan, std::size_t entry, const Settings& settings);

}  // namespace probing
