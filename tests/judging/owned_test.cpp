#include "judging/owned.hpp"

#include <doctest/doctest.h>

namespace {

std::vector<std::string> complaints(std::string_view text) {
  const auto owned = judging::parse_owned(text, "owned.csv");
  REQUIRE_FALSE(owned.has_value());
  std::vector<std::string> lines;
  for (const auto& problem : owned.error()) lines.push_back(model::to_string(problem));
  return lines;
}

}  // namespace

TEST_CASE("a list of ours is platform, handle and perhaps an account id") {
  const auto owned = judging::parse_owned(
      "platform,handle,account_id\n"
      "x,@acme,12\n"
      "*,acme,\n"
      "mastodon@a.example,acme,https://a.example/users/acme\n"
      "mastodon@http://127.0.0.1:8711/w,\"ac,me\",\n",
      "owned.csv");
  REQUIRE(owned.has_value());
  REQUIRE(owned->size() == 4);
  const judging::OwnedHandle& x = (*owned)[0];
  CHECK(x.platform == "x");
  CHECK(x.server.empty());
  CHECK(x.handle == "acme");
  CHECK(x.account_id == "12");
  CHECK(x.line == 2);
  CHECK((*owned)[1].platform == "*");
  CHECK_FALSE((*owned)[1].account_id.has_value());
  CHECK((*owned)[2].server == "a.example");
  CHECK((*owned)[3].server == "http://127.0.0.1:8711/w");
  CHECK((*owned)[3].handle == "ac,me");
}

TEST_CASE("an id that a spreadsheet wrote with a fraction or an exponent is the whole number") {
  const std::pair<const char*, const char*> rows[] = {{"2.0", "2"},
                                                      {"9007199254740993.00", "9007199254740993"},
                                                      {"1.2E+10", "12000000000"},
                                                      {"12e3", "12e3"},
                                                      {"007", "007"},
                                                      {"0.2", "0.2"},
                                                      {"1.2.3", "1.2.3"},
                                                      {"did:plc:2.0", "did:plc:2.0"}};
  for (const auto& [listed, shown] : rows) {
    CAPTURE(std::string(listed));
    judging::OwnedHandles owned;
    CHECK(owned.add("x", "", "acme", listed));
    model::Target target;
    target.platform = "x";
    target.handle = "acme";
    REQUIRE(owned.find(target) != nullptr);
    CHECK(owned.find(target)->value() == shown);
    target.handle = "acme2";
    CHECK(owned.has_elsewhere(target, shown));
  }
}

TEST_CASE("columns may come in any order, and the id may be missing") {
  const auto turned = judging::parse_owned("handle,platform\nacme,x\n", "owned.csv");
  REQUIRE(turned.has_value());
  CHECK((*turned)[0].platform == "x");
  CHECK((*turned)[0].handle == "acme");
  CHECK_FALSE((*turned)[0].account_id.has_value());
}

TEST_CASE("every mistake in a list of ours is named with its line") {
  using Lines = std::vector<std::string>;
  CHECK(complaints("platform,handel\nx,acme\n") ==
        Lines{"owned.csv:1: unknown column 'handel' (did you mean 'handle'?)",
              "owned.csv:1: column 'handle' is missing; the header is platform,handle,account_id"});
  CHECK(complaints("handle\nacme\n") ==
        Lines{"owned.csv:1: column 'platform' is missing; the header is "
              "platform,handle,account_id"});
  CHECK(complaints("x,acme\n").size() == 4);
  CHECK(complaints("platform,handle\n,acme\nx,\nx,@\n") ==
        Lines{"owned.csv:2: no platform; an id, ID@SERVER or * is needed", "owned.csv:3: no handle",
              "owned.csv:4: no handle"});
  CHECK(complaints("platform,handle\nx,acme,12\n").size() == 1);
}

TEST_CASE("a handle of ours has one account id") {
  judging::OwnedHandles owned;
  CHECK(owned.add("x", "", "acme", std::nullopt));
  CHECK(owned.add("x", "", "acme", "12"));
  CHECK(owned.add("x", "", "acme", std::nullopt));
  CHECK(owned.add("x", "", "acme", "12"));
  CHECK_FALSE(owned.add("x", "", "acme", "13"));
  CHECK(owned.add("x", "one.example", "acme", "13"));
  model::Target target;
  target.platform = "x";
  target.handle = "acme";
  CHECK(*owned.find(target) == "12");
}

TEST_CASE("what is not listed is not found") {
  judging::OwnedHandles owned;
  CHECK(owned.empty());
  owned.add("x", "", "acme", std::nullopt);
  CHECK_FALSE(owned.empty());
  model::Target target;
  target.platform = "x";
  target.handle = "acme";
  REQUIRE(owned.find(target) != nullptr);
  CHECK_FALSE(owned.find(target)->has_value());
  target.handle = "Acme";  // canonical spellings are compared
  CHECK(owned.find(target) == nullptr);
  target.platform = "x\n";
  target.handle = "\nacme";
  CHECK(owned.find(target) == nullptr);
}
