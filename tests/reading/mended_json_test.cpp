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
      {R"([0e999,0.0e309,80e308,1e999-5])", R"([null,0.0e309,80e308,1e999-5])"},
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
  for (const char* piece : {"\\ud83d", "\x01", "\xff", "1e9", "\",1e999,\"",
                            "1.23456789012345678e309,", "\"", "N", "[", "\\"}) {
    std::string text = "[\"";
    while (text.size() < size) text += piece;
    CHECK(mended_json(text).size() <= 6 * text.size());
  }
}

TEST_CASE("a text is read as it is, mended, or as far as it goes") {
  const reading::JsonRules three{.values = 3, .prunes = true};
  struct Row {
    std::string text;
    bool is_cut;
    const char* whole;
    const char* beginning;
  };
  const Row rows[] = {
      {R"({"a":1})", false, R"({"a":1})", "none"},
      {R"({"a":1})", true, R"({"a":1})", "none"},
      {R"([NaN])", false, "[null]", "none"},
      {"[1,2,3]", false, "none", "[1,2]"},
      {"\xEF\xBB\xBF[1,2,3]", false, "none", "[1,2]"},
      {")]}'[NaN,2,3]", false, "none", "[null,2]"},
      {R"(["a","b)", true, "none", R"(["a"])"},
      {R"(["\ud83d","b)", true, "none", "[\"\uFFFD\"]"},
      {R"(["a","b)", false, "none", "none"},
      {R"(["a"] and more)", true, "none", "none"},
      {"[\"a\"]\0 and more"s, true, "none", "none"},
      {"[\"a\"]\0 and more"s, false, "none", "none"},
  };
  const auto text_of = [](const std::optional<reading::Json>& json) {
    return json ? reading::to_text(*json) : "none";
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto read = reading::parse_loosely(row.text, three, row.is_cut);
    CHECK(text_of(read.whole) == row.whole);
    CHECK(text_of(read.beginning) == row.beginning);
  }
}
