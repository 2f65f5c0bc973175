// Redirects over real sockets: followed hop by hop, through the same door.
#include <doctest/doctest.h>

#include "net/world.hpp"

using namespace tests;

namespace {

std::string found(const std::string& location, const std::string& body = "moved") {
  return page(body, "Location: " + location + "\r\n", "302 Found");
}

// "/3" leads to "/2", "/1" and "/0", which is a page.
Answer countdown(const std::string& request) {
  const char digit = request.at(request.find('/') + 1);
  if (digit == '0') return {page("there", "X-Last: 1\r\n")};
  return {found("/" + std::string(1, static_cast<char>(digit - 1)), std::string(1000, 'x'))};
}

}  // namespace

TEST_CASE("a redirect is an answer unless the request may follow it") {
  World world(countdown);
  const net::Reply reply = world.fetch(get(world.server.url("/3")));
  CHECK(reason(reply) == "none");
  CHECK(reply.head.status == 302);
  CHECK(reply.head.location == world.server.url("/2"));
  CHECK(reply.body.size() == 1000);
  CHECK(world.server.requests().size() == 1);
}

TEST_CASE("redirects are followed as far as the request allows, on one connection") {
  World world(countdown);
  net::Request request = get(world.server.url("/3"));
  request.redirects = 3;
  int asked = 0;
  request.wants_body = [&asked](const net::Head& head) {
    return ++asked != 0 && head.status == 200;
  };
  const net::Reply reply = world.fetch(request);
  CHECK(reason(reply) == "none");
  CHECK(asked == 1);
  CHECK(reply.head.status == 200);
  CHECK(reply.head.headers.size() == 2);
  CHECK(reply.body == "there");
  CHECK(reply.effective_url == world.server.url("/0"));
  CHECK(world.server.connections() == 1);
}

TEST_CASE("one redirect more is a redirect failure") {
  World world(countdown);
  net::Request request = get(world.server.url("/3"));
  request.redirects = 2;
  const net::Reply reply = world.fetch(request);
  CHECK(reason(reply) == "redirect");
  CHECK(reply.head.status == 302);
  CHECK(reply.effective_url == world.server.url("/1"));
  CHECK(world.server.requests().size() == 3);
}

TEST_CASE("a redirect to another protocol is a redirect failure") {
  for (const char* location : {"ftp://127.0.0.1/", "file:///etc/passwd", "http://"}) {
    CAPTURE(location);
    World world(always({found(location)}));
    net::Request request = get(world.server.url());
    request.redirects = 5;
    CHECK(reason(world.fetch(request)) == "redirect");
    request.redirects = 0;
    CHECK(reason(world.fetch(request)) == "none");
  }
}

TEST_CASE("all hops together have the request's time") {
  const auto script = [](const std::string&) {
    return Answer{found("/again"), Then::keep, "", std::chrono::milliseconds(60)};
  };
  World world(script);
  net::Request request = get(world.server.url());
  request.redirects = 50;
  request.timeout = model::Milliseconds(200);
  const net::Reply reply = world.fetch(request);
  CHECK(reason(reply) == "timeout");
  CHECK(reply.elapsed < model::Milliseconds(1000));
  CHECK(world.server.requests().size() <= 5);
}

TEST_CASE("no secret of a request reaches another origin, in its head or in its body") {
  struct Row {
    const char* status;
    const char* method;
    const char* body;
    bool arrives;  // at the other origin, without the secrets
  };
  const Row rows[] = {
      {"302 Found", "GET", "", true},
      {"307 Temporary Redirect", "GET", "", true},
      {"303 See Other", "POST", "token=secret", true},
      {"301 Moved Permanently", "POST", "token=secret", true},
      {"308 Permanent Redirect", "POST", "token=secret", false},
      {"307 Temporary Redirect", "PUT", "token=secret", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.status);
    CAPTURE(row.method);
    std::string elsewhere;
    World world([&](const std::string&) {
      return Answer{page("", "Location: " + elsewhere + "\r\n", row.status)};
    });
    TinyServer stranger(world.io, always({page("there")}));
    elsewhere = stranger.url();
    net::Request request = get(world.server.url());
    request.method = row.method;
    request.headers = {{"Accept", "text/html"}, {"Cookie", "s=secret"}, {"X-Api-Key", "secret"}};
    request.user = "id";
    request.password = "secret";
    request.body = row.body;
    request.redirects = 1;
    const net::Reply reply = world.fetch(request);
    const std::string& asked = world.server.requests().front();
    CHECK(asked.find("\r\nAuthorization: Basic aWQ6c2VjcmV0\r\n") != std::string::npos);
    CHECK(asked.find("\r\nX-Api-Key: secret\r\n") != std::string::npos);
    CHECK(asked.ends_with(row.body));
    CHECK(reason(reply) == (row.arrives ? "none" : "redirect"));
    REQUIRE(stranger.requests().size() == (row.arrives ? 1 : 0));
    if (!row.arrives) continue;
    const std::string& leaked = stranger.requests().front();
    CHECK(leaked.starts_with("GET / HTTP/1.1\r\n"));
    CHECK(leaked.find("\r\nAccept: text/html\r\n") != std::string::npos);
    for (const char* secret : {"Authorization", "secret", "X-Api-Key", "Cookie", "Referer"}) {
      CAPTURE(secret);
      CHECK(leaked.find(secret) == std::string::npos);
    }
    CHECK(leaked.ends_with("\r\n\r\n"));
  }
}

TEST_CASE("a hop has no more time than the ones before it have left") {
  const auto script = [](const std::string& request) {
    if (request.starts_with("GET /again")) return Answer{"", Then::hang};
    return Answer{found("/again"), Then::keep, "", std::chrono::milliseconds(300)};
  };
  World world(script);
  net::Request request = get(world.server.url());
  request.redirects = 1;
  request.timeout = model::Milliseconds(400);
  const net::Reply reply = world.fetch(request);
  CHECK(reason(reply) == "timeout");
  CHECK(reply.elapsed >= model::Milliseconds(390));
  CHECK(reply.elapsed < model::Milliseconds(800));
}
