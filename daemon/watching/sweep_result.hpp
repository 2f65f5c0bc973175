// What one sweep found.
#pragma once

#include <vector>

#include "model/observation.hpp"
#include "probing/probe_plan.hpp"

namespace watching {

struct SweepResult {
  std::vector<model::Observation> observations;  // in the order they became final
  std::vector<probing::ProbeReport> probes;
  std::size_t requests = 0;
  // Over half of at least three platforms could not be reached: the fault is ours, nothing counts.
  bool self_blind = false;
};

}  // namespace watching
