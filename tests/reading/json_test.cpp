#include "reading/json.hpp"

#include <doctest/doctest.h>

using namespace std::string_literals;
using reading::Json;

namespace {

Json parsed(std::string_view text, const reading::JsonRules& rules = reading::answers) {
  auto json = reading::parse_json(text, rules, "a.json");
  if (!json) FAIL(model::to_string(json.error().front()));
  return std::move(*json);
}

std::string refusal(std::string_view text, const reading::JsonRules& rules = reading::answers) {
  const auto json = reading::parse_json(text, rules, "a.json");
  if (json) return "";
  CHECK(json.error().size() == 1);
  return model::to_string(json.error().front());
}

// Every value of the tree must begin where its offset says.
void check_offsets(const Json& json, std::string_view text) {
  REQUIRE(json.offset < text.size());
  const std::string_view rest = text.substr(json.offset);
  switch (json.kind) {
    case Json::Kind::null: CHECK(rest.starts_with("null")); break;
    case Json::Kind::boolean: CHECK(rest.starts_with(json.truth ? "true" : "false")); break;
    case Json::Kind::number: CHECK(rest.starts_with(json.text)); break;
    case Json::Kind::string: CHECK(rest.starts_with('"' + json.text + '"')); break;
    case Json::Kind::array: CHECK(rest.starts_with('[')); break;
    case Json::Kind::object: CHECK(rest.starts_with('{')); break;
  }
  for (std::size_t i = 0; i < json.keys.size(); ++i) {
    CHECK(text.substr(json.key_at[i]).starts_with('"' + json.keys[i] + '"'));
  }
  for (const Json& item : json.items) check_offsets(item, text);
}

}  // namespace

TEST_CASE("every value and key remembers where it stands") {
  for (const char* text :
       {"1", "  \"x\" ", "[]", "[[],[[]],{}]", R"({"a":{"b":{"c":[{},{"d":1}]}},"e":[1,2,[3]]})",
        "{ \"a\" : 1 ,\n\t\"b\"\r\n:\n[ true , false,null ,-1.5e3 ] , \"c\":{ } }",
        R"([{"k":"v"},{"k":["v",{"k":{}}]},"v"])"}) {
    CAPTURE(text);
    check_offsets(parsed(text), text);
  }
  const std::string commented =
      "// first\n{ /* [ */ \"a\": /* \"no\" */ [1, // one, two\n 2,],\n /**/ \"b\": {}, }\n// end";
  check_offsets(parsed(commented, reading::our_files), commented);
}

