#include "reading/pretty.hpp"

#include <doctest/doctest.h>

namespace {

std::string pretty(std::string_view text) {
  return reading::pretty(*reading::parse_json(text, reading::answers));
}

}  // namespace

TEST_CASE("what fits on a line stands on one, with spaces behind commas and colons") {
  CHECK(pretty("7") == "7\n");
  CHECK(pretty(R"({"a":[1,2,{"b":null}],"c":{}})") ==
        "{\"a\": [1, 2, {\"b\": null}], \"c\": {}}\n");
  CHECK(pretty("[]") == "[]\n");
}

TEST_CASE("what does not fit is broken at its own level, and only there") {
  const std::string word(60, 'x');
  CHECK(pretty("{\"a\":\"" + word + "\",\"b\":[1,2],\"c\":{\"d\":\"" + word + "\"}}") ==
        "{\n  \"a\": \"" + word + "\",\n  \"b\": [1, 2],\n  \"c\": {\"d\": \"" + word + "\"}\n}\n");
  const std::string list = "[\"" + word + "\",[\"" + word + "\",\"" + word + "\"]]";
  CHECK(pretty(list) ==
        "[\n  \"" + word + "\",\n  [\n    \"" + word + "\",\n    \"" + word + "\"\n  ]\n]\n");
}

TEST_CASE("pretty text parses to the same value") {
  const auto json = *reading::parse_json(
      R"({"a":["\u0001","é","\"\\",12345678901234567890,true],"":{"b":[[],[{}]]}})",
      reading::answers);
  CHECK(*reading::parse_json(reading::pretty(json), reading::answers) == json);
}
