// What word processors, phones and East Asian keyboards put where a person means a character of
// ASCII: another name of it that looks the same. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace text {

struct Typeset {
  std::string written;  // the character as it stands, in UTF-8
  char32_t code_point;
  char meant;  // in all likelihood
};

// The first one of a name.
std::optional<Typeset> typeset_character(std::string_view name);

}  // namespace text
