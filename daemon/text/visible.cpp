#include "text/visible.hpp"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include "text/utf8.hpp"

namespace text {
namespace {

bool is_hostile(char32_t code_point) {
  // What shows as nothing at all, whatever its category: Hangul fillers, the grapheme joiner. A
  // variation selector only picks the picture of the emoji before it.
  const bool picks_picture = code_point >= 0xFE00 && code_point <= 0xFE0F;
  const auto point = static_cast<UChar32>(code_point);
  if (!picks_picture && u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
    return true;
  }
  switch (u_charType(static_cast<UChar32>(code_point))) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:  // bidirectional controls, zero-width characters, tags
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_SURROGATE:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED: return true;
    default: return false;
  }
}

bool is_plain_ascii(std::string_view bytes) {
  for (const char c : bytes) {
    if (c < 0x20 || c > 0x7E) return false;
  }
  return true;
}

}  // namespace

std::string visible(std::string_view hostile) {
  if (is_plain_ascii(hostile)) return std::string(hostile);
  std::string safe;
  safe.reserve(hostile.size());
  while (!hostile.empty()) {
    const char32_t code_point = take_code_point(hostile);
    if (is_hostile(code_point)) {
      safe += fmt::format("\\u{{{:04X}}}", static_cast<unsigned>(code_point));
    } else {
      append_utf8(safe, code_point);
    }
  }
  return safe;
}

}  // namespace text
