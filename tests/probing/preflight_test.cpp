// What is asked before the first question, and what its answer gives.
#include "probing/preflight.hpp"

#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"

using namespace std::chrono_literals;

TEST_CASE("where a server's API is may be three redirects away") {
  platforms::ServerRule rule;
  CHECK(probing::discovery_request(rule, "https://one.example").redirects == 3);
}

TEST_CASE("what stands in the address of a token is escaped as in any address") {
  platforms::TokenRule token;
  platforms::cut("https://id.example/{credential.tenant}/token", token.url);
  platforms::Ask ask;
  ask.token = token;
  const platforms::RequestContext road{
      "", [](std::string_view key) { return std::string(key) + " a/b"; }, ""};
  CHECK(probing::token_request({}, ask, road).url == "https://id.example/tenant%20a%2Fb/token");
}

TEST_CASE("a token lives as long as a number says, and as is usual where none does") {
  struct Row {
    const char* lives;
    std::optional<model::Milliseconds> life;
  };
  for (const Row& row :
       {Row{"60", 60s}, Row{"0.5", 500ms}, Row{"0", 0ms}, Row{"-1", std::nullopt},
        Row{"\"60\"", std::nullopt}, Row{"null", std::nullopt}, Row{"1e30", 1'000'000'000s}}) {
    CAPTURE(row.lives);
    const auto token = probing::token_found(
        tests::answer(200, std::string(R"({"access_token":"t","expires_in":)") + row.lives + "}"));
    REQUIRE(token.has_value());
    CHECK(token->lives == row.life);
  }
}
