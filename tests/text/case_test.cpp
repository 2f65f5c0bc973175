#include "text/case.hpp"

#include <doctest/doctest.h>

TEST_CASE("letters of any script become small, and everything else stays") {
  CHECK(text::to_lower("") == "");
  CHECK(text::to_lower("@AZaz[`{09-_") == "@azaz[`{09-_");
  CHECK(text::to_lower("ÉCOLE Ça Ω Ж") == "école ça ω ж");
  CHECK(text::to_lower("漢🚨\u0080") == "漢🚨\u0080");
  CHECK(text::to_lower("A\xE9Z") == "a\uFFFDz");
  CHECK(text::to_lower("A\x80Z") == "a\uFFFDz");
}

TEST_CASE("the first letter alone becomes a capital") {
  CHECK(text::first_upper("") == "");
  CHECK(text::first_upper("police nationale") == "Police nationale");
  CHECK(text::first_upper("école ÉCOLE") == "École ÉCOLE");
  CHECK(text::first_upper("Xy") == "Xy");
  CHECK(text::first_upper("_x") == "_x");
}

TEST_CASE("no letter beyond ASCII becomes one of ASCII, or two names would be one") {
  CHECK(text::to_lower("\u212Aim \u0130 \u017F \u212B") == "\u212Aim \u0130 \u017F å");
  CHECK(text::first_upper("\u0131x") == "\u0131x");
  CHECK(text::first_upper("\u017Fx") == "\u017Fx");
  CHECK(text::first_upper("\u212Ax") == "\u212Ax");
  for (char32_t letter = 0x80; letter < 0x20000; ++letter) {
    if (letter >= 0xD800 && letter < 0xE000) continue;
    REQUIRE(text::to_lower(letter) >= 0x80);
    REQUIRE(text::to_upper(letter) >= 0x80);
  }
  for (char32_t letter = 0; letter < 0x80; ++letter) {
    REQUIRE(text::to_lower(letter) < 0x80);
    REQUIRE(text::to_upper(letter) < 0x80);
  }
}
