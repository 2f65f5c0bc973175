// What a sweep of one platform and server has learnt of its roads so far: it goes from one slice of
// the sweep to the next, so that the controls that close one open the other. Plain values.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/observation.hpp"
#include "platforms/shapes.hpp"
#include "probing/pages_seen.hpp"
#include "probing/proof.hpp"

namespace probing {

// What closed a bracket rightly.
struct Closed {
  Proof proof;
  model::Moment at{};
  std::size_t cost = 0;  // requests
};

struct SweepState {
  std::set<std::size_t> right;               // that ever answered rightly
  std::map<std::size_t, Closed> closed;      // by entry of the road
  std::map<std::size_t, std::size_t> first;  // the claimed control to begin with
  std::map<std::size_t, bool> asks;          // whether its claims are proven
  std::map<std::pair<std::size_t, platforms::Shape>, bool> shapes;  // by entry and shape
  // Whether accounts with names of that shape are shown at all.
  std::map<std::pair<std::size_t, platforms::Shape>, bool> shown;
  // By entry: whether what it finds bears the very name that was asked for, as far as is known.
  std::map<std::size_t, bool> exact;
  // By account id: the name that it was found by first, in searches that may find near names.
  std::map<std::string, std::string> found_by;
  PagesSeen pages;
  // Seen free, and not yet asked of the platform's sign-up check.
  std::vector<model::Observation> seen_free;
  // Targets that an ask has left to a further one, which has not been asked yet.
  std::map<std::string, std::size_t> handed_on;
  std::size_t brackets = 0;  // that ended with answers of their controls
  std::size_t broken = 0;    // of those: their controls were answered wrongly in the end
  int rests = 0;             // since controls were last answered rightly
  std::optional<model::Moment> rests_until;
  bool distrusted = false;  // too many were broken: nothing of the sweep counts any more
};

}  // namespace probing
