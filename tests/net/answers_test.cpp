// What a server may rightly send, over real sockets.
#include <doctest/doctest.h>

#include "net/gzip.hpp"
#include "net/world.hpp"

using namespace tests;

TEST_CASE("a page comes with its status, headers and body, and the connection is used again") {
  World world(always({page("hello", "X-One: 1\r\n")}));
  for (int i = 0; i < 5; ++i) {
    const net::Reply reply = world.fetch(get(world.server.url("/users/me?x=1")));
    CHECK(reason(reply) == "none");
    CHECK(reply.head.status == 200);
    CHECK(net::header(reply.head.headers, "x-one") == "1");
    CHECK(reply.body == "hello");
    CHECK(reply.effective_url == world.server.url("/users/me?x=1"));
    CHECK_FALSE(reply.body_skipped);
  }
  CHECK(world.server.connections() == 1);
}

TEST_CASE("a connection that was closed while it lay idle is not missed") {
  World world(always({page("hello"), Then::close}));
  for (int i = 0; i < 3; ++i) CHECK(world.fetch(get(world.server.url())).body == "hello");
  CHECK(world.server.connections() == 3);
}

TEST_CASE("an answer that is no success is an answer") {
  for (const char* status : {"404 Not Found", "429 Too Many Requests", "500 No", "999 Denied"}) {
    World world(always({page("gone", "Retry-After: 3\r\n", status)}));
    const net::Reply reply = world.fetch(get(world.server.url()));
    CHECK(reason(reply) == "none");
    CHECK(reply.head.status == std::stoi(status));
    CHECK(net::header(reply.head.headers, "Retry-After") == "3");
    CHECK(reply.body == "gone");
  }
}

TEST_CASE("the request is what was asked for, and nothing more") {
  World world(always({page("")}));
  net::Request request = get(world.server.url("/api"));
  request.method = "POST";
  request.headers = {
      {"Content-Type", "application/json"}, {"X-Evil", "a\r\nX-Smuggled: b"}, {"X-Empty", ""}};
  request.body = R"({"a":1})";
  world.fetch(request);
  const std::string& sent = world.server.requests().front();
  CHECK(sent.starts_with("POST /api HTTP/1.1\r\n"));
  CHECK(sent.find("User-Agent: handlewatch-tests/1\r\n") != std::string::npos);
  CHECK(sent.find("Content-Type: application/json\r\n") != std::string::npos);
  CHECK(sent.find("\r\nX-Evil: aX-Smuggled: b\r\n") != std::string::npos);
  CHECK(sent.find("\r\nX-Empty:") != std::string::npos);
  CHECK(sent.find("\r\nX-Smuggled") == std::string::npos);
  CHECK(sent.find("Cookie") == std::string::npos);
  CHECK(sent.find("Expect") == std::string::npos);
  CHECK(sent.ends_with("\r\n\r\n{\"a\":1}"));

  // The same handle, asked for something else: nothing of the first request remains.
  world.fetch(get(world.server.url("/next")));
  const std::string& next = world.server.requests().back();
  CHECK(next.starts_with("GET /next HTTP/1.1\r\n"));
  CHECK(next.find("Content-") == std::string::npos);
  CHECK(next.find("X-Evil") == std::string::npos);
}

TEST_CASE("every method goes out under its name") {
  World world(always({page("", "", "204 No Content")}));
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "GET"}) {
    net::Request request = get(world.server.url());
    request.method = method;
    CHECK(world.fetch(request).head.status == 204);
    const std::string& sent = world.server.requests().back();
    CHECK(sent.starts_with(std::string(method) + " / "));
    const std::string_view asked = method;
    const bool has_body = asked == "POST" || asked == "PUT" || asked == "PATCH";
    CHECK((sent.find("Content-Length: 0\r\n") != std::string::npos) == has_body);
  }
}

TEST_CASE(
    "a name and a password are sent once, and no byte of a request writes a line of its own") {
  World world(always({page("")}));
  net::Request request = get(world.server.url());
  request.user = "id";
  request.password = "secret";
  request.method = "GE\r\nT";
  request.headers = {{"X-A\r\nB", std::string("c\0d\ne", 5)}};
  CHECK(reason(world.fetch(request)) == "none");
  const std::string& sent = world.server.requests().back();
  CHECK(sent.find("\r\nAuthorization: Basic aWQ6c2VjcmV0\r\n") != std::string::npos);
  CHECK(sent.find("\nB") == std::string::npos);
  CHECK(sent.find("\ne") == std::string::npos);
  CHECK(sent.find("\r\nX-AB: cde\r\n") != std::string::npos);
  CHECK(sent.starts_with("GET / HTTP/1.1\r\n"));
  CHECK(world.fetch(get(world.server.url())).head.status == 200);
  CHECK(world.server.requests().back().find("Authorization") == std::string::npos);
  CHECK(world.server.connections() == 1);
}

