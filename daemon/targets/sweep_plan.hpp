// What one sweep asks: a probe for each platform and server, and the targets that nobody need be
// asked about.
#pragma once

#include <vector>

#include "probing/probe_plan.hpp"

namespace targets {

struct SweepPlan {
  std::vector<probing::ProbePlan> probes;
  // The platform's grammar forbids them.
  std::vector<model::Target> invalid;
};

}  // namespace targets
