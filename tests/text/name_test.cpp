#include "text/name.hpp"

#include <doctest/doctest.h>

#include "text/typeset.hpp"

namespace {

constexpr const char* blank = "has a blank within it that is no single space";
constexpr const char* invisible = "has a control or invisible character within it";

}  // namespace

TEST_CASE(
    "what comes with pasting a name is left out, and what would change it unseen is refused") {
  struct Row {
    std::string written;
    std::string name;
    const char* why;
  };
  const Row rows[] = {
      {"PN44", "PN44", ""},
      {"  @PN44\t\r", "PN44", ""},
      {"\u00A0PN44\u202F", "PN44", ""},
      {"\uFEFFPN44", "PN44", ""},
      {"\u200BPN44\u200B\u2060", "PN44", ""},
      {"\u200EPN44\u200F", "PN44", ""},
      {"@\uFEFFPN44", "PN44", ""},
      {"Jimbo Wales", "Jimbo Wales", ""},
      {"e\u0301lyse\u0301e", "\u00E9lys\u00E9e", ""},
      {"\u1112\u1161\u11AB", "\uD55C", ""},
      {"\u212Aim", "\u212Aim", ""},
      {"", "", ""},
      {" \t\u00A0\uFEFF", "", ""},
      {"@", "", ""},
      {"@@PN44", "PN44", ""},
      {"\uFF20PN44", "PN44", ""},
      {"@\v\uFF20 PN44", "PN44", ""},
      {"PN\u00A044", "", blank},
      {"Jimbo  Wales", "", blank},
      {"PN\t44", "", blank},
      {"PN44\rPN45", "", blank},
      {"PN\u200B44", "", invisible},
      {"PN\uFEFF44", "", invisible},
      {"PN\u202E44", "", invisible},
      {"\u202EPN44", "", invisible},
      {"PN44\u2069", "", invisible},
      {"PN\x01"
       "44",
       "", invisible},
  };
  for (const Row& row : rows) {
    CAPTURE(row.written);
    std::string why;
    const auto name = text::name_written(row.written, why);
    CHECK(name.has_value() == (*row.why == '\0'));
    CHECK(name.value_or("") == row.name);
    CHECK(why.find(row.why) != std::string::npos);
  }
}

TEST_CASE("names of megabytes are read in time, and are not changed") {
  const auto times = [](std::string_view piece) {
    std::string text;
    while (text.size() < 2'000'000) text += piece;
    return text;
  };
  std::string why;
  CHECK(text::name_written(times("@") + "PN44", why) == "PN44");
  CHECK(text::name_written(times("@\uFEFF\uFF20 ") + "@PN44", why) == "PN44");
  CHECK(text::name_written(times("@"), why) == "");
  for (const char* marks : {"\u0301\u0316", "\u0301", "\u1161"}) {
    const std::string name = "a" + times(marks);
    CHECK(text::name_written(name, why) == name);
  }
  CHECK(text::nfc("e\u0301" + times("\u0301") + "e\u0301") ==
        "e\u0301" + times("\u0301") + "\u00E9");
}

TEST_CASE("an id keeps its '@'") {
  std::string why;
  CHECK(text::pasted(" @pn44:tchap.example\u200B", why) == "@pn44:tchap.example");
}

TEST_CASE("characters that stand for ones of ASCII in print are found, and no others") {
  struct Row {
    const char* name;
    char meant;
  };
  const Row rows[] = {{"jean\u2010luc", '-'}, {"jean\u2011luc", '-'}, {"jean\u2013luc", '-'},
                      {"jean\u2212luc", '-'}, {"jean\uFF0Dluc", '-'}, {"jean\uFE63luc", '-'},
                      {"\uFF41cme", 'a'},     {"d\u2019arc", '\''},   {"\u201Cacme\u201D", '"'}};
  for (const Row& row : rows) {
    CAPTURE(std::string(row.name));
    const auto found = text::typeset_character(row.name);
    REQUIRE(found.has_value());
    CHECK(found->meant == row.meant);
  }
  for (const char* name : {"jean-luc", "caf\u00E9", "\u0430\u0441me", "d'arc", "", "\u30FC"}) {
    CHECK_FALSE(text::typeset_character(name).has_value());
  }
}
