// What a pass comes to, in one line.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "model/observation.hpp"

namespace reporting {

struct Tally {
  std::array<std::size_t, model::status_names.size()> by_status{};
  std::size_t ours = 0;  // of the claimed
  std::size_t targets = 0;
};

Tally tally(const std::vector<model::Observation>& observations);

// "303 targets, 118 requests: 9 claimed (5 ours, 4 not), 193 available, 101 unknown; 2.1 s, 56
// requests/s".
std::string summary_line(const Tally& tally, std::size_t requests, model::Milliseconds took);

}  // namespace reporting
