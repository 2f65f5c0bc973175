#include "text/nearest.hpp"

#include <doctest/doctest.h>

TEST_CASE("the distance of two words counts inserts, deletes, replacements and swaps") {
  struct Row {
    const char* a;
    const char* b;
    std::size_t distance;
  };
  const Row rows[] = {
      {"", "", 0},
      {"", "abc", 3},
      {"platform", "platform", 0},
      {"a", "A", 0},
      {"platfrom", "platform", 1},
      {"patern", "pattern", 1},
      {"rulse", "rules", 1},
      {"kitten", "sitting", 3},
      {"abc", "", 3},
      {"ba", "ab", 1},
      {"xba", "xab", 1},
      {"bca", "abc", 2},
      {"BA", "ab", 1},
      {"AZ", "az", 0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.a);
    CHECK(text::edit_distance(row.a, row.b) == row.distance);
    CHECK(text::edit_distance(row.b, row.a) == row.distance);
  }
}

TEST_CASE("the nearest known name is suggested, a far one is not") {
  const std::vector<std::string> known = {"lower", "upper", "title", "slug"};
  CHECK(text::nearest("lowr", known) == "lower");
  CHECK(text::nearest("UPPER", known) == "upper");
  CHECK(text::nearest("slugs", known) == "slug");
  const std::vector<std::string> close = {"slugs", "slug", "slugss", "slug"};
  CHECK(text::nearest("slugs", close) == "slugs");
  CHECK(text::nearest("slugsss", close) == "slugss");
  CHECK_FALSE(text::nearest("capital", known).has_value());
  CHECK_FALSE(text::nearest("xyz", known).has_value());
  CHECK_FALSE(text::nearest("", std::vector<std::string>{"x"}).has_value());
  CHECK_FALSE(text::nearest("y", std::vector<std::string>{"x"}).has_value());
  CHECK(text::nearest("X", std::vector<std::string>{"x"}) == "x");
  CHECK_FALSE(text::nearest(std::string(65, 'a'), {}).has_value());
  const std::vector<std::string> long_one = {std::string(64, 'a')};
  CHECK(text::nearest(std::string(63, 'a'), long_one) == long_one[0]);
  CHECK_FALSE(text::nearest(std::string(65, 'a'), long_one).has_value());
}

TEST_CASE("a suggestion names the nearest, or all when they are few, or nothing") {
  const std::vector<std::string> known = {"lower", "upper"};
  CHECK(text::suggestion("uper", known) == " (did you mean 'upper'?)");
  CHECK(text::suggestion("colour", known) == " (allowed: lower, upper)");
  CHECK(text::suggestion("colour", {}) == "");
  CHECK(text::suggestion("colour", std::vector<std::string>(25, "another-name")) == "");
  const std::vector<std::string> hostile = {"up\x1Bper"};
  CHECK(text::suggestion("upper", hostile) == " (did you mean 'up\\u{001B}per'?)");
}
