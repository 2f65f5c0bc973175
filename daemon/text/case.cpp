#include "text/case.hpp"

#include <unicode/uchar.h>

#include "text/utf8.hpp"

namespace text {
namespace {

constexpr char32_t first_beyond_ascii = 0x80;

// A letter beyond ASCII stays there: K (the Kelvin sign), ſ and İ are no k, s and i of a name.
char32_t kept_beyond(char32_t letter, UChar32 other) {
  const auto mapped = static_cast<char32_t>(other);
  return letter >= first_beyond_ascii && mapped < first_beyond_ascii ? letter : mapped;
}

}  // namespace

char32_t to_lower(char32_t letter) {
  return kept_beyond(letter, u_tolower(static_cast<UChar32>(letter)));
}

char32_t to_upper(char32_t letter) {
  return kept_beyond(letter, u_toupper(static_cast<UChar32>(letter)));
}

std::string to_lower(std::string_view utf8) {
  std::string lower;
  lower.reserve(utf8.size());
  while (!utf8.empty()) {
    const char first = utf8.front();
    if (static_cast<unsigned char>(first) < 0x80) {
      lower += first >= 'A' && first <= 'Z' ? static_cast<char>(first - 'A' + 'a') : first;
      utf8.remove_prefix(1);
    } else {
      append_utf8(lower, to_lower(take_code_point(utf8)));
    }
  }
  return lower;
}

std::string first_upper(std::string_view utf8) {
  std::string upper;
  if (utf8.empty()) return upper;
  append_utf8(upper, to_upper(take_code_point(utf8)));
  upper += utf8;
  return upper;
}

}  // namespace text
