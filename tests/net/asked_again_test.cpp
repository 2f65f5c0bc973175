// A connection that ends under a request: asked once more on a new one, and never twice.
#include <vector>

#include <doctest/doctest.h>

#include "net/failure.hpp"
#include "net/world.hpp"

using namespace tests;

namespace {

// Requests in the order they come: so many good answers, then so many dropped without a word, then
// good ones again.
TinyServer::Script dropping(int good, int dropped, Then how = Then::reset) {
  return [=, asked = 0](const std::string& request) mutable {
    ++asked;
    const bool drops = asked > good && asked <= good + dropped;
    const std::string line = request.substr(0, request.find(' '));
    return drops ? Answer{"", how} : Answer{page(line)};
  };
}

net::Request post(const std::string& url, bool look_up) {
  net::Request request = get(url);
  request.method = "POST";
  request.body = "names=alice";
  request.look_up = look_up;
  return request;
}

}  // namespace

TEST_CASE("a kept connection that was dropped is replaced by a new one, and the answer counts") {
  for (const Then how : {Then::reset, Then::close}) {
    World world(dropping(1, 1, how));
    CHECK(reason(world.fetch(get(world.server.url()))) == "none");
    const net::Reply reply = world.fetch(get(world.server.url()));
    CHECK(reason(reply) == "none");
    CHECK(reply.body == "GET");
    CHECK(world.server.connections() == 2);
    CHECK(world.server.requests().size() == 3);
  }
}

TEST_CASE("whoever counts his requests is told of the drop, and asks again himself") {
  World world(dropping(1, 1));
  net::Request request = get(world.server.url());
  request.is_counted = true;
  CHECK_FALSE(world.fetch(request).dropped);
  const net::Reply reply = world.fetch(request);
  CHECK(reply.dropped);
  CHECK(reason(reply) == "network");
  CHECK(world.server.requests().size() == 2);
  request.fresh = true;
  CHECK(reason(world.fetch(request)) == "none");
  CHECK(world.server.requests().size() == 3);
}

TEST_CASE("asked on new connections, each hop of a redirect is") {
  World world([](const std::string& request) {
    const bool is_first = request.starts_with("GET / ");
    return is_first ? Answer{page("", "Location: /next\r\n", "302 Found")} : Answer{page("there")};
  });
  net::Request request = get(world.server.url());
  request.redirects = 1;
  request.fresh = true;
  CHECK(world.fetch(request).body == "there");
  CHECK(world.server.connections() == 2);
}

TEST_CASE("what is dropped on the new connection too is not asked a third time") {
  World world(dropping(1, 5));
  world.fetch(get(world.server.url()));
  const net::Reply reply = world.fetch(get(world.server.url()));
  CHECK(reason(reply) == "network");
  CHECK_FALSE(reply.failure_detail.empty());
  CHECK(world.server.requests().size() == 3);
}

TEST_CASE("what is dropped on its first connection is not asked again") {
  World world(dropping(0, 1));
  CHECK(reason(world.fetch(get(world.server.url()))) == "network");
  CHECK(world.server.requests().size() == 1);
}

TEST_CASE("of many kept connections that were dropped one is found out, and a new one taken") {
  World world(dropping(4, 1));
  int done = 0;
  for (int i = 0; i < 4; ++i) {
    asio::co_spawn(world.io, world.fetcher->fetch(get(world.server.url())),
                   [&](const std::exception_ptr&, const net::Reply&) { ++done; });
  }
  while (done < 4) world.io.run_one();
  REQUIRE(world.server.connections() > 1);
  const int kept = world.server.connections();
  const net::Reply reply = world.fetch(get(world.server.url()));
  CHECK(reason(reply) == "none");
  CHECK(world.server.requests().size() == 6);
  CHECK(world.server.connections() == kept + 1);
}

TEST_CASE("a POST is asked again only where it changes nothing") {
  for (const bool look_up : {true, false}) {
    CAPTURE(look_up);
    World world(dropping(1, 1));
    world.fetch(get(world.server.url()));
    const net::Reply reply = world.fetch(post(world.server.url(), look_up));
    CHECK(reason(reply) == (look_up ? "none" : "network"));
    CHECK(reply.sent);
    REQUIRE(world.server.requests().size() == (look_up ? 3 : 2));
    CHECK(world.server.requests().back().ends_with("names=alice"));
  }
}

TEST_CASE("each hop of a redirect may be asked once more") {
  const auto script = [asked = 0](const std::string& request) mutable {
    const bool first = request.starts_with("GET /from");
    const bool drops = ++asked == 2 || asked == 4;
    if (drops) return Answer{"", Then::reset};
    return Answer{first ? page("", "Location: /to\r\n", "302 Found") : page("there")};
  };
  World world(script);
  world.fetch(get(world.server.url("/to")));
  net::Request request = get(world.server.url("/from"));
  request.redirects = 1;
  // Dropped, asked again; the second hop, on the connection that was kept, is dropped.
  const net::Reply reply = world.fetch(request);
  CHECK(reply.body == "there");
  CHECK(world.server.requests().size() == 5);
}

TEST_CASE("HTTP/2's words are told apart: too much, and an early end") {
  struct Row {
    CURLcode code;
    const char* text;
    bool calm;
    bool early;
  };
  const Row rows[] = {
      {CURLE_HTTP2_STREAM, "HTTP/2 stream 1 was not closed cleanly: ENHANCE_YOUR_CALM (err 11)",
       true, false},
      {CURLE_HTTP2_STREAM, "HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)", false,
       true},
      {CURLE_HTTP2_STREAM, "HTTP/2 stream 3 was reset by server (error 0xb ENHANCE_YOUR_CALM)",
       true, false},
      {CURLE_HTTP2, "Error in the HTTP2 framing layer", false, true},
      {CURLE_PARTIAL_FILE,
       "HTTP/2 stream 1 was not closed cleanly before end of the underlying stream", false, true},
      {CURLE_PARTIAL_FILE, "transfer closed with 96 bytes remaining to read", false, false},
      {CURLE_OK, "recveived GOAWAY, error=11, last_stream=1", true, false},
      {CURLE_OK, "received GOAWAY, error=11, last_stream=1", true, false},
      {CURLE_OK, "recveived GOAWAY, error=0, last_stream=1", false, false},
      {CURLE_OK, "recveived GOAWAY, error=110, last_stream=1", false, false},
      {CURLE_RECV_ERROR, "Recv failure: Connection reset by peer", false, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(net::asks_for_calm(row.text) == row.calm);
    CHECK(net::ended_early(row.code, row.text) == row.early);
  }
}
