#include "platforms/json_path.hpp"

#include <doctest/doctest.h>

#include "text/case.hpp"

using platforms::Values;
using reading::Json;

namespace {

const char* const answer = R"({
  "users": [{"name": "Ada", "id": 1}, {"name": "bob", "id": 2, "ok": true}, 7, {"id": null}],
  "a/b": {"m~n": "tilde", "": "empty key"},
  "k=v": "a member called so", "k=a b~": "another",
  "a1": "one", "errors": [{"path": "x=y", "e": 1}],
  "deep": [[["inner"]]], "n": null
})";

Json parsed(std::string_view text) {
  auto json = reading::parse_json(text, reading::answers);
  REQUIRE(json.has_value());
  return std::move(*json);
}

std::string at(std::string_view written, const Values& values = {}) {
  const Json json = parsed(answer);
  const auto path = platforms::parse_path(written);
  REQUIRE(path.has_value());
  const auto fold = [](std::string_view name) { return text::to_lower(name); };
  const Json* found = platforms::walk(json, *path, values, fold);
  return found == nullptr ? "(nothing)" : reading::to_text(*found);
}

}  // namespace

TEST_CASE("a pointer leads to a member, an item, or the whole") {
  CHECK(at("").starts_with("{\"users\""));
  CHECK(at("/a1") == "\"one\"");
  CHECK(at("/users/0/name") == "\"Ada\"");
  CHECK(at("/users/2") == "7");
  CHECK(at("/deep/0/0/0") == "\"inner\"");
  CHECK(at("/n") == "null");
  CHECK(at("/a~1b/m~0n") == "\"tilde\"");
  CHECK(at("/a~1b/") == "\"empty key\"");
}

TEST_CASE("a tilde stands for itself as ~0 and for a slash as ~1, and nowhere alone") {
  for (const char* path : {"/a~2", "/a~", "/~", "/a/b~x/c", "/a=b~2", "/a~=b", "/~~0"}) {
    CAPTURE(std::string(path));
    CHECK_FALSE(platforms::parse_path(path).has_value());
  }
  CHECK(platforms::parse_path("/~0~1~01=~10").has_value());
}

TEST_CASE("a pointer that leads nowhere gives nothing, and never crashes") {
  for (const char* path :
       {"/", "/x", "/users/4", "/users/-1", "/users/-", "/users/x", "/users/1x", "/users/", "/a1/0",
        "/n/x", "/users/99999999999999999999", "/users/0/name/0", "/a1/x=y"}) {
    CAPTURE(std::string(path));
    CHECK(at(path) == "(nothing)");
  }
}

TEST_CASE("key=value on a list picks the element, on an object it is a member's name") {
  CHECK(at("/users/name=Ada/id") == "1");
  CHECK(at("/users/name=ada/id") == "(nothing)");
  CHECK(at("/users/id=2/name") == "\"bob\"");
  CHECK(at("/users/ok=true/name") == "\"bob\"");
  CHECK(at("/users/id=null") == "(nothing)");
  CHECK(at("/users/nope=1") == "(nothing)");
  CHECK(at("/k=v") == "\"a member called so\"");
  CHECK(at("/errors/path=x=y/e") == "1");
}

TEST_CASE("placeholders in a pointer: the handle compares as the platform folds names, n counts") {
  Values values;
  values.handle = "BOB";
  values.n = 1;
  CHECK(at("/users/name={handle}/id", values) == "2");
  CHECK(at("/a{n}", values) == "\"one\"");
  CHECK(at("/users/{n}/name", values) == "\"bob\"");
  values.handle = "a/b";  // no separator when it comes from a value
  CHECK(at("/{handle}/m~0n", values) == "\"tilde\"");
  values.handle = "a b~";
  CHECK(at("/k={handle}", values) == "\"another\"");
  values.handle = "name=bob";
  CHECK(at("/users/{handle}", values) == "(nothing)");
}

TEST_CASE("only the empty text and what begins with a slash is a pointer") {
  for (const char* path : {"a", "users/0", " /a", "#/a", "/a/{what}", "/{users}", "/a={handel}"}) {
    CAPTURE(std::string(path));
    CHECK_FALSE(platforms::parse_path(path).has_value());
  }
  CHECK(platforms::parse_path("/{}/{1}/{ x }").has_value());
}

TEST_CASE("the text of a scalar keeps its spelling") {
  CHECK(platforms::scalar_text(parsed("12345678901234567890")) == "12345678901234567890");
  CHECK(platforms::scalar_text(parsed("\"a\\u00e9\"")) == "aé");
  CHECK(platforms::scalar_text(parsed("true")) == "true");
  CHECK_FALSE(platforms::scalar_text(parsed("null")).has_value());
  CHECK_FALSE(platforms::scalar_text(parsed("[]")).has_value());
  CHECK_FALSE(platforms::scalar_text(parsed("{}")).has_value());
}
