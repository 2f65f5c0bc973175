#include "text/utf8.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include <unicode/uchar.h>

namespace text {
namespace {

// Length of the well-formed sequence at `at`, or 0. The table is that of RFC 3629, section 4.
std::size_t sequence_length(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const std::size_t left = bytes.size() - at;
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || left < 2 || !tail(1)) return 0;
  if (first < 0xE0) return 2;
  if (left < 3 || !tail(2)) return 0;
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first < 0xF0) return 3;
  if (left < 4 || !tail(3)) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return 4;
}

std::uint64_t word_at(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, 8);
  return word;
}

// Where the first byte at or behind `at` stands that is not ASCII. Pages are mostly ASCII, and
// every page is read whole: 32 bytes at a time keep this far below the cost of receiving them.
std::size_t end_of_ascii(std::string_view bytes, std::size_t at) {
  const char* const data = bytes.data();
  for (; at + 32 <= bytes.size(); at += 32) {
    const char* const here = data + at;
    const std::uint64_t all =
        word_at(here) | word_at(here + 8) | word_at(here + 16) | word_at(here + 24);
    if ((all & 0x8080808080808080ULL) != 0) break;
  }
  for (; at + 8 <= bytes.size(); at += 8) {
    const std::uint64_t others = word_at(data + at) & 0x8080808080808080ULL;
    if (others == 0) continue;
    const bool little = std::endian::native == std::endian::little;
    const int bits = little ? std::countr_zero(others) : std::countl_zero(others);
    return at + static_cast<std::size_t>(bits) / 8;
  }
  while (at < bytes.size() && static_cast<unsigned char>(data[at]) < 0x80) ++at;
  return at;
}

// Where the first byte stands that is not UTF-8, or the end.
std::size_t end_of_utf8(std::string_view bytes) {
  std::size_t at = end_of_ascii(bytes, 0);
  while (at < bytes.size()) {
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0) return at;
    at = end_of_ascii(bytes, at + length);
  }
  return at;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  return end_of_utf8(bytes) == bytes.size();
}

int line_not_utf8(std::string_view bytes) {
  const std::size_t end = end_of_utf8(bytes);
  if (end == bytes.size()) return 0;
  const std::string_view before = bytes.substr(0, end);
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

char32_t take_code_point(std::string_view& rest) {
  const std::size_t length = sequence_length(rest, 0);
  if (length == 0) {
    rest.remove_prefix(1);
    return U'\uFFFD';
  }
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  char32_t code_point = byte(0);
  if (length == 2) code_point &= 0x1FU;
  if (length == 3) code_point &= 0x0FU;
  if (length == 4) code_point &= 0x07U;
  for (std::size_t i = 1; i < length; ++i) code_point = (code_point << 6U) | (byte(i) & 0x3FU);
  rest.remove_prefix(length);
  return code_point;
}

void append_utf8(std::string& to, char32_t code_point) {
  const auto add = [&to](char32_t value) { to += static_cast<char>(value); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0 | (code_point >> 6U));
    add(0x80 | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    add(0xE0 | (code_point >> 12U));
    add(0x80 | ((code_point >> 6U) & 0x3FU));
    add(0x80 | (code_point & 0x3FU));
  } else {
    add(0xF0 | (code_point >> 18U));
    add(0x80 | ((code_point >> 12U) & 0x3FU));
    add(0x80 | ((code_point >> 6U) & 0x3FU));
    add(0x80 | (code_point & 0x3FU));
  }
}

std::string well_formed(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  std::string text;
  while (!bytes.empty()) append_utf8(text, take_code_point(bytes));
  return text;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const auto code_point = static_cast<UChar32>(take_code_point(utf8));
    const int category = u_charType(code_point);
    if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
        category == U_FORMAT_CHAR) {
      continue;
    }
    const int east_asian = u_getIntPropertyValue(code_point, UCHAR_EAST_ASIAN_WIDTH);
    width += east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
  }
  return width;
}

}  // namespace text
