// How a handle is spelt, from a definition's `handle`.
#pragma once

#include <string_view>

#include "platforms/definition.hpp"
#include "reading/object.hpp"

namespace platforms {

// What is wrong is added to the document's problems. A file of reserved names stands beside the
// definition's own.
Grammar read_grammar(reading::Document& document, const reading::Json& json,
                     std::string_view definition_file);

}  // namespace platforms
