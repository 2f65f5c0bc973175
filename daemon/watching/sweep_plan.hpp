// What one sweep asks: a lane for each platform and server, and the targets that nobody need be
// asked about.
#pragma once

#include <vector>

#include "probing/lane_plan.hpp"

namespace watching {

struct SweepPlan {
  std::vector<probing::LanePlan> lanes;
  // The platform's grammar forbids them.
  std::vector<model::Target> invalid;
};

}  // namespace watching
