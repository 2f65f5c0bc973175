#include "net/descriptors.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include "net/world.hpp"

using namespace tests;

TEST_CASE("with plenty of descriptors the limits stand as they are") {
  const net::Limits limits;
  for (const int spare : {600, 1000, 1 << 20}) {
    const net::Budget budget = net::budget(limits, spare);
    CHECK(budget.transfers == limits.connections);
    CHECK(budget.names == limits.names_at_once);
    CHECK(budget.connections >= limits.connections);
    CHECK(budget.connections <= limits.cached_connections);
  }
}

TEST_CASE("with few descriptors the sum fits, and there is always one of each") {
  const net::Limits limits;
  for (int spare = -5; spare < 300; ++spare) {
    CAPTURE(spare);
    const net::Budget budget = net::budget(limits, spare);
    CHECK(budget.transfers >= 1);
    CHECK(budget.names >= 1);
    CHECK(budget.connections >= budget.transfers);
    if (spare >= 24) CHECK(12 + 4 * budget.names + budget.connections <= spare);
  }
  const net::Budget at_64 = net::budget(limits, 64 - 10);
  CHECK(at_64.transfers >= 16);
  CHECK(at_64.names >= 2);
}

namespace {

// Runs `body` in a child with a limit on its descriptors; the parent serves meanwhile.
template <class Body>
int in_child_with(rlim_t descriptors, asio::io_context& serving, Body body) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const rlimit limit{descriptors, descriptors};
    setrlimit(RLIMIT_NOFILE, &limit);
    _exit(body());
  }
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) serving.run_for(std::chrono::milliseconds(5));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

int crowd(const std::string& url, const std::string& by_name) {
  asio::io_context io{1};
  net::CurlFetcher fetcher(io.get_executor(), loopback_settings());
  int pages = 0;
  int unknown_names = 0;
  for (int i = 0; i < 300; ++i) {
    asio::co_spawn(io, fetcher.fetch(get(i % 2 == 0 ? url : by_name)),
                   [&](const std::exception_ptr&, const net::Reply& reply) {
                     pages += !reply.failure && reply.body == "hello";
                   });
  }
  for (int i = 0; i < 40; ++i) {
    asio::co_spawn(io, fetcher.fetch(get("http://name" + std::to_string(i) + ".invalid/")),
                   [&](const std::exception_ptr&, const net::Reply& reply) {
                     unknown_names += reason(reply) == "dns";
                   });
  }
  io.run();
  return pages == 300 && unknown_names == 40 ? 0 : 1;
}

// All descriptors are taken after the fetcher has begun, and given back later or never.
int starved(const std::string& url, bool given_back) {
  asio::io_context io{1};
  net::CurlFetcher fetcher(io.get_executor(), loopback_settings());
  std::vector<int> taken;
  for (int fd = dup(0); fd >= 0; fd = dup(0)) taken.push_back(fd);
  asio::steady_timer timer(io, std::chrono::milliseconds(200));
  timer.async_wait([&](const boost::system::error_code&) {
    if (!given_back) return;
    for (const int fd : taken) close(fd);
  });
  net::Request request = get(url);
  request.timeout = model::Milliseconds(given_back ? 10'000 : 500);
  net::Reply got;
  asio::co_spawn(io, fetcher.fetch(request),
                 [&](const std::exception_ptr&, net::Reply reply) { got = std::move(reply); });
  io.run();
  if (given_back) return !got.failure && got.body == "hello" ? 0 : 1;
  return reason(got) == "network" ? 0 : 1;
}

}  // namespace

TEST_CASE("64 descriptors suffice to be slow, not wrong") {
  World world(always({page("hello"), Then::keep, "", std::chrono::milliseconds(5)}));
  const auto body = [&] { return crowd(world.server.url(), world.server.url("/", "x.localhost")); };
  CHECK(in_child_with(64, world.io, body) == 0);
  CHECK(world.server.requests().size() == 300);
  CHECK(world.server.most_at_once() < 64);
}

TEST_CASE("a fetch without a descriptor waits for one, as long as its time-out allows") {
  World world(always({page("hello")}));
  for (const bool given_back : {true, false}) {
    CAPTURE(given_back);
    const auto body = [&] { return starved(world.server.url(), given_back); };
    CHECK(in_child_with(64, world.io, body) == 0);
  }
}
