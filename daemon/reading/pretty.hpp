// JSON as people write it: two spaces a level, and what fits on a line stands on one.
#pragma once

#include <string>

#include "reading/json.hpp"

namespace reading {

// One line, a space behind each comma and colon.
std::string spaced(const Json& json);

// Lines of at most 100 characters where that is possible, with a line break at the end.
std::string pretty(const Json& json);

}  // namespace reading
