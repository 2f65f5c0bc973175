// What a number of targets comes to on one road: its brackets or batches, as Bracket, Batches and
// Workload go about it when all answers are good. Pure.
#pragma once

#include "probing/road.hpp"
#include "probing/timetable.hpp"

namespace probing {

struct Passage {
  std::size_t requests = 0;
  std::size_t brackets = 0;
  std::size_t ends = 0;  // of brackets: how often the controls are asked
  double over = 0;       // when the last answer is there
};

struct Passing {
  std::size_t targets = 0;
  std::size_t steps = 1;    // of the chain that each of them takes, on this road
  std::size_t claimed = 0;  // claimed controls that there are, two at most
  int concurrency = 1;
  bool is_shared = false;  // other roads are asked in between: a bracket may have to be opened anew
};

// At most, whether each bracket is opened anew or none is that need not be.
Passage pass(const Road& road, const Passing& passing, Timetable& pace, double now);

}  // namespace probing
