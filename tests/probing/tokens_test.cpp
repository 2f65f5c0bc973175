#include "probing/tokens.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using probing::Tokens;

TEST_CASE("a token is kept as long as it lives, and given up a little before") {
  const model::Moment begin{1h};
  struct Row {
    std::optional<model::Milliseconds> lives;
    model::Milliseconds good_for;
  };
  const Row rows[] = {{60 * 24h, 60 * 24h - 1min},
                      {1h, 59min},
                      {100s, 90s},
                      {std::nullopt, 59min},
                      {1000 * 24h, 60 * 24h - 1min}};
  for (const Row& row : rows) {
    Tokens tokens;
    tokens.keep("key", {"one", row.lives}, begin);
    CHECK(tokens.valid("key", begin + row.good_for - 1ms) == "one");
    CHECK_FALSE(tokens.valid("key", begin + row.good_for).has_value());
    CHECK_FALSE(tokens.valid("other", begin).has_value());
  }
}

TEST_CASE("a token that is taken no more is dropped once, and never the one that came after it") {
  Tokens tokens;
  tokens.keep("key", {"one", 1h}, {});
  CHECK(tokens.drop("key", "one"));
  CHECK_FALSE(tokens.drop("key", "one"));
  tokens.keep("key", {"two", 1h}, {});
  CHECK_FALSE(tokens.drop("key", "one"));
  CHECK(tokens.valid("key", {}) == "two");
}
