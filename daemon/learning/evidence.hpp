// What tells one side of the answers from the other: conditions that hold for every answer of one
// side, in order of what they are worth. Whether they hold for none of the other side is what
// learning.cpp tries with the reader itself. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "learning/traits.hpp"

namespace learning {

enum class Side { claimed, missing };

// An answer that can be read, with its traits.
struct Studied {
  std::string name;  // in lower case: one account, however it was spelt
  int status = 0;
  std::string location;  // of a redirect that was not followed; absolute
  Traits traits;
};

struct Evidence {
  reading::Json conditions;  // of a rule, without its `then`
  std::string words;         // the same for people
  std::string at;            // JSON: the pointer it rests on; the profile is looked for beside it
  int worth = 0;
  bool status_alone = false;
};

// The best first, not many. `mine` holds at least one answer.
std::vector<Evidence> evidence_for(Side side, std::span<const Studied> mine,
                                   std::span<const Studied> theirs);

// What all of them have.
Traits common_traits(std::span<const Studied> all);

}  // namespace learning
