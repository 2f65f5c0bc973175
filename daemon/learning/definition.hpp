// A definition of what was learned, by way of its own file: what the loader refuses is not learned.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/problem.hpp"
#include "platforms/definition.hpp"

namespace learning {

// What a person gives, and what was decided about how to ask.
struct Lesson {
  std::string id;
  std::string name;
  std::string url;                   // with {handle}
  std::vector<std::string> claimed;  // at least one
  int redirects = 0;
  bool fold_case = false;  // the letters' case is nothing to the platform
  std::string source;
};

// Letters, digits, _ and -, and what else the claimed names have; in a host name what such a name
// may have.
std::string grammar_for(const Lesson& lesson);
bool stands_in_host(const Lesson& lesson);

// Rules and profile as the language writes them; no profile: null.
model::Result<platforms::Definition> definition_for(const Lesson& lesson,
                                                    const reading::Json& rules,
                                                    const reading::Json& profile);

// Asks, and recognises nothing yet: what the loader says against it is wrong with the lesson.
model::Result<platforms::Definition> blank_definition(const Lesson& lesson);

}  // namespace learning
