// The traits of an answer that is a page, or other text. Used by learning_traits.cpp alone.
#pragma once

#include "learning/traits.hpp"

namespace learning {

void add_markup_traits(std::string_view page, std::string_view handle, Traits& traits);

}  // namespace learning
