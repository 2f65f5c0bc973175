#include "reading/mended_json.hpp"

#include <doctest/doctest.h>

#include "reading/json.hpp"

using namespace std::string_literals;
using reading::mended_json;

TEST_CASE("what is JSON stays as it is") {
  for (const char* text :
       {"{}", R"({"a":[1,-2.5e+3,"\u00e9\ud83d\ude00\\\"/\b"],"b":null,"c":true})", "[]", "\"\"",
        "0"}) {
    CHECK(mended_json(text) == text);
  }
}

TEST_CASE("slips within strings are mended there, and nowhere else") {
  struct Row {
    std::string text;
    const char* mended;
  };
  const Row rows[] = {
      {R"("\ud83d")", R"("\ufffd")"},
      {R"("\ud83dx")", R"("\ufffdx")"},
      {R"("\ud83d\u0041")", R"("\ufffd\u0041")"},
      {R"("\ude00\ud83d\ude00")", R"("\ufffd\ud83d\ude00")"},
      {R"("\uD83D\uDE00")", R"("\uD83D\uDE00")"},
      {R"("\u12")", R"("u12")"},
      {R"("\u-123")", R"("u-123")"},
      {R"("a\'b")", R"("a'b")"},
      {"\"a\tb\nc\x01\"", R"("a\u0009b\u000ac\u0001")"},
      {"\"a\0\""s, R"("a\u0000")"},
      {"\"\xff\"", "\"\uFFFD\""},
      {"[\t1]", "[\t1]"},
      {R"(["NaN",NaN,-Infinity,Infinity])", R"(["NaN",null,null,null])"},
      {R"([1e999,-1e999,1e308,1e-999,"1e999"])", R"([null,null,1e308,1e-999,"1e999"])"},
      {"[80e308,1e999,1e308,80e308]", "[80e308,null,1e308,80e308]"},
      {R"([1,)", R"([1,)"},
      {R"("never ends)", R"("never ends)"},
      {"\"ends in \\", "\"ends in "},
      {")]}',\n{}", "{}"},
      {" {}&&{}", "{}"},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(mended_json(row.text) == row.mended);
  }
}

TEST_CASE("two megabytes are mended in time, whatever they are") {
  const std::size_t size = 2 << 20;
  for (const char* piece :
       {"\\ud83d", "\x01", "\xff", "1e9", "\",1e999,\"", "\"", "N", "[", "\\"}) {
    std::string text = "[\"";
    while (text.size() < size) text += piece;
    CHECK(mended_json(text).size() <= 6 * text.size());
  }
}