TEST_CASE("a syntax error is told with its line and column") {
  struct Row {
    std::string text;
    const char* refusal;
  };
  const Row rows[] = {
      {"", "a.json:1:1: not JSON: nothing is in it"},
      {"   ", "a.json:1:4: not JSON: nothing is in it"},
      {"{\n  \"a\": 1\n  \"b\": 2\n}", "a.json:3:3: not JSON: ',' or '}' is needed here"},
      {"[1,2", "a.json:1:5: not JSON: ',' or ']' is needed here"},
      {"[1,]", "a.json:1:4: not JSON: a value is needed here"},
      {"{\"a\":1} x", "a.json:1:9: not JSON: something stands after its end"},
      {"[1] // no", "a.json:1:5: not JSON: something stands after its end"},
      {"{'a':1}", "a.json:1:2: not JSON: a key in double quotes is needed here"},
      {"\"a\nb\"",
       "a.json:1:3: not JSON: a string cannot hold this escape or control character as it is"},
      {"\"\\ud800\"", "a.json:1:2: not JSON: half of a surrogate pair is no character"},
      {"nul", "a.json:1:4: not JSON: a value is needed here"},
      {"01", "a.json:1:2: not JSON: something stands after its end"},
      {"{\"a\" 1}", "a.json:1:6: not JSON: ':' is needed after a key"},
      {"\"\\u12\"", "a.json:1:2: not JSON: '\\u' needs four hexadecimal digits"},
      {"\"abc", "a.json:1:5: not JSON: this string has no closing '\"'"},
      {"1.", "a.json:1:3: not JSON: digits are needed after the point"},
      {"1e", "a.json:1:3: not JSON: digits are needed in the exponent"},
      {"\"\xFF\"", "a.json:1:2: not JSON: this is not UTF-8"},
      {"NaN", "a.json:1:1: not JSON: a value is needed here"},
      {"[1,\n\0]"s, "a.json:2:1: a NUL byte is not JSON"},
      {"[1]\0"s, "a.json:1:4: a NUL byte is not JSON"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(refusal(row.text) == row.refusal);
  }
}

TEST_CASE("text that is not UTF-8 is refused") {
  for (const char* bytes : {"\"\xE9t\xE9\"", "\"\xC0\xAF\"", "\"\xED\xA0\x80\"", "{\"\xFF\":1}"}) {
    CAPTURE(bytes);
    CHECK(refusal(bytes).find("this is not UTF-8") != std::string::npos);
  }
  CHECK(parsed("\"é🇫🇷\"").text == "é🇫🇷");
  CHECK(parsed(R"("\u00e9\ud83c\uddeb\u0000")").text == "é🇫\0"s);
}

TEST_CASE("half of a surrogate pair is refused, whichever half, in values and keys") {
  for (const char* text :
       {R"(["\ude00"])", R"({"a":{"x\ude00":1}})", R"("\ud83d")", R"("\ud83dx")"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(refusal(text).empty());
  }
  CHECK(refusal(R"(["a", "\ude00"])") ==
        "a.json:1:7: /1: half of a surrogate pair is no character");
}

TEST_CASE("a quarter of a megabyte of brackets is refused, not recursed into") {
  const std::string brackets(256 << 10, '[');
  const auto refused = [](const std::string& text) {
    return refusal(text, reading::foreign_files);
  };
  CHECK(refused(brackets) == "a.json:1:65: /0/0/0/0/0/0/0/0: nested deeper than 64 levels");
  std::string objects;
  while (objects.size() < 256 << 10) objects += "{\"a\":";
  CHECK(refused(objects) == "a.json:1:321: /a/a/a/a/a/a/a/a: nested deeper than 64 levels");
  CHECK(refused(std::string(64, '[') + std::string(64, ']')).empty());
}

TEST_CASE("in an answer what is too deep is null, and all around it stands") {
  const std::string deep = std::string(100'000, '[') + "1" + std::string(100'000, ']');
  const Json json = parsed("{\"a\":1,\"b\":" + deep + ",\"c\":{\"d\":" + deep + ",\"e\":2}}");
  REQUIRE(json.items.size() == 3);
  CHECK(json.find("a")->text == "1");
  CHECK(json.find("c")->find("e")->text == "2");
  const Json* inner = json.find("b");
  int levels = 0;
  for (; inner->is(Json::Kind::array); inner = &inner->items.front()) ++levels;
  CHECK(levels == 63);
  CHECK(inner->is(Json::Kind::null));
  const std::string pruned = "{\"x\":{\"y\":[1,{\"z\":\"s\"}],\"y\":2}}";
  const reading::JsonRules shallow{.depth = 2, .prunes = true};
  CHECK(to_text(parsed(pruned, shallow)) == "{\"x\":{\"y\":null,\"y\":2}}");
  CHECK_FALSE(refusal(std::string(256 << 10, '[')).empty());
}

TEST_CASE("more values than the rules allow are refused") {
  std::string many = "[0";
  for (int i = 0; i < 100'000; ++i) many += ",0";
  CHECK(refusal(many + "]").find("too many values") != std::string::npos);
  CHECK(refusal(many + "]", reading::foreign_files).empty());
  reading::JsonRules three = reading::answers;
  three.values = 3;
  for (const char* text : {"[1,2]", "[[],{}]", "{\"a\":[1]}", "[[[]]]"}) {
    CAPTURE(text);
    CHECK(refusal(text, three).empty());
  }
  CHECK(refusal("[1,\n2,3]", three) == "a.json:2:3: too many values");
  CHECK(refusal("[[],\n{},[]]", three) == "a.json:2:4: too many values");
  CHECK(refusal("[[],{},{}]", three) == "a.json:1:8: too many values");
}

TEST_CASE("a number keeps its spelling, however long") {
  for (const char* number :
       {"12345678901234567890", "-0", "1.10", "1E5", "123456789012345678901234567890.5"}) {
    CAPTURE(number);
    const Json json = parsed(number);
    CHECK(json.kind == Json::Kind::number);
    CHECK(json.text == number);
    CHECK(reading::to_text(json) == number);
  }
}

TEST_CASE("a number beyond a double's range is refused") {
  CHECK(refusal("[1e999]") == "a.json:1:2: not JSON: this number is too big");
}

TEST_CASE("a byte order mark is skipped") {
  CHECK(parsed("\xEF\xBB\xBF[1]").items.size() == 1);
  CHECK(refusal("\xEF\xBB\xBF[1}").starts_with("a.json:1:3: "));
}

TEST_CASE("comments and trailing commas are for files that people write") {
  const char* text = "// comment\n{\"a\": [1, 2,], /* more */}";
  CHECK(parsed(text, reading::our_files).find("a")->items.size() == 2);
  CHECK_FALSE(refusal(text, reading::answers).empty());
  CHECK(parsed(text, reading::foreign_files).find("a")->items.size() == 2);
  CHECK(refusal("/* never closed", reading::our_files).find("this comment is not right") !=
        std::string::npos);
  CHECK(refusal("[1] /", reading::our_files).find("not JSON") != std::string::npos);
}

TEST_CASE("a duplicate key is refused in our own files, at the second one") {
  const char* text = "{\n  \"a\": 1,\n  \"b\": {\"c\": 1, \"c\": 2},\n  \"a\": 3\n}";
  CHECK(refusal(text, reading::our_files) ==
        "a.json:3:17: /b/c: duplicate key 'c'; each key may stand once");
  CHECK(refusal(R"([{}, {"x": [1, {"c": 1, "c": 2}]}])", reading::our_files) ==
        "a.json:1:25: /1/x/1/c: duplicate key 'c'; each key may stand once");
  CHECK(refusal("{\"a\":1,\n\"x\":2,\n\"a\":3}", reading::our_files) ==
        "a.json:3:1: /a: duplicate key 'a'; each key may stand once");
  CHECK(parsed(text).keys.size() == 3);
  CHECK(parsed(text).find("a")->text == "1");
  CHECK(parsed(text).find("z") == nullptr);
}

TEST_CASE("a tree is written as one line that reads back the same") {
  const char* text = R"({"a":[1,2.50,"x\u001by",null,true],"b":{},"é":"\"\\/"})";
  const Json json = parsed(text);
  CHECK(reading::to_text(json) == R"({"a":[1,2.50,"x\u001By",null,true],"b":{},"é":"\"\\/"})");
  CHECK(parsed(reading::to_text(json)) == json);
  Json built = Json::object();
  built.add("list", Json::array().add(Json::number(-5)).add(Json::boolean(false)));
  built.add("none", Json::null()).add("word", Json::string("a\nb"));
  CHECK(reading::to_text(built) == R"({"list":[-5,false],"none":null,"word":"a\nb"})");
}

TEST_CASE("two trees are the same when their content is") {
  struct Row {
    const char* a;
    const char* b;
    bool same;
  };
  const Row rows[] = {
      {R"({"a":1,"b":2})", R"({ "b":2, "a":1 })", true},
      {"[1,2]", "[2,1]", false},
      {"1", "1.0", true},
      {"1", "\"1\"", false},
      {"12345678901234567890", "12345678901234567891", false},
      {"12345678901234567890", "12345678901234567890", true},
      {"9007199254740991", "9007199254740991.0", true},
      {"9007199254740992", "9007199254740993", false},
      {"-9007199254740991", "-9007199254740991.0", true},
      {"-9007199254740992", "-9007199254740993", false},
      {"1e2", "100", true},
      {"9007199254740993", "9007199254740993.0", true},
      {"12345678901234567890", "1234567890123456789e1", true},
      {"12345678901234567891", "1.2345678901234567891e19", true},
      {"1e-400", "0", false},
      {"1e-400", "1e-401", false},
      {"0.1", "0.10", true},
      {"0.1", "0.1000000000000000001", false},
      {"-0", "0", true},
      {"[true]", "[false]", false},
      {"{}", "[]", false},
      {R"({"a":1})", R"({"a":1,"b":2})", false},
      {R"({"a":1})", R"({"b":1})", false},
      {"null", "null", true},
      {"null", "false", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CHECK((parsed(row.a) == parsed(row.b)) == row.same);
    CHECK((parsed(row.b) == parsed(row.a)) == row.same);
  }
}

TEST_CASE("an offset is turned into line and column") {
  const model::Problem problem = reading::problem_at("ab\nc\n", 3, "f", "/p", "m");
  CHECK(model::to_string(problem) == "f:2:1: /p: m");
  CHECK(reading::problem_at("ab", 0, "", "", "").column == 1);
  CHECK(reading::problem_at("ab", 99, "", "", "").column == 3);
  CHECK(reading::problem_at("ab\n", 3, "", "", "").line == 2);
}

TEST_CASE("the beginning of a text is read where it was cut, or holds too many values") {
  const reading::JsonRules three{.values = 3, .prunes = true};
  struct Row {
    std::string text;
    const char* of_cut;
    const char* of_long;  // as it came, with at most three values
  };
  const Row rows[] = {
      {R"({"login":"x","id":12)", R"({"login":"x"})", "none"},
      {R"({"login":"x","name":"y","id":12})", R"({"login":"x","name":"y","id":12})",
       R"({"login":"x","name":"y"})"},
      {R"([1,2,3,4] garbage of more than twelve bytes)", "none", "[1,2]"},
      {R"({"login":"x"})", R"({"login":"x"})", "none"},
      {R"({"login":"x"} )", R"({"login":"x"})", "none"},
      {R"({"login":"x"} garbage)", "none", "none"},
      {"{\"login\":\"x\"}\0 garbage"s, "none", "none"},
      {"{\"login\":\"x\"}\0"s, "none", "none"},
      {"{\"login\":\"x\",\0"s, "none", "none"},
      {"[1,2,3,4\0]"s, "none", "none"},
      {"", "none", "none"},
  };
  const auto text_of = [](const std::optional<Json>& json) {
    return json ? reading::to_text(*json) : "none";
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(text_of(reading::parse_beginning(row.text, reading::answers, true)) == row.of_cut);
    CHECK(text_of(reading::parse_beginning(row.text, three, false)) == row.of_long);
  }
}
