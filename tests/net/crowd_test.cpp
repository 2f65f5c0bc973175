// Many at once, and their end: cancelled, shut down, dropped.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

#include "net/world.hpp"

using namespace tests;

namespace {

struct Tally {
  int right = 0;
  int interrupted = 0;
  int other = 0;
  int thrown = 0;

  auto counting() {
    return [this](const std::exception_ptr& exception, const net::Reply& reply) {
      if (exception) {
        ++thrown;
      } else if (!reply.failure) {
        ++(reply.head.status == 200 && reply.body == "hello" ? right : other);
      } else {
        ++(*reply.failure == model::Reason::interrupted ? interrupted : other);
      }
    };
  }
  int all() const { return right + interrupted + other + thrown; }
};

async::Task<void> drain(net::CurlFetcher* fetcher, bool* drained) {
  co_await fetcher->drained();
  *drained = true;
}

}  // namespace

TEST_CASE("a thousand at once use no more connections than allowed") {
  net::HttpSettings settings = loopback_settings();
  settings.limits.connections = 32;
  World world(always({page("hello")}), settings);
  Tally tally;
  for (int i = 0; i < 1000; ++i) {
    asio::co_spawn(world.io, world.fetcher->fetch(get(world.server.url())), tally.counting());
  }
  while (tally.all() < 1000) world.io.run_one();
  CHECK(tally.right == 1000);
  CHECK(world.server.connections() <= 32);
}

TEST_CASE("a slow answer holds up nobody else on its host") {
  const auto script = [](const std::string& request) {
    return request.starts_with("GET /slow") ? Answer{"", Then::hang} : Answer{page("hello")};
  };
  World world(script);
  Tally tally;
  net::Request slow = get(world.server.url("/slow"));
  slow.timeout = model::Milliseconds(1000);
  asio::co_spawn(world.io, world.fetcher->fetch(slow), tally.counting());
  while (world.server.requests().empty()) world.io.run_one();
  const net::Reply reply = world.fetch(get(world.server.url()));
  CHECK(reply.body == "hello");
  CHECK(reply.elapsed < model::Milliseconds(500));
  while (tally.all() < 1) world.io.run_one();
  CHECK(tally.other == 1);
}

TEST_CASE("idle connections to many hosts stay within the cache") {
  net::HttpSettings settings = loopback_settings();
  settings.limits.connections = 4;
  settings.limits.cached_connections = 10;
  World world(always({page("hello")}), settings);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 50; ++i) {
      const std::string host = "h" + std::to_string(i) + ".localhost";
      CHECK(world.fetch(get(world.server.url("/", host))).body == "hello");
    }
  }
  CHECK(world.server.connections() == 100);
  CHECK(world.server.most_at_once() <= 12);
}

TEST_CASE("one fetch is cancelled, the others go on") {
  const auto script = [](const std::string& request) {
    return request.starts_with("GET /slow") ? Answer{"", Then::hang} : Answer{page("hello")};
  };
  World world(script);
  Tally tally;
  asio::cancellation_signal signal;
  asio::co_spawn(world.io, world.fetcher->fetch(get(world.server.url("/slow"))),
                 asio::bind_cancellation_slot(signal.slot(), tally.counting()));
  while (world.server.requests().empty()) world.io.run_one();
  asio::co_spawn(world.io, world.fetcher->fetch(get(world.server.url())), tally.counting());
  signal.emit(asio::cancellation_type::terminal);
  while (tally.all() < 2) world.io.run_one();
  CHECK(tally.interrupted == 1);
  CHECK(tally.right == 1);
  CHECK(world.fetch(get(world.server.url())).body == "hello");
}

TEST_CASE("a fetch is cancelled while it waits in line") {
  net::HttpSettings settings = loopback_settings();
  settings.limits.connections = 1;
  World world(always({"", Then::hang}), settings);
  Tally tally;
  asio::co_spawn(world.io, world.fetcher->fetch(get(world.server.url())), tally.counting());
  asio::cancellation_signal signal;
  asio::co_spawn(world.io, world.fetcher->fetch(get(world.server.url())),
                 asio::bind_cancellation_slot(signal.slot(), tally.counting()));
  while (world.server.requests().empty()) world.io.run_one();
  signal.emit(asio::cancellation_type::terminal);
  while (tally.all() < 1) world.io.run_one();
  CHECK(tally.interrupted == 1);
  CHECK(world.server.connections() == 1);
}

