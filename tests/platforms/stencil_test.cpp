#include "platforms/stencil.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using platforms::Encoding;
using platforms::Stencil;
using platforms::Values;

namespace {

Values hostile() {
  Values values;
  values.handle = "a/b?c&d=\"e\\f\" \n.é";
  values.name = "a b";
  values.handles = "x%2Fy,z";
  values.n = 7;
  values.server = "https://h.example:8443/w";
  values.credential = [](std::string_view key) { return key.empty() ? "s/k" : "id+1"; };
  values.token = "t=t";
  return values;
}

std::string filled(std::string_view written, Encoding encoding, const Values& values = hostile()) {
  Stencil stencil;
  REQUIRE_FALSE(platforms::cut(written, stencil).has_value());
  return platforms::fill(stencil, values, encoding);
}

}  // namespace

TEST_CASE("a value is encoded for the place where it stands") {
  struct Row {
    const char* written;
    Encoding encoding;
    const char* filled;
  };
  const Row rows[] = {
      {"/u/{handle}", Encoding::url, "/u/a%2Fb%3Fc%26d%3D%22e%5Cf%22%20%0A.%C3%A9"},
      {"{\"u\":\"{handle}\"}", Encoding::json_string,
       "{\"u\":\"a/b?c&d=\\\"e\\\\f\\\" \\u000a.é\"}"},
      {"{handle}", Encoding::none, "a/b?c&d=\"e\\f\" \n.é"},
      {"{name}-{n}", Encoding::url, "a%20b-7"},
      {"{name}-{n}", Encoding::regex, "a\\ b-7"},
      {"^{name}$", Encoding::regex_caseless, "^(?-i:[aA]\\ [bB])$"},
      {"q={handles}", Encoding::url, "q=x%2Fy,z"},
      {"Bearer {credential}", Encoding::none, "Bearer s/k"},
      {"key={credential}&id={credential.client-id}", Encoding::url, "key=s%2Fk&id=id%2B1"},
      {"{token}", Encoding::url, "t%3Dt"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.written));
    CHECK(filled(row.written, row.encoding) == row.filled);
  }
}

TEST_CASE("in a pattern a value is quoted, so that it is found as it is and as nothing else") {
  const std::string pattern = filled("^{handle}$", Encoding::regex);
  std::string why;
  const auto compiled = platforms::Pattern::compile(pattern, false, why);
  REQUIRE(compiled.has_value());
  CHECK(compiled->is_whole(hostile().handle));
  CHECK_FALSE(compiled->is_whole("a/b?c&d=\"e\\f\" \nxé"));
  CHECK(filled("^{server}/", Encoding::regex) == "^https\\:\\/\\/h\\.example\\:8443\\/w/");
  CHECK(filled("https://{host}/", Encoding::regex) == "https://h\\.example\\:8443/");
}

TEST_CASE("the base URL stands as it is at the head of a URL, and is a value anywhere else") {
  CHECK(filled("{server}/api", Encoding::url) == "https://h.example:8443/w/api");
  CHECK(filled("{origin}/api", Encoding::url) == "https://h.example:8443/api");
  CHECK(filled("https://{host}/x", Encoding::url) == "https://h.example:8443/x");
  CHECK(filled("https://a.example/?r=acct:x@{host}", Encoding::url) ==
        "https://a.example/?r=acct:x@h.example%3A8443");
  CHECK(filled("https://a.example/?r={server}", Encoding::url) ==
        "https://a.example/?r=https%3A%2F%2Fh.example%3A8443%2Fw");
  Values values = hostile();
  values.server = "https://h.example/\"x";
  CHECK(filled("{\"u\":\"{server}\"}", Encoding::json_string, values) ==
        "{\"u\":\"https://h.example/\\\"x\"}");
}

TEST_CASE("a brace pair around a lower-case word is a placeholder, other braces are text") {
  for (const char* text : {"{}", "{ }", "{1,3}", "{,3}", "{A}", "{Handle}", "{handle", "handle}",
                           "{han dle}", "{\"a\":1}", "{_}", "{credential.}", "{.x}", "}{"}) {
    CAPTURE(std::string(text));
    Stencil stencil;
    REQUIRE_FALSE(platforms::cut(text, stencil).has_value());
    CHECK_FALSE(stencil.has_slots());
    CHECK(platforms::fill(stencil, hostile(), Encoding::url) == text);
  }
  CHECK(filled("{{n}}", Encoding::none) == "{7}");
  CHECK(filled("query { {handles} }", Encoding::none) == "query { x%2Fy,z }");
  struct Row {
    const char* written;
    const char* word;
    std::size_t at;
  };
  const Row rows[] = {{"/u/{hanlde}", "hanlde", 3},
                      {"{handle}{x}", "x", 8},
                      {"{{user}}", "user", 1},
                      {"{handle.x}", "handle.x", 0},
                      {"{token.key}", "token.key", 0}};
  for (const Row& row : rows) {
    CAPTURE(std::string(row.written));
    Stencil stencil;
    const auto error = platforms::cut(row.written, stencil);
    REQUIRE(error.has_value());
    CHECK(error->word == row.word);
    CHECK(error->at == row.at);
  }
}

