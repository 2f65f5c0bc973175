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
