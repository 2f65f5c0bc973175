#include "probing/tokens.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using probing::Tokens;

TEST_CASE("a token is kept as long as it lives, and renewed a little before") {
  const model::Moment begin{1h};
  struct Row {
    std::optional<model::Milliseconds> lives;
    model::Milliseconds good_for;
  };
  const Row rows[] = {
      {60 * 24h, 60 * 24h - 1min},  {1h, 59min}, {100s, 90s}, {0s, 900ms}, {std::nullopt, 59min},
      {1000 * 24h, 60 * 24h - 1min}};
  for (const Row& row : rows) {
    Tokens tokens;
    tokens.keep("key", {"one", row.lives}, begin);
    CHECK(tokens.valid("key", begin + row.good_for - 1ms));
    CHECK_FALSE(tokens.valid("key", begin + row.good_for));
    CHECK(tokens.last("key") == "one");
    CHECK_FALSE(tokens.valid("other", begin));
    CHECK(tokens.last("other").empty());
  }
}

TEST_CASE("a token that is taken no more is dropped, and never the one that came after it") {
  Tokens tokens;
  tokens.keep("key", {"one", 1h}, {});
  tokens.drop("key", "one");
  CHECK(tokens.last("key").empty());
  tokens.keep("key", {"two", 1h}, {});
  tokens.drop("key", "one");
  CHECK(tokens.last("key") == "two");
}

TEST_CASE("another secret under the same name has a token of its own, as another endpoint has") {
  platforms::Ask ask;
  ask.credential = "twitch";
  ask.token.emplace();
  platforms::cut("https://id.example/token", ask.token->url);
  const std::string key = probing::token_key(ask, "secret");
  CHECK(probing::token_key(ask, "secret") == key);
  CHECK(probing::token_key(ask, "another") != key);
  platforms::Ask other = ask;
  platforms::cut("https://id.example/other", other.token->url);
  CHECK(probing::token_key(other, "secret") != key);
}
