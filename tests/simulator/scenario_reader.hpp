// Reads a scenario file strictly: an unknown, missing or repeated key, a wrong type, or a value
// that cannot be meant is refused, so that a test never runs against a world other than the one
// written.
#pragma once

#include <stdexcept>
#include <string>

#include "simulator/scenario.hpp"

namespace simulator {

// The message names the file, the place (`platforms[0].accounts[2].id`) and what was expected.
class ScenarioError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// `now` is what the clock's start "now" means. Throws ScenarioError for the first mistake found.
Scenario read_scenario(const std::string& file, Instant now);

}  // namespace simulator
