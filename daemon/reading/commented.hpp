// A first file for people to edit: an example written out with the sentence of each key above it.
// What the example leaves out stands there as a comment with its default, ready to be taken in.
#pragma once

#include "reading/shape.hpp"

namespace reading {

// `example` has passed check() of `shape`. The text parses as our_files to the same value.
std::string commented(const Shape& shape, const Json& example);

}  // namespace reading
