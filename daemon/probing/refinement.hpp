// What a platform's sign-up check says of handles that are about to be told free (`ask.refines`):
// absence is no freedom where names are kept back. It is a road of its own, at its own pace beside
// the others, proven by free controls alone. What it cannot prove stands as it was seen.
#pragma once

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "probing/workload.hpp"

namespace probing {

class Refinement {
 public:
  // `definition` and `random` outlive it.
  Refinement(const platforms::Definition& definition, std::string server, std::size_t ask,
             std::mt19937_64& random);

  Workload& work() { return work_; }

  // What was seen free in a slice before.
  void take(std::vector<model::Observation> seen_free);
  // What has become final elsewhere, less those it is to be asked about first.
  std::vector<model::Observation> hold_back(std::vector<model::Observation> seen);
  // Of those: what it has said, or could not say, since the last call.
  std::vector<model::Observation> take_final();
  // Its controls alone, where nobody is asked about.
  void no_more_come(bool asks_controls) { work_.no_more_come(asks_controls); }
  // Seen free, and not asked about in this slice.
  std::vector<model::Observation> left() const;

 private:
  void take(model::Observation seen);

  Workload work_;
  std::map<std::string, model::Observation> waiting_;  // by handle
};

}  // namespace probing
