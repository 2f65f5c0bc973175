// Shortening. Always between code points; what was cut shows by a final ellipsis.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace text {

// At most `most` code points, the ellipsis included.
std::string clipped(std::string_view utf8, std::size_t most);

// At most `most` bytes (at least three), the ellipsis included.
std::string clipped_bytes(std::string_view utf8, std::size_t most);

// The first `most` code points, or all. For what is to be worked on and then clipped.
std::string_view beginning(std::string_view utf8, std::size_t most);

}  // namespace text