TEST_CASE("cancel_all ends what is under way, what waits in line and what comes later") {
  net::HttpSettings settings = loopback_settings();
  settings.limits.connections = 5;
  World world(always({"", Then::hang}), settings);
  Tally tally;
  for (int i = 0; i < 50; ++i) {
    asio::co_spawn(world.io, world.fetcher->fetch(get(world.server.url())), tally.counting());
  }
  for (int i = 0; i < 50; ++i) {
    const std::string url = "http://name" + std::to_string(i % 25) + ".invalid/";
    asio::co_spawn(world.io, world.fetcher->fetch(get(url)), tally.counting());
  }
  while (world.server.requests().size() < 5) world.io.run_one();
  const auto before = std::chrono::steady_clock::now();
  world.fetcher->cancel_all();
  bool drained = false;
  asio::co_spawn(world.io, drain(world.fetcher.get(), &drained), [](const std::exception_ptr&) {});
  while (!drained) world.io.run_one();
  while (tally.all() < 100) world.io.run_one();
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(1));
  CHECK(tally.interrupted >= 50);
  CHECK(tally.thrown == 0);
  CHECK(tally.right == 0);
  CHECK(reason(world.fetch(get(world.server.url()))) == "interrupted");
}

TEST_CASE("drained returns at once when nothing is under way") {
  World world(always({page("hello")}));
  bool drained = false;
  asio::co_spawn(world.io, drain(world.fetcher.get(), &drained), [](const std::exception_ptr&) {});
  while (!drained) world.io.run_one();
  CHECK(drained);
}

TEST_CASE("a fetcher destroyed with fetches under way drops them, and the loop may go on or end") {
  for (const bool goes_on : {true, false}) {
    auto io = std::make_unique<asio::io_context>(1);
    Tally tally;
    TinyServer server(*io, always({"", Then::hang}));
    net::HttpSettings settings = loopback_settings();
    settings.limits.connections = 3;
    auto fetcher = std::make_unique<net::CurlFetcher>(io->get_executor(), settings);
    for (int i = 0; i < 10; ++i) {
      asio::co_spawn(*io, fetcher->fetch(get(server.url())), tally.counting());
      const std::string url = "http://name" + std::to_string(i) + ".invalid/";
      asio::co_spawn(*io, fetcher->fetch(get(url)), tally.counting());
    }
    while (server.requests().empty()) io->run_one();
    if (goes_on) {
      fetcher.reset();
      io->poll();
    }
    CHECK(tally.right == 0);
    fetcher.reset();
  }
}

TEST_CASE("what is under way holds on to nothing once its fetcher is destroyed") {
  asio::io_context io{1};
  TinyServer server(io, always({"", Then::hang}));
  auto fetcher = std::make_unique<net::CurlFetcher>(io.get_executor(), loopback_settings());
  auto held = std::make_shared<int>();
  for (int i = 0; i < 3; ++i) {
    asio::co_spawn(io, fetcher->fetch(get(server.url())),
                   [held](const std::exception_ptr&, const net::Reply&) {});
  }
  while (server.requests().size() < 3) io.run_one();
  CHECK(held.use_count() == 1 + 3);
  fetcher.reset();
  io.poll();
  CHECK(held.use_count() == 1);
}

TEST_CASE("the loop comes to an end when nothing is under way, idle connections or not") {
  World world(always({page("hello"), Then::keep}));
  net::HttpSettings settings = loopback_settings();
  asio::io_context io{1};
  net::CurlFetcher fetcher(io.get_executor(), settings);
  Tally tally;
  asio::co_spawn(io, fetcher.fetch(get(world.server.url())), tally.counting());
  const auto before = std::chrono::steady_clock::now();
  while (tally.all() < 1) {
    io.poll_one();
    world.io.poll_one();
  }
  io.run();
  CHECK(tally.right == 1);
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
}
