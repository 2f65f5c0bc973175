// What one sweep found.
#pragma once

#include <vector>

#include "model/observation.hpp"
#include "probing/probe_plan.hpp"

namespace watching {

struct SweepResult {
  // Given to on_final already: nothing changes them any more.
  std::vector<model::Observation> told;
  std::vector<model::Observation> observations;  // all others, in the order they became final
  std::vector<probing::ProbeReport> probes;
  std::size_t requests = 0;
  // Over half of at least three platforms could not be reached: the fault is ours, and what those
  // did not say is nobody's word.
  bool self_blind = false;
};

}  // namespace watching
