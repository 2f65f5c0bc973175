// The requests of a road that asks about many handles at once: each is a bracket of its own, with
// two claimed controls first and last, so that one that was cut short shows, and the free one
// between (contract, 'Truth' 2). One that fails is halved, controls in each half, down to a single
// target; where nothing tells the targets from the platform, the controls are asked alone. Pure.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "probing/road.hpp"

namespace probing {

class Batches {
 public:
  using Targets = std::vector<std::size_t>;

  // `room`: targets in a request, beside its controls.
  explicit Batches(std::size_t room) : room_(room) {}

  // `waiting`: targets that were not asked yet, taken off its front.
  bool has_next(const std::deque<std::size_t>& waiting) const;
  // The targets of the next request, at most so many; empty: it asks the controls alone.
  Targets next(std::deque<std::size_t>& waiting, std::size_t most);
  // Whether only one may be under way: the platform has to show that it answers rightly.
  bool goes_alone() const { return !is_right_ || asks_controls(); }
  std::size_t room() const { return room_; }

  // Its controls were answered rightly; what could not be read of it is asked again in halves.
  void right(const Targets& unread);
  // Nothing in it counts. Gives what cannot be halved any more.
  Targets failed(const Targets& targets);
  bool has_no_parts() const { return parts_.empty() && !asks_controls(); }
  // Its controls contradicted it: nothing in it counts, and nothing of it is asked again.
  void lied() { ++failures_; }
  // All that waits in halves.
  Targets take_all();

 private:
  bool asks_controls() const;
  void halve(const Targets& targets);

  std::size_t room_;
  std::deque<Targets> parts_;
  bool is_right_ = false;
  int failures_ = 0;  // since the last right one
};

}  // namespace probing
