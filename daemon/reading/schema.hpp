// A JSON Schema (draft 2020-12) of a shape, for editors: they complete keys, show the sentences and
// underline most mistakes. What no schema can say (cross references, files, secrets) it leaves to
// `config check`.
#pragma once

#include "reading/shape.hpp"

namespace reading {

Json json_schema(const Shape& shape);

// Many lines, two blanks a level; short lists and objects stand on one.
std::string to_lines(const Json& json, std::size_t indent = 0);

}  // namespace reading
