// The compiler of the definition language: one JSON file to one Definition, or every mistake in it
// with line, key and what would be right.
#pragma once

#include <string_view>

#include "model/problem.hpp"
#include "platforms/definition.hpp"

namespace platforms {

// `stem` is the file's name without ".json"; the id must equal it. Empty: not checked.
model::Result<Definition> load_definition(std::string_view text, std::string_view file,
                                          std::string_view stem);

}  // namespace platforms
