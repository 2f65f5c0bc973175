#include "platforms/compose.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

namespace {

net::Request composed(const platforms::Definition& definition, std::vector<std::string> handles,
                      const std::string& server = "") {
  const platforms::RequestContext road{
      server, [](std::string_view key) { return key.empty() ? "k&1" : "id"; }, "t"};
  return platforms::compose(definition, definition.asks[0], road, handles);
}

// Any handle at all, so that every way of breaking out can be tried.
platforms::Definition unguarded(std::string_view ask) {
  return tests::defined(fmt::format(
      R"({{"id":"a","name":"A","handle":{{"pattern":"(?s).*"}},"profile_url":"https://a.example/{{handle}}",)"
      R"("controls":{{"claimed":["staff"]}},"ask":[{{"name":"one",{},)"
      R"("rules":[{{"status":200,"then":"claimed"}}]}}]}})",
      ask));
}

const char* const attacks[] = {"a\",\"admin\":true,\"x\":\"",
                               "a\\",
                               "a\\\"b",
                               "a\nb\r\nc",
                               "a\u2028b",
                               "a&admin=1",
                               "a=b",
                               "a|b",
                               "a,b",
                               "a/../../admin",
                               "a?x#y",
                               "a%22b",
                               "{handle}",
                               "{credential}",
                               "\"",
                               "é",
                               "a b",
                               "\x01\x1f"};

}  // namespace

TEST_CASE("a batch goes into the URL: each handle encoded, the glue as it is written") {
  const auto bluesky = tests::shipped("bluesky");
  CHECK(composed(bluesky, {"a.bsky.social", "b.fr"}).url ==
        "https://public.api.bsky.app/xrpc/"
        "app.bsky.actor.getProfiles?actors=a.bsky.social&actors=b.fr");
  const auto definition = unguarded(
      R"("get":"https://a.example/u?names={handles}&n={n}","max":10,"join":",","item":"/{handle}")");
  CHECK(composed(definition, {"a,b", "c&d"}).url == "https://a.example/u?names=a%2Cb,c%26d&n=0");
  CHECK(composed(definition, {"x"}).url == "https://a.example/u?names=x&n=0");
}

TEST_CASE("HTTP Basic is written as people write it; what is encoded already stays as it is") {
  const auto definition = [](const std::string& value) {
    return unguarded(R"("credential":"key","headers":{"authorization":")" + value +
                     R"("},"get":"https://a.example/{handle}")");
  };
  const auto plain = composed(definition("Basic {credential.user}:{credential}"), {"a"});
  CHECK(plain.user == "id");
  CHECK(plain.password == "k&1");
  CHECK(net::header(plain.headers, "authorization").empty());
  const auto encoded = composed(definition("Basic {credential}"), {"a"});
  CHECK(encoded.user.empty());
  CHECK(net::header(encoded.headers, "authorization") == "Basic k&1");
  const auto bearer = composed(definition("Bearer {credential.user}:x"), {"a"});
  CHECK(bearer.user.empty());
  CHECK(net::header(bearer.headers, "authorization") == "Bearer id:x");
}