TEST_CASE("whether a placeholder stands in a host is told from the URL before it") {
  struct Row {
    const char* written;
    bool in_host;
  };
  const Row rows[] = {
      {"https://{handle}.a.example/", true},
      {"https://a.{handle}", true},
      {"https://a.example:{handle}", true},
      {"https://a.example@{handle}/", true},
      {"https://a.example/{handle}", false},
      {"https://a.example?u={handle}", false},
      {"https://a.example#{handle}", false},
      {"{server}/{handle}", false},
      {"{server}{handle}", true},
      {"{origin}.{handle}/", true},
      {"{server}?u={handle}", false},
      {"{handle}", false},
      {"acct:{handle}@x", false},
      {"https://{host}{handle}", true},
      {"https://{host}/{handle}", false},
      {"https:///{handle}", false},
      {"{server}/login?next=https://{handle}", false},
      {"https://a.example/?to={server}&of={handle}", false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.written));
    Stencil stencil;
    REQUIRE_FALSE(platforms::cut(row.written, stencil).has_value());
    const auto& pieces = stencil.pieces;
    const auto handle = std::find_if(pieces.begin(), pieces.end(), [](const auto& piece) {
      return piece.slot == platforms::Slot::handle;
    });
    REQUIRE(handle != pieces.end());
    CHECK(handle->in_host == row.in_host);
  }
}

TEST_CASE("a handle may stand in a host only where handles are a-z, 0-9, dot and hyphen") {
  const auto refused = [](std::string_view pattern, std::string_view url) {
    return tests::refusal(fmt::format(
        R"({{"id":"a","name":"A","server":{{}},"handle":{{"pattern":"{}"}},"profile_url":"{}",)"
        R"("ask":[]}})",
        pattern, url));
  };
  for (const char* pattern : {"[a-z0-9-]{1,9}", "[a-z]+(-[a-z0-9]+)*", "a|b\\\\.c"}) {
    CAPTURE(std::string(pattern));
    CHECK(refused(pattern, "https://{handle}.a.example/") == "");
    CHECK(refused(pattern, "{server}.{handle}/") == "");
  }
  for (const char* pattern :
       {"[A-Z]+", "[a-z_]+", ".+", "[^/]+", "\\\\w+", "[a-z/]+", "[a-z]{/}"}) {
    CAPTURE(std::string(pattern));
    CHECK(refused(pattern, "https://a.example/{handle}") == "");
    for (const char* url :
         {"https://{handle}.a.example/", "{server}{handle}", "{origin}.{name}/"}) {
      CAPTURE(std::string(url));
      CHECK(refused(pattern, url).find("stands in a host name") != std::string::npos);
    }
  }
}

TEST_CASE("the origin and the host of a URL") {
  struct Row {
    const char* url;
    const char* origin;
    const char* host;
  };
  const Row rows[] = {
      {"https://a.example:8443/x?y#z", "https://a.example:8443", "a.example:8443"},
      {"https://a.example", "https://a.example", "a.example"},
      {"http://[::1]:80/w", "http://[::1]:80", "[::1]:80"},
      {"https://a.example?x=/", "https://a.example", "a.example"},
      {"", "", ""},
      {"nothing", "nothing", "nothing"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.url));
    CHECK(platforms::origin_of(row.url) == row.origin);
    CHECK(platforms::host_of(row.url) == row.host);
  }
}

TEST_CASE("what is percent-encoded is decoded again, and anything else stays") {
  for (const char* raw : {"", "ada", "a b/c?d#e", "é%41", "%", "100%"}) {
    CAPTURE(std::string(raw));
    CHECK(platforms::percent_decoded(platforms::percent_encoded(raw)) == raw);
  }
  CHECK(platforms::percent_decoded("%40a%2fb%2F") == "@a/b/");
  for (const char* stays : {"%", "%4", "%4g", "%g4", "% 4", "%+4", "a%"}) {
    CAPTURE(std::string(stays));
    CHECK(platforms::percent_decoded(stays) == stays);
  }
}
