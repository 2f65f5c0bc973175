#include "reading/object.hpp"

#include <doctest/doctest.h>

using reading::Json;
using reading::Need;
using reading::ObjectReader;

namespace {

struct Read {
  explicit Read(const char* text) : document{"a.json", text, {}} {
    auto parsed = reading::parse_json(text, reading::our_files, "a.json");
    REQUIRE(parsed.has_value());
    json = std::move(*parsed);
  }

  std::vector<std::string> complaints() const {
    std::vector<std::string> lines;
    for (const model::Problem& problem : document.problems) {
      lines.push_back(model::to_string(problem));
    }
    return lines;
  }

  reading::Document document;
  Json json;
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("members of the right kind are read without a word") {
  Read read(R"({"name":"x","count":-3,"on":true,"list":["a","b"],"one":"c","more":{}})");
  ObjectReader at(read.document, read.json, "");
  CHECK(at.string("name", Need::required) == "x");
  CHECK(at.integer("count", -5, 5) == -3);
  CHECK(at.boolean("on") == true);
  CHECK(at.strings("list") == Lines{"a", "b"});
  CHECK(at.strings("one", true) == Lines{"c"});
  CHECK(at.member("more", Json::Kind::object) != nullptr);
  CHECK_FALSE(at.string("absent").has_value());
  CHECK_FALSE(at.integer("absent", 0, 1).has_value());
  CHECK(at.strings("absent").empty());
  at.finish();
  CHECK(read.complaints().empty());
}

TEST_CASE("every mistake of an object is collected with its line and pointer") {
  Read read(
      "{\n \"name\": 1,\n \"count\": 3.5,\n \"big\": 9999999999999999999,\n \"on\": \"yes\",\n"
      " \"list\": [\"a\", 2, {}],\n \"one\": \"c\",\n \"nmae\": 1,\n \"a/b~c\": 1\n}");
  ObjectReader at(read.document, read.json, "/ask/0");
  CHECK_FALSE(at.string("name").has_value());
  CHECK_FALSE(at.integer("count", 0, 5).has_value());
  CHECK_FALSE(at.integer("big", 0, 5).has_value());
  CHECK_FALSE(at.boolean("on").has_value());
  CHECK(at.strings("list") == Lines{"a"});
  CHECK(at.strings("one").empty());
  CHECK_FALSE(at.string("url", Need::required).has_value());
  at.report("one", "is odd");
  at.report("absent", "should be here");
  at.finish();
  CHECK(
      read.complaints() ==
      Lines{
          "a.json:2:10: /ask/0/name: a number found, a string is needed",
          "a.json:3:11: /ask/0/count: 3.5 found, a whole number from 0 to 5 is needed",
          "a.json:4:9: /ask/0/big: 9999999999999999999 found, a whole number from 0 to 5 is needed",
          "a.json:5:8: /ask/0/on: a string found, true or false is needed",
          "a.json:6:16: /ask/0/list/1: a number found, a string is needed",
          "a.json:6:19: /ask/0/list/2: an object found, a string is needed",
          "a.json:7:9: /ask/0/one: a string found, a list of strings is needed",
          "a.json:1:1: /ask/0/url: 'url' is missing",
          "a.json:7:9: /ask/0/one: is odd",
          "a.json:1:1: /ask/0/absent: should be here",
          "a.json:8:2: /ask/0/nmae: unknown key 'nmae' (did you mean 'name'?)",
          "a.json:9:2: /ask/0/a~1b~0c: unknown key 'a/b~c' (allowed: name, count, big, on, list, "
          "one, url)",
      });
}

TEST_CASE("a byte order mark shifts no line") {
  Read read("\xEF\xBB\xBF{\n\"odd\": 1}");
  ObjectReader(read.document, read.json, "").finish();
  CHECK(read.complaints() == Lines{"a.json:2:1: /odd: unknown key 'odd'"});
}

TEST_CASE("what is not an object is told once and reads as empty") {
  Read read("[1]");
  ObjectReader at(read.document, read.json, "/x");
  CHECK_FALSE(at.is_object());
  CHECK_FALSE(at.string("name", Need::required).has_value());
  at.finish();
  CHECK(read.complaints() == Lines{"a.json:1:1: /x: a list found, an object is needed"});
}

TEST_CASE("a pointer escapes what RFC 6901 escapes and shows what is hostile") {
  CHECK(reading::pointer("", "a") == "/a");
  CHECK(reading::pointer("/a", "b/c~d") == "/a/b~1c~0d");
  CHECK(reading::pointer("/a", std::size_t{3}) == "/a/3");
  CHECK(reading::pointer("", "\x1B") == "/\\u{001B}");
}
