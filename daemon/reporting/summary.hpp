// What a pass comes to, in one line.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/observation.hpp"

namespace reporting {

struct Tally {
  std::map<model::Status, std::size_t> by_status;  // every one
  std::size_t ours = 0;                            // of the claimed
  std::size_t targets = 0;
};

Tally tally(const std::vector<model::Observation>& observations);

// "303 targets, 118 requests: 9 claimed (5 ours, 4 not), 193 available, 101 unknown; 2.1 s, 56
// requests/s".
std::string summary_line(const Tally& tally, std::size_t requests, model::Milliseconds took);

}  // namespace reporting
