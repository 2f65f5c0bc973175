#include "text/wrap.hpp"

#include <doctest/doctest.h>

TEST_CASE("lines are broken at blanks, what has none stays whole") {
  CHECK(text::wrapped("one two three", 0, 2, 80) == "one two three");
  CHECK(text::wrapped("one two three", 0, 2, 8) == "one two\n  three");
  CHECK(text::wrapped("one two three", 4, 2, 8) == "one\n  two\n  three");
  CHECK(text::wrapped("one two three", 0, 2, 7) == "one two\n  three");
  CHECK(text::wrapped("https://a.example/very/long then", 0, 4, 10) ==
        "https://a.example/very/long\n    then");
  CHECK(text::wrapped("one two", 0, 2, 6) == "one\n  two");
  CHECK(text::wrapped("one two", 1, 2, 8) == "one two");
  CHECK(text::wrapped("one two", 2, 2, 8) == "one\n  two");
  CHECK(text::wrapped("a b c d", 0, 2, 4) == "a b\n  c\n  d");
  CHECK(text::wrapped("", 3, 2, 8).empty());
}
