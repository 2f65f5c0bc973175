#include "text/visible.hpp"

#include <doctest/doctest.h>

#include "text/utf8.hpp"

using namespace std::string_literals;

TEST_CASE("what could steer a terminal, a log or a reader is made visible") {
  struct Row {
    std::string hostile;
    std::string visible;
  };
  const Row rows[] = {
      {"", ""},
      {"Police Nationale 44", "Police Nationale 44"},
      {"Préfecture du Val-d'Oise 🇫🇷 €", "Préfecture du Val-d'Oise 🇫🇷 €"},
      {"北京 Москва", "北京 Москва"},
      {R"(a\b "c")", R"(a\b "c")"},
      {"\x1B[31mred\x1B[0m", "\\u{001B}[31mred\\u{001B}[0m"},
      {"\x1B]0;title\a", "\\u{001B}]0;title\\u{0007}"},
      {"one\r\ntwo\tthree", "one\\u{000D}\\u{000A}two\\u{0009}three"},
      {"nul\0end"s, "nul\\u{0000}end"},
      {"\x7F", "\\u{007F}"},
      {"\u009B31m", "\\u{009B}31m"},  // CSI as one C1 character
      {"\u202Egnp.exe", "\\u{202E}gnp.exe"},
      {"\u2066a\u2069", "\\u{2066}a\\u{2069}"},
      {"zero\u200Bwidth\uFEFF", "zero\\u{200B}width\\u{FEFF}"},
      {"a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"},
      {"soft\u00ADhyphen", "soft\\u{00AD}hyphen"},
      {"\U000E0041tag", "\\u{E0041}tag"},
      {"\uE000", "\\u{E000}"},
      {"filler\u3164\u115Fend", "filler\\u{3164}\\u{115F}end"},
      {"join\u034Fer", "join\\u{034F}er"},
      {"❤\uFE0F", "❤\uFE0F"},
      {"\xE9t\xE9", "\uFFFDt\uFFFD"},
      {"\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
  };
  for (const Row& row : rows) CHECK(text::visible(row.hostile) == row.visible);
}

TEST_CASE("making visible twice changes nothing more, whatever the bytes") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes = {'a', static_cast<char>(first), static_cast<char>(second)};
      const std::string once = text::visible(bytes);
      REQUIRE(text::is_utf8(once));
      REQUIRE(once.find_first_of("\x1B\r\n") == std::string::npos);
      REQUIRE(text::visible(once) == once);
    }
  }
}
