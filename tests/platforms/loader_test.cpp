// What the walk through refused/ and accepted/ leaves open: values that come out of the loader, and
// mistakes found while the loader was tested.
#include "platforms/loader.hpp"

#include <sstream>

#include <doctest/doctest.h>

#include "platforms/base_url.hpp"
#include "platforms/reading_platforms.hpp"

using tests::asking;
using tests::refusal;

namespace {

std::string with_rate(std::string_view rate) {
  return fmt::format(
      R"({{"id":"a","name":"A","handle":{{"pattern":"[a-z]+"}},"profile_url":"https://a.example/",)"
      R"("ask":[],"rate":{}}})",
      rate);
}

std::string with_ask(std::string_view ask) {
  return fmt::format(
      R"({{"id":"a","name":"A","handle":{{"pattern":"[a-z0-9]+"}},"profile_url":"https://a.example/",)"
      R"("controls":{{"claimed":["x"]}},"ask":[{{"name":"one",{},)"
      R"("rules":[{{"status":200,"then":"claimed"}}]}}]}})",
      ask);
}

// The blocks of JSON in a text: from an indented line "{" to the "}" below it.
std::vector<std::string> json_blocks(const std::string& text) {
  std::vector<std::string> blocks;
  std::istringstream lines(text);
  std::string line;
  std::string end;  // of the block that is open
  while (std::getline(lines, line)) {
    if (end.empty()) {
      const std::size_t indent = line.find_first_not_of(' ');
      if (indent == 0 || indent == std::string::npos || line.substr(indent) != "{") continue;
      end = std::string(indent, ' ') + "}";
      blocks.emplace_back();
    }
    blocks.back() += line + '\n';
    if (line == end) end.clear();
  }
  return blocks;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a definition that says little takes the language's defaults") {
  const auto definition = tests::ruled(R"({"status":200,"then":"claimed"})");
  CHECK(definition.rates == text::Rates{{30, std::chrono::minutes(1)}});
  CHECK(definition.concurrency == 1);
  CHECK(definition.grammar.recycle == "unknown");
  CHECK(definition.grammar.suffix == "");
  CHECK_FALSE(definition.server.has_value());
  CHECK(definition.positive_only());
  CHECK(definition.verified == "");
  const platforms::Ask& ask = definition.asks[0];
  CHECK(ask.max == 1);
  CHECK(ask.join == ",");
  CHECK(ask.each.written == "{handle}");
  CHECK(ask.redirects == 0);
  CHECK(ask.rates.empty());
}

TEST_CASE("entries are the asks that no rule names, in order") {
  const auto definition = asking(
      R"({"name":"a","get":"https://a.example/{handle}","rules":[{"status":200,"then":"claimed"},{"status":404,"then":"ask:c"}]},)"
      R"({"name":"b","get":"https://a.example/{handle}","rules":[{"status":404,"then":"ask:c"}]},)"
      R"({"name":"c","get":"https://a.example/{handle}","rules":[{"status":404,"then":"available"}]})");
  CHECK(definition.entries == std::vector<std::size_t>{0, 1});
  CHECK_FALSE(definition.positive_only());
}

TEST_CASE("a list of rates becomes the one rate that keeps them all") {
  struct Row {
    const char* written;
    const char* rate;
  };
  const Row rows[] = {
      {R"("300/15m")", "300/15m"},
      {R"(["300/15m"])", "300/15m"},
      {R"(["20/1s","1000/1h"])", "20/1s and 1000/1h"},
      {R"(["1/1s","60/1m","1000/1d"])", "1/1s and 60/1m and 1000/1d"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.written));
    CHECK(text::to_string(tests::defined(with_rate(row.written)).rates) == row.rate);
  }
  CHECK(has(refusal(with_rate("[]")), "/rate: an empty list"));
  CHECK(has(refusal(with_rate(R"(["1/1s",3])")), "/rate/1: a number is no rate"));
}

TEST_CASE("a base URL has a host in lower case, perhaps a path, and no slash at the end") {
  struct Row {
    const char* written;
    const char* base;
  };
  const Row rows[] = {
      {"mastodon.social", "https://mastodon.social"},
      {"Mastodon.Social/", "https://mastodon.social"},
      {"HTTPS://En.Wikipedia.org/W/", "https://en.wikipedia.org/W"},
      {"http://127.0.0.1:8711/w", "http://127.0.0.1:8711/w"},
      {"http://[::1]:8711", "http://[::1]:8711"},
      {"localhost", "https://localhost"},
      {"ONE.example:443", "https://one.example"},
      {"http://one.example:80/W", "http://one.example/W"},
      {"http://one.example:443", "http://one.example:443"},
      {"https://one.example:1443", "https://one.example:1443"},
      {"", nullptr},
      {"https://", nullptr},
      {"ftp://a.example", nullptr},
      {"https://user@a.example", nullptr},
      {"a.example?x", nullptr},
      {"a.example#x", nullptr},
      {"a example", nullptr},
      {"a.example/\n", nullptr},
      {"a.example/{handle}", nullptr},
      {"https://a.example:123456", nullptr},
      {"https://a.example:65536", nullptr},
      {"https://a.example:0", nullptr},
      {"https://a.example:65535", "https://a.example:65535"},
      {"https://[28:81]:80/x", nullptr},
      {"Mastodon.Social.", "https://mastodon.social"},
      {"https://one.example.:443/W", "https://one.example/W"},
      {"a..b", nullptr},
      {"-x.example", nullptr},
      {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.example", nullptr},
      {"Élysée.example", "https://xn--lyse-9oad.example"},
      {"a.example/https://B/", "https://a.example/https://B"},
      {"HTTP://кто.рф:8080/Я", nullptr},
      {"HTTP://кто.рф:8080/w", "http://xn--j1ail.xn--p1ai:8080/w"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.written));
    const auto base = platforms::base_url(row.written);
    REQUIRE(base.has_value() == (row.base != nullptr));
    if (base) CHECK(*base == row.base);
  }
}

TEST_CASE("every place that may use a credential is held to one that is named") {
  const char* const places[] = {
      R"("get":"https://a.example/{handle}?k={credential}")",
      R"("get":"https://a.example/{handle}","headers":{"X":"{credential.id}"})",
      R"("post":"https://a.example/{handle}","body":"k={credential}")",
      R"("post":"https://a.example/{handle}","body":{"a":[{"k":"{credential}"}]})",
      R"("get":"https://a.example/?{handles}","each":"u={handle}&k={credential}")",
  };
  for (const char* place : places) {
    CAPTURE(std::string(place));
    CHECK(has(refusal(with_ask(place)), "'credential' does not name one"));
    CHECK(refusal(with_ask(fmt::format(R"("credential":"c",{})", place))) == "");
  }
  CHECK(has(refusal(with_ask(R"("get":"https://a.example/{handle}","headers":{"X":"{token}"})")),
            "'token' does not say"));
  CHECK(has(
      refusal(with_ask(
          R"("get":"https://a.example/{handle}","token":{"post":"https://a.example/t","as":"body"})")),
      "'token' needs 'credential'"));
}

TEST_CASE("mistakes that no example of the language shows are told as well") {
  struct Row {
    const char* ask;
    const char* message;
  };
  const Row rows[] = {
      {R"("get":"https://a.example/{handle}","max":2)", "never says {handles}"},
      {R"("get":"https://a.example/{handle}?k={credential}","credential":"")",
       "/ask/0/credential: an empty name"},
      {R"("get":"https://a.example/{n}")", "/ask/0/get: the request names no handle"},
      {R"("post":"https://a.example/","body":"u={n}")", "/ask/0/post: the request names no handle"},
      {R"("get":"https://a.example/{handle}","body":"x")", "a body belongs to 'post'"},
      {R"("get":"","redirects":1)", "is no URL to ask"},
      {R"("get":"https:///{handle}")", "/ask/0/get: 'https:///{handle}' leads nowhere"},
      {R"("get":"https://exa mple/{handle}")", "leads nowhere"},
      {R"("get":"https://{Region}.example/{handle}")", "unknown placeholder {region}"},
      {R"("get":"https://a.example:99999/{handle}")", "leads nowhere"},
      {R"("post":"https://a..example/","body":"u={handle}")", "/ask/0/post: 'https://a..example/'"},
      {R"("get":"https://a.example/{handle}","redirects":1.5)",
       "1.5 found, a whole number from 0 to 5"},
      {R"("get":"https://a.example/{handle}","item":["/a",2])", "/ask/0/item/1: a number found"},
      {R"("get":"https://a.example/{handle}","name2":1)",
       "unknown key 'name2' (did you mean 'name'?)"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.ask));
    CHECK(has(refusal(with_ask(row.ask)), row.message));
  }
}

TEST_CASE("keys of the language that this version does not know yet are refused as that") {
  const std::string told = refusal(
      R"({"id":"a","name":"A","handle":{"pattern":"[a-z]+"},
    "profile_url":"https://a.example/{handle}","controls":{"claimed":["b"]},
    "ask":[{"name":"one","get":"https://a.example/{handle}","profile":{"location":"/at"},
            "rules":[{"status":200,"then":"claimed"}]}]})");
  CHECK_MESSAGE(has(told, "/ask/0/profile/location: 'location' is not part of this version yet"),
                told);
  CHECK_FALSE(has(told, "unknown"));
}

TEST_CASE("every mistake is told at once, in one run") {
  const std::string told =
      refusal(R"({"id":"A!","nmae":"A","handle":{"pattern":"[a-z","fold":["cases"]},
    "profile_url":"{server}/","rate":"9","controls":{"claimed":[1]},"evidence":"rumour","verified":true,
    "ask":[{"name":"one","get":"https://a.example/{hanlde}","redirects":9,"rules":[{"status":"40x","then":"free"}]}]})");
  for (const char* part :
       {"/id: 'A!'", "unknown key 'nmae' (did you mean 'name'?)", "'name' is missing",
        "/handle/pattern: RE2", "/handle/fold: unknown fold 'cases'", "/profile_url: {server}",
        "/rate: '9'", "/controls/claimed/0: a number", "/evidence: 'rumour'", "/verified: null",
        "/ask/0/get: unknown placeholder {hanlde}", "/ask/0/redirects: 9",
        "/ask/0/rules/0/status: '40x'", "/ask/0/rules/0/then: 'free'"}) {
    CAPTURE(std::string(part));
    CHECK_MESSAGE(has(told, part), told);
  }
}

TEST_CASE("a body rule that hides nobody may stand before the claimed one") {
  const char* const harmless[] = {
      R"({"status":404,"body":"x","then":"available"},{"status":200,"then":"claimed"})",
      R"({"status":"4xx","body":"x","then":"reserved"},{"status":200,"body":"y","then":"claimed"})",
      R"({"body":"x","then":"unknown:ambiguous"},{"then":"claimed"})",
      R"({"body":"x","then":"invalid"},{"status":200,"then":"claimed"})",
      R"({"status":200,"then":"claimed"},{"body":"x","then":"available"})",
      R"({"status":200,"json":{"/x":1},"then":"available"},{"status":200,"then":"claimed"})"};
  for (const char* rules : harmless) {
    CAPTURE(std::string(rules));
    tests::ruled(rules);
  }
  const char* const hiding[] = {
      R"({"body":"x","then":"available"},{"status":200,"then":"claimed"})",
      R"({"status":[200,404],"body":"x","then":"reserved"},{"status":200,"then":"claimed"})",
      R"({"status":"2xx","body":"x","then":"suspended"},{"status":200,"then":"claimed"})",
      R"({"status":"4xx","body":"x","then":"available"},{"status":403,"then":"claimed"})",
      R"({"status":200,"body":"a","then":"claimed"},{"body":"x","then":"available"},{"status":200,"then":"claimed"})"};
  for (const char* rules : hiding) {
    CAPTURE(std::string(rules));
    const std::string text = fmt::format(
        R"({{"id":"a","name":"A","handle":{{"pattern":"[a-z0-9]+"}},"profile_url":"https://a.example/",)"
        R"("controls":{{"claimed":["x"]}},"ask":[{{"name":"one","get":"https://a.example/{{handle}}","rules":[{}]}}]}})",
        rules);
    CHECK(has(refusal(text), "what a stranger writes into a page could hide the account"));
  }
}

TEST_CASE("the definition that the README begins with loads as it stands there") {
  const auto blocks =
      json_blocks(tests::contents(std::string(HANDLEWATCH_PATTERNS) + "/platforms/README.md"));
  REQUIRE(blocks.size() == 1);
  const auto definition = tests::defined(blocks[0]);
  CHECK(definition.id == "example");
  CHECK(definition.controls.claimed.size() == 1);
  CHECK_FALSE(definition.positive_only());
}

TEST_CASE("comments and trailing commas are allowed in what people write") {
  tests::defined(
      "// a platform\n{\"id\":\"a\", /* so */ \"name\":\"A\",\"handle\":{\"pattern\":\"[a-z]+\",},"
      "\"profile_url\":\"https://a.example/\",\"ask\":[],}\n");
}
