// Lines for a terminal of 80 columns.
#pragma once

#include <string>
#include <string_view>

namespace text {

constexpr std::size_t usual_width = 80;

// `text` broken at blanks, so that no line is longer than `width` where there is a blank to break
// at; lines after the first begin with `indent` blanks. The first one begins at column `begun`.
std::string wrapped(std::string_view text, std::size_t begun, std::size_t indent,
                    std::size_t width = usual_width);

}  // namespace text
