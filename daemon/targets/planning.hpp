// From a roster and a choice of platforms to what is asked where: handles in each platform's
// canonical spelling, the impossible ones apart, owned handles added, one probe per platform and
// server.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "targets/place.hpp"
#include "targets/sweep_plan.hpp"

namespace targets {

// What sources wrote, each handle once, in order. The sources outlive it.
struct ExpectedHandles {
  std::vector<Written> handles;
  naming::Repeats repeats;
};
ExpectedHandles read_expected(const TargetSources& sources);

struct PlannedTargets {
  SweepPlan plan;
  judging::OwnedHandles owned;
  // Place of a record in the output: by platform and server as chosen, then in roster order.
  std::unordered_map<std::string, std::size_t> order;
  std::vector<std::string> fit_nowhere;  // expected handles that no chosen platform admits
  model::Problems conflicts;             // owned handles listed with two account ids
  std::vector<std::string> folded;       // "two handles are one on X: a, b"
};

PlannedTargets plan_targets(const std::vector<Place>& places, const ExpectedHandles& expected,
                            const std::vector<judging::OwnedHandle>& owned);

// Key of PlannedTargets::order.
std::string order_key(const model::Target& target);

}  // namespace targets
