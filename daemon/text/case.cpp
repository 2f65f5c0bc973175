#include "text/case.hpp"

#include <unicode/uchar.h>

#include "text/utf8.hpp"

namespace text {

std::string to_lower(std::string_view utf8) {
  std::string lower;
  lower.reserve(utf8.size());
  while (!utf8.empty()) {
    const char first = utf8.front();
    if (static_cast<unsigned char>(first) < 0x80) {
      lower += first >= 'A' && first <= 'Z' ? static_cast<char>(first - 'A' + 'a') : first;
      utf8.remove_prefix(1);
    } else {
      const auto code_point = static_cast<UChar32>(take_code_point(utf8));
      append_utf8(lower, static_cast<char32_t>(u_tolower(code_point)));
    }
  }
  return lower;
}

std::string first_upper(std::string_view utf8) {
  std::string upper;
  if (utf8.empty()) return upper;
  const auto code_point = static_cast<UChar32>(take_code_point(utf8));
  append_utf8(upper, static_cast<char32_t>(u_toupper(code_point)));
  upper += utf8;
  return upper;
}

}  // namespace text
