#include "text/name.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("an id keeps its '@'") {
  std::string why;
  CHECK(text::pasted(" @pn44:tchap.example\u200B", why) == "@pn44:tchap.example");
}
