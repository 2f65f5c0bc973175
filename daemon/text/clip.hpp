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

}  // namespace text
