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

TEST_CASE("a handle is compared with strings alone, and a member called after it in any case") {
  const Json json = parsed(R"({"list":[{"n":true,"v":1},{"n":12,"v":2},{"n":null,"v":3},)"
                           R"({"n":"True","v":4},{"n":"12","v":5},{"n":"\u212aim","v":6}],)"
                           R"("by":{"KIM":7,"Kim":8,"ada":9}})");
  const auto value = [&](std::string_view written, const char* handle) {
    Values values;
    values.handle = values.name = handle;
    const auto path = platforms::parse_path(written);
    const auto fold = [](std::string_view name) { return text::to_lower(name); };
    const Json* found = platforms::walk(json, *path, values, fold);
    return found == nullptr ? "(nothing)" : reading::to_text(*found);
  };
  CHECK(value("/list/n={handle}/v", "true") == "4");
  CHECK(value("/list/n={handle}/v", "12") == "5");
  CHECK(value("/list/n={name}/v", "12") == "5");
  CHECK(value("/list/n={handle}/v", "null") == "(nothing)");
  CHECK(value("/list/n={handle}/v", "kim") == "(nothing)");
  CHECK(value("/list/n=true/v", "") == "1");
  CHECK(value("/list/n=12/v", "") == "2");
  CHECK(value("/by/{handle}", "kim") == "7");
  CHECK(value("/by/{handle}", "Kim") == "8");
  CHECK(value("/by/{name}", "Ada") == "9");
  CHECK(value("/by/ada", "") == "9");
  CHECK(value("/by/Ada", "") == "(nothing)");
  CHECK(value("/by/{handle}", "\u212Aim") == "(nothing)");
}

TEST_CASE("an element is picked by a number of whatever spelling") {
  const Json json =
      parsed(R"({"list":[{"id":2.0},{"id":3e0},{"id":"4.0"},{"id":9007199254740993}]})");
  const auto found = [&json](std::string_view written) {
    const auto path = platforms::parse_path(written);
    return platforms::walk(json, *path, {}, {}) != nullptr;
  };
  CHECK(found("/list/id=2"));
  CHECK(found("/list/id=2.0"));
  CHECK(found("/list/id=3"));
  CHECK_FALSE(found("/list/id=4"));
  CHECK(found("/list/id=9007199254740993"));
  CHECK_FALSE(found("/list/id=9007199254740992"));
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

TEST_CASE("an id is one text, whichever way its number is written") {
  struct Row {
    const char* json;
    const char* id;  // null: none
  };
  const Row rows[] = {
      {"2", "2"},
      {"2.0", "2"},
      {"2e0", "2"},
      {"20E-1", "2"},
      {"\"2\"", "2"},
      {"\"2.0\"", "2.0"},
      {"\"007\"", "007"},
      {"\"-0\"", "-0"},
      {"\"1e400\"", "1e400"},
      {"-0", "0"},
      {"9007199254740993", "9007199254740993"},
      {"90071992547409930e-1", "9007199254740993"},
      {"123456789012345678901234567890.0", "123456789012345678901234567890"},
      {"\"did:plc:a\"", "did:plc:a"},
      {"true", nullptr},
      {"null", nullptr},
      {"[2]", nullptr},
      {"{}", nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.json));
    const auto id = platforms::id_text(parsed(row.json));
    CHECK(id.has_value() == (row.id != nullptr));
    if (id && row.id != nullptr) CHECK(*id == row.id);
  }
}
