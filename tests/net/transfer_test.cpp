#include "net/transfer.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "net/world.hpp"

using namespace tests;

namespace {

// One easy handle and what it asks, without a fetcher around it.
struct Asking {
  explicit Asking(Answer answer) : server(io, always(std::move(answer))) { forget_proxies(); }

  net::Reply ask(std::function<void(bool)> found) {
    const net::Request request = get(server.url());
    const net::Order order{request,         model::Milliseconds(5'000), route, false, false,
                           std::move(found)};
    transfer.begin(order);
    CURLcode ended = CURLE_OK;
    bool done = false;
    asio::co_spawn(io, loop.perform(transfer.easy()), [&](std::exception_ptr, CURLcode code) {
      ended = code;
      done = true;
    });
    while (!done) io.run_one();
    return transfer.end(ended);
  }

  asio::io_context io{1};
  TinyServer server;
  net::Route route;
  net::CurlLoop loop{io, 4};
  net::Transfer transfer{loop, loopback_settings()};
};

}  // namespace

TEST_CASE("what is thrown where an address or a connection is found reaches the one who asked") {
  const auto throws = [](bool) { throw std::runtime_error("mine"); };
  const auto stays = [](bool) {};
  Asking asking({page("hello")});
  CHECK_THROWS_WITH(asking.ask(throws), "mine");
  CHECK(asking.server.connections() == 0);
  CHECK(asking.ask(stays).body == "hello");
  // On a connection that stands, libcurl opens none.
  CHECK_THROWS_WITH(asking.ask(throws), "mine");
  CHECK(asking.server.connections() == 1);
  CHECK(asking.server.requests().size() == 1);
  CHECK(asking.ask(stays).body == "hello");
}