TEST_CASE("HEAD brings the headers alone") {
  World world(always({"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n"}));
  net::Request request = get(world.server.url());
  request.method = "HEAD";
  const net::Reply reply = world.fetch(request);
  CHECK(reason(reply) == "none");
  CHECK(reply.head.status == 200);
  CHECK(reply.body.empty());
}

TEST_CASE("a chunked body is put together, trailers stay out of the head") {
  World world(
      always({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
              "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nX-Late: 1\r\n\r\n"}));
  const net::Reply reply = world.fetch(get(world.server.url()));
  CHECK(reply.body == "hello world");
  CHECK(reply.head.headers.size() == 1);
}

TEST_CASE("a body that ends with the connection is whole") {
  World world(always({"HTTP/1.0 200 OK\r\n\r\nold", Then::close}));
  const net::Reply reply = world.fetch(get(world.server.url()));
  CHECK(reason(reply) == "none");
  CHECK(reply.body == "old");
}

TEST_CASE("a compressed body arrives unpacked") {
  World world(always({page(gzip_zeros(100'000), "Content-Encoding: gzip\r\n")}));
  const net::Reply reply = world.fetch(get(world.server.url()));
  CHECK(reason(reply) == "none");
  CHECK(reply.body.size() >= 100'000);
  CHECK(reply.body.find_first_not_of('\0') == std::string::npos);
  CHECK(world.server.requests().front().find("Accept-Encoding: ") != std::string::npos);
}

TEST_CASE("a packed body that ends in the middle is no answer, and no failure of the net") {
  const std::string whole = gzip_zeros(100'000);
  const auto cut = whole.substr(0, whole.size() - 1);
  for (const std::string& answer :
       {page(cut, "Content-Encoding: gzip\r\n"),
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + cut}) {
    World world(always({answer, Then::close}));
    const net::Reply reply = world.fetch(get(world.server.url()));
    CHECK(reason(reply) == "no-rule");
    CHECK(reply.failure_detail == "the answer has a packed body that ends in the middle");
    CHECK(reply.body.empty());
  }
  // What is packed as nobody asked for, and what is not packed at all.
  World unasked(always({page("xyz", "Content-Encoding: br\r\n")}));
  CHECK(reason(unasked.fetch(get(unasked.server.url()))) == "no-rule");
  World mistaken(always({page("xyz", "Content-Encoding: utf-8\r\n")}));
  CHECK(mistaken.fetch(get(mistaken.server.url())).body == "xyz");
}

TEST_CASE("a body that is not wanted is cut off when it is long, and the answer stands") {
  const std::string head = "HTTP/1.1 200 OK\r\nX-Seen: yes\r\n";
  const std::string piece(65'536, 'x');
  for (const Answer& answer :
       {Answer{head + "\r\n", Then::repeat, piece},
        Answer{head + "Content-Length: 9999999\r\n\r\n", Then::repeat, piece},
        Answer{head + "Transfer-Encoding: chunked\r\n\r\n", Then::repeat, "1\r\nx\r\n"}}) {
    World world(always(answer));
    net::Request request = get(world.server.url());
    int asked = 0;
    request.wants_body = [&asked](const net::Head& seen) {
      ++asked;
      return net::header(seen.headers, "X-Seen").empty();
    };
    const net::Reply reply = world.fetch(request);
    CHECK(asked == 1);
    CHECK(reason(reply) == "none");
    CHECK(reply.head.status == 200);
    CHECK(reply.body_skipped);
    CHECK(reply.body.empty());
  }
}

TEST_CASE("a body that is not wanted but short is drained, and the connection used again") {
  World world(always({page(std::string(60'000, 'x'))}));
  net::Request request = get(world.server.url());
  request.wants_body = [](const net::Head&) { return false; };
  for (int i = 0; i < 3; ++i) {
    const net::Reply reply = world.fetch(request);
    CHECK(reason(reply) == "none");
    CHECK(reply.body_skipped);
    CHECK(reply.body.empty());
  }
  CHECK(world.server.connections() == 1);
}

TEST_CASE("what wants_body throws reaches the one who asked") {
  World world(always({page("x")}));
  net::Request request = get(world.server.url());
  request.wants_body = [](const net::Head&) -> bool { throw std::runtime_error("mine"); };
  CHECK_THROWS_WITH(world.fetch(request), "mine");
  CHECK(reason(world.fetch(get(world.server.url()))) == "none");
}
