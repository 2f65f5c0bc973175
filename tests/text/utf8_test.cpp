#include "text/utf8.hpp"

#include <doctest/doctest.h>

using namespace std::string_literals;

namespace {

const std::string broken[] = {
    "\x80"s,              // a tail without a head
    "\xC3"s,              // a head without its tail
    "\xC3("s,             //
    "\xC0\xAF"s,          // overlong '/'
    "\xC1\xBF"s,          //
    "\xE0\x9F\xBF"s,      //
    "\xF0\x8F\xBF\xBF"s,  //
    "\xE0\x80\xAF"s,      //
    "\xF0\x80\x80\xAF"s,  //
    "\xED\xA0\x80"s,      // a surrogate
    "\xF4\x90\x80\x80"s,  // above U+10FFFF
    "\xF8\x88\x80\x80\x80"s,
    "\xFE"s,
    "\xFF"s,
    "\xE2\x82"s,
    "\xF0\x9F\x87"s,
};

}  // namespace

TEST_CASE("UTF-8 is taken as RFC 3629 has it") {
  for (const std::string& good :
       {""s, "plain"s, "é"s, "€"s, "🇫🇷"s, "\0x"s, "\xEF\xBF\xBF"s, "\xF4\x8F\xBF\xBF"s,
        "\xED\x9F\xBF"s, "\xEE\x80\x80"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s,
        "\xE1\x80\x80"s, "\xEC\x80\x80"s, "\xF0\x90\x80\x80"s, "\xF1\x80\x80\x80"s}) {
    CAPTURE(good);
    CHECK(text::is_utf8(good));
  }
  for (const std::string& bad : broken) CHECK_FALSE(text::is_utf8(bad));
}

TEST_CASE("the first byte that is not UTF-8 is told by its line") {
  CHECK(text::line_not_utf8("") == 0);
  CHECK(text::line_not_utf8("a\né\n") == 0);
  CHECK(text::line_not_utf8("\xE9") == 1);
  CHECK(text::line_not_utf8("a\n\xE9\n\xE9") == 2);
  CHECK(text::line_not_utf8("é\r\n\n" + std::string(100, 'a') + "\n\xC3\n") == 4);
}

TEST_CASE("one broken byte is found wherever it stands in a long text") {
  for (const std::string& bad : broken) {
    for (std::size_t at = 0; at < 24; ++at) {
      CHECK_FALSE(text::is_utf8(std::string(at, 'a') + bad));
      CHECK_FALSE(text::is_utf8(std::string(at, 'a') + bad + std::string(24 - at, 'a')));
    }
  }
  CHECK(text::is_utf8(std::string(7, 'a') + "é" + std::string(16, 'a') + "é"));
}

TEST_CASE("code points come off one by one and go back the same") {
  const std::string whole = "aé€🇫\xF4\x8F\xBF\xBF";
  std::string_view rest = whole;
  std::string again;
  std::u32string points;
  while (!rest.empty()) {
    points += text::take_code_point(rest);
    text::append_utf8(again, points.back());
  }
  CHECK(points == U"aé€🇫\U0010FFFF");
  CHECK(again == whole);
}

TEST_CASE("a byte that begins nothing is skipped alone") {
  std::string_view rest = "\xE2\x82z";
  CHECK(text::take_code_point(rest) == U'\uFFFD');
  CHECK(text::take_code_point(rest) == U'\uFFFD');
  CHECK(text::take_code_point(rest) == U'z');
  CHECK(rest.empty());
}

TEST_CASE("the width of a text is the terminal's columns") {
  struct Row {
    const char* text;
    std::size_t width;
  };
  for (const Row& row : {Row{"", 0}, Row{"abc", 3}, Row{"Corrèze", 7}, Row{"Corre\u0300ze", 7},
                         Row{"北京", 4}, Row{"a\u200Bb", 2}}) {
    CAPTURE(row.text);
    CHECK(text::display_width(row.text) == row.width);
  }
}
