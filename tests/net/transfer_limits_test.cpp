#include "net/transfer_limits.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>
#include <spawn.h>

#include "net/world.hpp"

using namespace tests;

TEST_CASE("with plenty of descriptors the limits stand as they are") {
  const net::Limits limits;
  for (const int spare : {600, 1000, 1 << 20}) {
    const net::TransferLimits budget = net::budget(limits, spare);
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
    const net::TransferLimits budget = net::budget(limits, spare);
    CHECK(budget.transfers >= 1);
    CHECK(budget.names >= 1);
    CHECK(budget.connections >= budget.transfers);
    if (spare >= 24) CHECK(12 + 4 * budget.names + budget.connections <= spare);
  }
  const net::TransferLimits at_64 = net::budget(limits, 64 - 10);
  CHECK(at_64.transfers >= 16);
  CHECK(at_64.names >= 2);
}

namespace {

// A sanitizer that cannot open a pipe takes good pointers for bad ones.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer);
#else
constexpr bool sanitized = false;
#endif

// Runs one of the test cases below that are skipped otherwise in a process of its own (a fork alone
// would inherit the locks of threads it does not have), and serves it meanwhile. True when it
// passes.
bool passes_alone(const std::string& test_case, World& world) {
  setenv("HANDLEWATCH_TEST_URL", world.server.url().c_str(), 1);
  setenv("HANDLEWATCH_TEST_URL_BY_NAME", world.server.url("/", "x.localhost").c_str(), 1);
  std::string program = "/proc/self/exe";
  std::string filter = "--test-case=" + test_case;
  std::string no_skip = "--no-skip";
  std::string minimal = "--minimal";
  char* arguments[] = {program.data(), filter.data(), no_skip.data(), minimal.data(), nullptr};
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) == 0);
  int status = 0;
  while (waitpid(child, &status, WNOHANG) == 0) world.io.run_for(std::chrono::milliseconds(5));
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct Alone {
  Alone() {
    const rlimit limit{64, 64};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    fetcher = std::make_unique<net::CurlFetcher>(io.get_executor(), loopback_settings());
  }
  static std::string environment(const char* name) {
    const char* value = std::getenv(name);
    REQUIRE(value != nullptr);
    return value;
  }
  std::string url = environment("HANDLEWATCH_TEST_URL");
  std::string url_by_name = environment("HANDLEWATCH_TEST_URL_BY_NAME");
  asio::io_context io{1};
  std::unique_ptr<net::CurlFetcher> fetcher;
};

// All descriptors there are.
std::vector<int> take_all() {
  std::vector<int> taken;
  for (int descriptor = dup(0); descriptor >= 0; descriptor = dup(0)) taken.push_back(descriptor);
  return taken;
}

}  // namespace

TEST_CASE("alone: a crowd with 64 descriptors" * doctest::skip()) {
  Alone alone;
  int pages = 0;
  int unknown_names = 0;
  for (int i = 0; i < 300; ++i) {
    const net::Request request = get(i % 2 == 0 ? alone.url : alone.url_by_name);
    asio::co_spawn(alone.io, alone.fetcher->fetch(request),
                   [&](const std::exception_ptr&, const net::Reply& reply) {
                     pages += !reply.failure && reply.body == "hello";
                   });
  }
  for (int i = 0; i < 40; ++i) {
    const net::Request request = get("http://name" + std::to_string(i) + ".invalid/");
    asio::co_spawn(alone.io, alone.fetcher->fetch(request),
                   [&](const std::exception_ptr&, const net::Reply& reply) {
                     unknown_names += reason(reply) == "dns";
                   });
  }
  alone.io.run();
  CHECK(pages == 300);
  CHECK(unknown_names == 40);
}

TEST_CASE("alone: descriptors come back" * doctest::skip()) {
  Alone alone;
  const std::vector<int> taken = take_all();
  asio::steady_timer timer(alone.io, std::chrono::milliseconds(200));
  timer.async_wait([&](const boost::system::error_code&) {
    for (const int descriptor : taken) close(descriptor);
  });
  net::Reply got;
  asio::co_spawn(alone.io, alone.fetcher->fetch(get(alone.url)),
                 [&](const std::exception_ptr&, net::Reply reply) { got = std::move(reply); });
  alone.io.run();
  CHECK(reason(got) == "none");
  CHECK(got.body == "hello");
}

TEST_CASE("alone: descriptors do not come back" * doctest::skip()) {
  Alone alone;
  const std::vector<int> taken = take_all();
  net::Request request = get(alone.url);
  request.timeout = model::Milliseconds(300);
  net::Reply got;
  asio::co_spawn(alone.io, alone.fetcher->fetch(request),
                 [&](const std::exception_ptr&, net::Reply reply) { got = std::move(reply); });
  alone.io.run();
  for (const int descriptor : taken) close(descriptor);
  CHECK(reason(got) == "network");
}

TEST_CASE("64 descriptors suffice to be slow, not wrong") {
  World world(always({page("hello"), Then::keep, "", std::chrono::milliseconds(5)}));
  CHECK(passes_alone("alone: a crowd with 64 descriptors", world));
  CHECK(world.server.requests().size() == 300);
  CHECK(world.server.most_at_once() < 64);
}

TEST_CASE("a fetch without a descriptor waits for one, as long as its time-out allows" *
          doctest::skip(sanitized)) {
  World world(always({page("hello")}));
  CHECK(passes_alone("alone: descriptors come back", world));
  CHECK(passes_alone("alone: descriptors do not come back", world));
}
