// A road: a part of a chain of asks that is gone in one bracket (contract, 'Truth' 2). What one
// request decides or hands on to a batch, or what a batch hands to a one-by-one ask, is proven
// there by controls that are asked there. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "platforms/definition.hpp"

namespace probing {

// Requests in a bracket, its controls and each step of a chain counted.
constexpr std::size_t most_in_bracket = 25;
// Where a platform shows no account id and no rule ties its answer to the handle.
constexpr std::size_t most_in_plain_bracket = 13;
// Targets' requests between the controls of a second look.
constexpr std::size_t most_in_second_look = 4;

struct Road {
  std::size_t entry = 0;
  // Handles in a request; 1: one by one. A batch that has no room beside its controls is none.
  std::size_t max = 1;
  std::size_t requests = most_in_bracket;
  // By ask: the most requests from it on that belong to this road; 0: it is of another.
  std::vector<std::size_t> steps;
  // Whatever it calls claimed, it ties to the handle: names of every shape are proven alike.
  bool is_tied = false;

  bool is_batch() const { return max > 1; }
  bool holds(std::size_t ask) const { return steps[ask] > 0; }
  std::size_t longest() const { return steps[entry]; }
};

// From this ask on. `controls`: how many ride in a batch.
Road road_from(const platforms::Definition& definition, std::size_t entry, std::size_t controls);

}  // namespace probing
