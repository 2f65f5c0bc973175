// Letter case over UTF-8, code point by code point and without a locale: what platforms do to
// names.
#pragma once

#include <string>
#include <string_view>

namespace text {

std::string to_lower(std::string_view utf8);

// The first code point in upper case, the rest as it is.
std::string first_upper(std::string_view utf8);

}  // namespace text
