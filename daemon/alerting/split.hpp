// How much of a group fits: all events are told in full, or the first few, the rest by name, and
// what does not fit even so is counted. Naming every event comes first. Pure.
#pragma once

#include <cstddef>

namespace alerting {

struct Split {
  std::size_t full = 0;   // told with all that is known
  std::size_t named = 0;  // named at all, the full ones included
};

// The largest k up to `most` for which `fits(k)`; it fits less the larger k is. 0 is not asked.
template <class Fits>
std::size_t largest(std::size_t most, Fits fits) {
  std::size_t least = 0;
  while (least < most) {
    const std::size_t middle = least + (most - least + 1) / 2;
    if (fits(middle)) {
      least = middle;
    } else {
      most = middle - 1;
    }
  }
  return least;
}

// `fits` takes a Split. One event alone is told in full, whatever `fits` says.
template <class Fits>
Split split(std::size_t events, std::size_t most_full, Fits fits) {
  if (events == 1) return {1, 1};
  Split found;
  found.named = largest(events, [&](std::size_t k) { return fits(Split{0, k}); });
  const std::size_t most = most_full < found.named ? most_full : found.named;
  found.full = largest(most, [&](std::size_t k) { return fits(Split{k, found.named}); });
  return found;
}

}  // namespace alerting
