// Letter case over UTF-8, code point by code point and without a locale: what platforms do to
// names. What is beyond ASCII stays beyond it, or names that differ would become one: the Kelvin
// sign is no k, ſ no s, İ no i, and ı no I.
#pragma once

#include <string>
#include <string_view>

namespace text {

std::string to_lower(std::string_view utf8);

char32_t to_lower(char32_t letter);
char32_t to_upper(char32_t letter);

// The first code point in upper case, the rest as it is.
std::string first_upper(std::string_view utf8);

}  // namespace text
