#include "reading/shape.hpp"

#include <doctest/doctest.h>

#include "reading/commented.hpp"
#include "reading/schema.hpp"

using reading::Json;
using reading::Shape;
using namespace std::chrono_literals;

namespace {

Json parsed_json(std::string_view text) {
  auto json = reading::parse_json(text, reading::our_files, "a.json");
  REQUIRE(json.has_value());
  return std::move(*json);
}

std::vector<std::string> complaints(const Shape& shape, std::string_view text) {
  reading::Document document{"a.json", std::string(text), {}};
  check(shape, parsed_json(text), document);
  std::vector<std::string> lines;
  for (const model::Problem& problem : document.problems) lines.push_back(to_string(problem));
  return lines;
}

using Lines = std::vector<std::string>;

Shape animal() {
  return Shape::variant("kind", {"cat", "fish"},
                        {Shape::object({required("lives", Shape::integer(1, 9), "How many.")}),
                         Shape::object({optional("salt", Shape::boolean(), "Sea?")})});
}

// One of every kind.
Shape zoo() {
  return Shape::object(
      {required("name", Shape::string(reading::some_text("a name")), "What it is called."),
       optional("fed", Shape::string(reading::duration()), "How often.", Json::string("6h")),
       optional("mood", Shape::choice({"calm", "wild", "asleep"}), "Of all.", Json::string("calm")),
       optional("open", Shape::boolean(), "Now?", Json::boolean(true)),
       optional("guests", Shape::integer(0, 50), "At once."),
       optional("animals", Shape::map(reading::identifier(), animal()), "By name."),
       optional("keepers",
                Shape::either({Shape::string(reading::path()),
                               Shape::list(Shape::string(reading::some_text("a name")), 1)}),
                "A file or a list."),
       optional("fence", Shape::string(reading::some_text("a wall")).or_null(), "None: null."),
       optional("key", Shape::secret(reading::some_text("a key")), "Of the gate."),
       optional("door", Shape::string_or_secret(reading::some_text("a code")), "Of the house."),
       optional("dinosaurs", Shape::later(), "Some day.")});
}

}  // namespace

TEST_CASE("what is of its shape passes without a word") {
  CHECK(complaints(zoo(), R"({"name": "x"})").empty());
  CHECK(
      complaints(zoo(), R"({"name": "x", "fed": "90s", "mood": "wild", "open": false, "guests": 50,
    "animals": {"tom": {"kind": "cat", "lives": 9}, "nemo": {"salt": true, "kind": "fish"}},
    "keepers": ["a", "b"], "fence": null, "key": {"credential": "gate"}, "door": {"file": "f"}})")
          .empty());
  CHECK(complaints(zoo(), R"({"name": "x", "keepers": "list.csv", "fence": "oak", "door": "12"})")
            .empty());
}

TEST_CASE("every mistake is told at once, with place, path, what was found and what is right") {
  const Lines told = complaints(zoo(), R"({
 "fed": "often", "mood": "clam", "open": 1, "guests": 51,
 "animals": {"a b": {"kind": "cat"}, "ed": {"kind": "horse"}, "x": {},
  "y": {"kind": "fish", "slat": 1}, "z": 3},
 "keepers": 5, "fence": "", "key": "1234", "door": 7, "dinosaurs": [], "nmae": "x"
})");
  const Lines expected = {
      "1:1: /name: 'name' is missing",
      "2:9: /fed: 'often' found, a duration such as 90s, 15m, 6h, 7d or 5y is needed",
      "2:26: /mood: 'clam' found, one of calm, wild or asleep is needed (did you mean 'calm'?)",
      "2:42: /open: a number found, true or false is needed",
      "2:55: /guests: 51 found, a whole number from 0 to 50 is needed",
      "3:14: /animals/a b: 'a b' found, a name of at most 64 letters, digits, '-', '_' and '.' is "
      "needed",
      "3:21: /animals/a b/lives: 'lives' is missing",
      "3:53: /animals/ed/kind: 'horse' found, cat or fish is needed",
      "3:68: /animals/x/kind: 'kind' is missing: cat or fish",
      "4:25: /animals/y/slat: unknown key 'slat' (did you mean 'salt'?)",
      "4:42: /animals/z: a number found, an object is needed",
      "5:13: /keepers: a number found, the path of a file or a list is needed",
      "5:25: /fence: '' found, a wall is needed",
      "5:36: /key: a secret does not stand in this file: {\"credential\": \"NAME\"} or {\"file\": "
      "\"PATH\"} is needed",
      "5:52: /door: a number found, a code, {\"credential\": \"NAME\"} or {\"file\": \"PATH\"} is "
      "needed",
      "5:55: /dinosaurs: 'dinosaurs' is not part of this version yet",
      "5:72: /nmae: unknown key 'nmae' (did you mean 'name'?)",
  };
  REQUIRE(told.size() == expected.size());
  for (std::size_t i = 0; i < told.size(); ++i) CHECK(told[i] == "a.json:" + expected[i]);
}