TEST_CASE("a form is sent as a form, in which no handle is more than a value") {
  const auto wiki = tests::shipped("mediawiki");
  const net::Request request = composed(wiki, {"Ada Lovelace", "Zoë & co"}, "https://w.example/w");
  CHECK(request.method == "POST");
  CHECK(request.url == "https://w.example/w/api.php");
  CHECK(request.body.starts_with(
      "action=query&list=users&ususers=Ada%20Lovelace|Zo%C3%AB%20%26%20co&usprop="));
  CHECK(net::header(request.headers, "content-type") == "application/x-www-form-urlencoded");
  for (const std::string attack : attacks) {
    CAPTURE(attack);
    const std::string body =
        composed(unguarded(R"("post":"https://a.example/","body":"u={handle}&v=1")"), {attack})
            .body;
    CHECK(body == "u=" + platforms::percent_encoded(attack) + "&v=1");
    CHECK(std::count(body.begin(), body.end(), '&') == 1);
  }
}

TEST_CASE("in a JSON body no handle is more than a string, however it is spelt") {
  const char* const bodies[] = {
      R"("body":{"q":{"users":["{handle}","{handles}"]},"n":1})",
      R"("headers":{"Content-Type":"application/json"},"body":"{ \"q\": {\"users\":[\"{handle}\",\"{handles}\"]},\"n\":1}")"};
  for (const char* body : bodies) {
    for (const std::string attack : attacks) {
      CAPTURE(attack);
      const net::Request request = composed(
          unguarded(fmt::format(R"("post":"https://a.example/","each":"<{{handle}}>",{})", body)),
          {attack});
      CHECK(net::header(request.headers, "content-type") == "application/json");
      const auto json = reading::parse_json(request.body, reading::answers);
      REQUIRE_MESSAGE(json.has_value(), request.body);
      CHECK(json->keys == std::vector<std::string>{"q", "n"});
      const reading::Json& users = *json->find("q")->find("users");
      REQUIRE(users.items.size() == 2);
      CHECK(users.items[0].text == attack);
      CHECK(users.items[1].text == "<" + attack + ">");
    }
  }
}

TEST_CASE("one request asks GitHub for many accounts, each under an alias of its own") {
  const net::Request request = composed(tests::shipped("github"), {"ada", "b-c"});
  CHECK(request.method == "POST");
  CHECK(request.url == "https://api.github.com/graphql");
  CHECK(net::header(request.headers, "authorization") == "Bearer k&1");
  const auto json = reading::parse_json(request.body, reading::answers);
  REQUIRE(json.has_value());
  const std::string query = json->find("query")->text;
  CHECK(query.starts_with("query { a0: repositoryOwner(login:\"ada\") {"));
  CHECK(query.find("} } a1: repositoryOwner(login:\"b-c\") {") != std::string::npos);
}

TEST_CASE("in a URL no handle leaves its place") {
  for (const std::string attack : attacks) {
    CAPTURE(attack);
    const std::string url =
        composed(unguarded(R"("get":"https://a.example/u/{handle}/x?y={handle}")"), {attack}).url;
    const std::string value = platforms::percent_encoded(attack);
    CHECK(url == "https://a.example/u/" + value + "/x?y=" + value);
    CHECK(url.find_first_of("#\\\"\n ") == std::string::npos);
  }
}

TEST_CASE("credentials and tokens go where the definition puts them, encoded like any value") {
  const auto definition = unguarded(
      R"("credential":"c","token":{"post":"https://a.example/t?c={credential.id}","as":"body"},)"
      R"("headers":{"Authorization":"Bearer {token}","X-Id":"{credential.id}"},"get":"https://a.example/{handle}?k={credential}")");
  const net::Request request = composed(definition, {"a"});
  CHECK(request.url == "https://a.example/a?k=k%261");
  CHECK(net::header(request.headers, "Authorization") == "Bearer t");
  CHECK(net::header(request.headers, "X-Id") == "id");
}

TEST_CASE("{handles} is filled wherever it stands, also for one handle a request") {
  CHECK(
      composed(unguarded(R"("post":"https://a.example/","body":{"u":"{handles}"})"), {"a"}).body ==
      R"({"u":"a"})");
  CHECK(
      net::header(
          composed(unguarded(R"("get":"https://a.example/","headers":{"X-U":"{handles}"})"), {"a"})
              .headers,
          "x-u") == "a");
}

TEST_CASE("redirects and the page for people") {
  CHECK(composed(tests::shipped("domain-fr"), {"police.fr"}).redirects == 3);
  CHECK(composed(tests::shipped("gitlab"), {"a"}, "https://gitlab.com").redirects == 0);
  CHECK(
      platforms::profile_page(tests::shipped("mediawiki"), "https://w.example/w", "Ada Lovelace") ==
      "https://w.example/w/index.php?title=User:Ada%20Lovelace");
  CHECK(platforms::profile_page(tests::shipped("mastodon"), "https://m.example", "ada") ==
        "https://m.example/@ada");
}
