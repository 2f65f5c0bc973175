// The traits of an answer that is JSON. Used by learning_traits.cpp alone.
#pragma once

#include "learning/traits.hpp"

namespace learning {

void add_json_traits(const reading::Json& json, std::string_view handle, Traits& traits);

}  // namespace learning