TEST_CASE("a list may ask for items, and names the wrong ones by their number") {
  const Shape list = Shape::list(Shape::integer(1, 3), 2);
  CHECK(complaints(list, "[1, 4, true]") ==
        Lines{"a.json:1:5: /1: 4 found, a whole number from 1 to 3 is needed",
              "a.json:1:8: /2: true or false found, a whole number from 1 to 3 is needed"});
  CHECK(complaints(list, "[1]") == Lines{"a.json:1:1: too few found, at least 2 are needed"});
  CHECK(complaints(list, "[]") == Lines{"a.json:1:1: an empty list found, at least 2 are needed"});
}

TEST_CASE("what may hold a secret is not repeated") {
  reading::Form form{.name = "a URL", .admits = [](std::string_view) { return false; }};
  form.shown = false;
  CHECK(complaints(Shape::string(form), R"("https://me:hunter2@example.org")") ==
        Lines{"a.json:1:1: this is not right: a URL is needed"});
}

TEST_CASE("what no single key shows is asked only of an object that is right by its keys") {
  const Shape pair =
      Shape::object({optional("a", Shape::boolean(), ""), optional("b", Shape::boolean(), "")},
                    [](reading::Document& document, const Json& json, const std::string& path) {
                      if (json.items.size() != 2) document.report(json, path, "both or none");
                    });
  CHECK(complaints(pair, R"({"a": true, "b": true})").empty());
  CHECK(complaints(pair, R"({"a": true})") == Lines{"a.json:1:1: both or none"});
  CHECK(complaints(pair, R"({"a": 1})") ==
        Lines{"a.json:1:7: /a: a number found, true or false is needed"});
}

TEST_CASE("completed values have every default, and read without a check") {
  const Json whole = completed(zoo(), parsed_json(R"({"name": "x", "guests": 12, "fence": null,
    "animals": {"nemo": {"kind": "fish", "salt": true}}, "keepers": ["a", "b"]})"));
  CHECK(string_at(whole, "name") == "x");
  CHECK(duration_at(whole, "fed") == 6h);
  CHECK(string_at(whole, "mood") == "calm");
  CHECK(boolean_at(whole, "open"));
  CHECK(integer_at(whole, "guests") == 12);
  CHECK(whole.find("fence") == nullptr);
  CHECK(string_at(whole, "fence").empty());
  CHECK(boolean_at(at(at(whole, "animals"), "nemo"), "salt"));
  CHECK(strings_at(whole, "keepers") == Lines{"a", "b"});
}

TEST_CASE("defaults reach into objects that are not there, and keep a place for messages") {
  const Shape inner = Shape::object({optional("deep", Shape::boolean(), "", Json::boolean(true))});
  const Shape outer = Shape::object({optional("in", inner, "", Json::object())});
  const Json whole = completed(outer, parsed_json("   {}"));
  CHECK(boolean_at(at(whole, "in"), "deep"));
  CHECK(at(whole, "in").offset == 3);
}

TEST_CASE("the schema says of every kind what it may be") {
  const Json schema = json_schema(zoo());
  CHECK(string_at(schema, "$schema") == "https://json-schema.org/draft/2020-12/schema");
  CHECK(strings_at(schema, "required") == Lines{"name"});
  CHECK_FALSE(boolean_at(schema, "additionalProperties"));
  const Json& keys = at(schema, "properties");
  const auto text = [&keys](std::string_view key) { return to_text(at(keys, key)); };
  CHECK(
      text("fed") ==
      R"({"type":"string","pattern":"^[0-9]+(ms|s|m|h|d|y)$","description":"How often.","default":"6h"})");
  CHECK(text("mood") ==
        R"({"enum":["calm","wild","asleep"],"description":"Of all.","default":"calm"})");
  CHECK(text("guests") ==
        R"({"type":"integer","minimum":0,"maximum":50,"description":"At once."})");
  CHECK(
      text("fence") ==
      R"({"anyOf":[{"type":"string","pattern":"\\S"},{"type":"null"}],"description":"None: null."})");
  CHECK(text("dinosaurs") == R"({"not":{},"description":"Some day."})");
  CHECK(text("animals").find(R"("kind":{"enum":["cat"])") != std::string::npos);
  CHECK(text("key").find(R"("type":"string"},)") == std::string::npos);
  CHECK(at(at(keys, "key"), "anyOf").items.size() == 2);
  CHECK(at(at(keys, "door"), "anyOf").items.size() == 3);
}

TEST_CASE("long values are written on many lines and stay the same value") {
  const Json schema = json_schema(zoo());
  const std::string lines = reading::to_lines(schema);
  CHECK(lines.find("\n  \"properties\": {\n    \"name\": {") != std::string::npos);
  CHECK(parsed_json(lines) == schema);
}

TEST_CASE("a commented example parses to the example, its sentences above its keys") {
  const Json example = parsed_json(R"({"name": "x", "animals": {"tom": {"kind": "cat", "lives": 9}},
    "keepers": ["a", "b"], "key": {"file": "k"}})");
  const std::string text = commented(zoo(), example);
  CHECK(parsed_json(text) == example);
  CHECK(text.starts_with("{\n  // What it is called.\n  \"name\": \"x\",\n"));
  CHECK(text.find("  // How often.\n  // \"fed\": \"6h\",\n") != std::string::npos);
  CHECK(text.find("    \"tom\": {\n      // One of cat, fish.\n      \"kind\": \"cat\",\n") !=
        std::string::npos);
  CHECK(text.find("dinosaurs") == std::string::npos);
}
