// A definition as the text of its file: what the loader makes of it is the same definition again.
// For definitions that were not written by a person, such as those of a site list.
#pragma once

#include <string>

#include "model/problem.hpp"
#include "platforms/definition.hpp"

namespace platforms {

// Comments and the spelling of what has a default are not kept. A definition that the language
// cannot express is refused with what stands in the way: two texts in one rule, a platform that is
// switched off.
model::Result<std::string> definition_text(const Definition& definition);

}  // namespace platforms
