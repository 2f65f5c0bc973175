#include "text/typeset.hpp"

#include "text/utf8.hpp"

namespace text {
namespace {

// Dashes (Unicode 15, property Dash, those that are set for a hyphen), quotation marks, and the
// wide forms of ASCII (U+FF01 to U+FF5E).
char meant_by(char32_t character) {
  if (character >= 0xFF01 && character <= 0xFF5E) return static_cast<char>(character - 0xFEE0);
  const bool is_dash = (character >= 0x2010 && character <= 0x2015) || character == 0x2212 ||
                       character == 0xFE58 || character == 0xFE63;
  if (is_dash) return '-';
  if (character >= 0x2018 && character <= 0x201B) return '\'';
  if (character >= 0x201C && character <= 0x201F) return '"';
  return '\0';
}

}  // namespace

std::optional<Typeset> typeset_character(std::string_view name) {
  while (!name.empty()) {
    const std::string_view here = name;
    const char32_t character = take_code_point(name);
    const char meant = meant_by(character);
    if (meant == '\0') continue;
    return Typeset{std::string(here.substr(0, here.size() - name.size())), character, meant};
  }
  return std::nullopt;
}

}  // namespace text
