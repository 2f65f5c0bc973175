#include "text/counted.hpp"

#include <doctest/doctest.h>

TEST_CASE("a count is grouped by thousands, its thing in the plural unless there is one") {
  CHECK(text::counted(0, "incident") == "0 incidents");
  CHECK(text::counted(1, "incident") == "1 incident");
  CHECK(text::counted(999, "target") == "999 targets");
  CHECK(text::counted(1'203, "target") == "1,203 targets");
  CHECK(text::grouped(100'000) == "100,000");
  CHECK(text::grouped(18'446'744'073'709'551'615U) == "18,446,744,073,709,551,615");
}
