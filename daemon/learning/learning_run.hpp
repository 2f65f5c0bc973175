// The questions of `platforms learn`: which names, how often, in which order, and what is asked
// again to prove what was found. What the answers teach is learning/learning.hpp's business.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "learning/learning.hpp"
#include "running/sweep_run.hpp"

namespace learning {

struct LearningOutcome {
  tl::expected<Learned, std::string> result;
  std::map<std::string, int> claimed;  // how often each name was asked for
  std::map<std::string, int> missing;  // the same of those made up at random
  std::size_t requests = 0;
  std::size_t proofs = 0;  // answers that were read with the finished definition, rightly
  int redirects = 0;       // followed at most
  int signal = 0;          // SIGINT or SIGTERM when one ended it
};

// The lesson makes a definition: that has been tried. `waits`: told of waits worth telling.
LearningOutcome run_learning(const running::NetworkSettings& settings, Lesson lesson,
                             std::function<void(model::Milliseconds)> waits);

}  // namespace learning
