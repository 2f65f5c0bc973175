// Questions one by one, without judging: the pace, limits that are waited for, and the end.
#include "probing/single_probe.hpp"

#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;

namespace {

class Asking {
 public:
  Asking(const std::string& rate, ScriptedFetcher::Script script)
      : world(std::move(script)),
        definition(load(one_by_one(R"("rate": ")" + rate + "\""))),
        permits_(world.io.get_executor(), 1) {}

  // Gives the statuses of the replies; 0 for a failure.
  std::vector<int> run(std::vector<std::string> names, int redirects) {
    probing::SingleProbe probe(definition, settings, world.fetcher, world.clock, permits_,
                               rate_limits,
                               [this](model::Milliseconds wait) { waits.push_back(wait.count()); });
    world.at(stop_at, [&] {
      probe.stop();
      world.clock.wake_all();
    });
    world.run(ask_all(probe, std::move(names), redirects));
    requests = probe.requests();
    return statuses_;
  }

  VirtualWorld world;
  platforms::Definition definition;
  probing::ProbeSettings settings;
  model::Milliseconds stop_at = std::chrono::hours(24);
  std::vector<long long> waits;
  std::vector<net::Reply> replies;
  std::size_t requests = 0;
  probing::RateLimits rate_limits;

 private:
  async::Task<void> ask_all(probing::SingleProbe& probe, std::vector<std::string> names,
                            int redirects) {
    for (const std::string& name : names) {
      const net::Reply reply = co_await probe.ask(name, redirects);
      statuses_.push_back(reply.head.status);
      replies.push_back(reply);
    }
  }

  async::Semaphore permits_;
  std::vector<int> statuses_;
};

net::Reply too_many(const net::Request&) {
  return answer(429, "{}", {{"Retry-After", "20"}});
}

}  // namespace

TEST_CASE("questions are asked one at a time, at the rate, with the redirects that are wanted") {
  Asking asking("2/1m", honest);
  CHECK(asking.run({"alice", "nobody", "alice"}, 3) == std::vector<int>{200, 404, 200});
  CHECK(asking.world.fetcher.most_in_flight == 1);
  CHECK(asking.world.fetcher.sent[0].request.redirects == 3);
  // A place in the window is free one period after its answer.
  CHECK(asking.world.fetcher.sent[2].at.count() == 500 + 60'001);
  CHECK(asking.requests == 3);
}

TEST_CASE("a limit is waited for as long as the platform asks, and given back after three times") {
  Asking asking("100/1s", too_many);
  CHECK(asking.run({"alice"}, 0) == std::vector<int>{429});
  REQUIRE(asking.world.fetcher.sent.size() == 3);
  CHECK(asking.world.fetcher.sent[1].at.count() == 500 + 20'000);
  CHECK(asking.world.fetcher.sent[2].at.count() == 2 * (500 + 20'000));
}

TEST_CASE("what is answered after a limit is not asked again") {
  int asked = 0;
  Asking asking("100/1s", [&asked](const net::Request& request) {
    return ++asked == 1 ? too_many(request) : answer(200, "");
  });
  CHECK(asking.run({"alice"}, 0) == std::vector<int>{200});
  CHECK(asked == 2);
}

TEST_CASE("a handle that is to be left alone for long is not asked again, and holds nobody up") {
  const char* shapes[] = {"315360000", "Fri, 01 Jan 2100 00:00:00 GMT"};
  for (const char* wait : shapes) {
    CAPTURE(wait);
    Asking asking("100/1s", [wait](const net::Request& request) {
      const bool poisoned = asked_handle(request) == "bob";
      return poisoned ? answer(429, "{}", {{"Retry-After", wait}}) : honest(request);
    });
    CHECK(asking.run({"alice", "bob", "nobody", "bob"}, 0) == std::vector<int>{200, 429, 404, 0});
    CHECK(asking.replies[3].failure == model::Reason::rate_limited);
    CHECK(asking.requests == 3);
    CHECK(asking.world.clock.passed() < std::chrono::seconds(5));
  }
}

TEST_CASE("a road on which two handles are told so is waited for, a day at most") {
  int asked = 0;
  Asking asking("100/1s", [&asked](const net::Request& request) {
    return ++asked <= 2 ? answer(429, "{}", {{"Retry-After", "315360000"}}) : honest(request);
  });
  asking.stop_at = std::chrono::hours(30);
  CHECK(asking.run({"bob", "alice"}, 0) == std::vector<int>{429, 200});
  REQUIRE(asking.world.fetcher.sent.size() == 3);
  const model::Milliseconds waited =
      asking.world.fetcher.sent[2].at - asking.world.fetcher.sent[1].at;
  CHECK(waited == std::chrono::hours(24) + std::chrono::milliseconds(500));
}

TEST_CASE("what HTTP/2 says of too much slows down as a 429 does") {
  int asked = 0;
  Asking asking("100/1s", [&asked](const net::Request& request) {
    if (++asked > 1) return honest(request);
    net::Reply calm;
    calm.failure = model::Reason::rate_limited;
    return calm;
  });
  CHECK(asking.run({"alice"}, 0) == std::vector<int>{200});
  CHECK(asking.world.fetcher.sent[1].at.count() == 500 + 1'000);
  CHECK(asking.world.fetcher.sent[0].request.look_up);
}

TEST_CASE("what a connection lost is asked again at the rate, once, on a new one") {
  const auto lost = [](const net::Request&) {
    net::Reply reply;
    reply.failure = model::Reason::network;
    reply.dropped = true;
    return reply;
  };
  Asking asking("2/1m", lost);
  CHECK(asking.run({"alice", "bob"}, 0) == std::vector<int>{0, 0});
  const auto& sent = asking.world.fetcher.sent;
  REQUIRE(sent.size() == 4);
  CHECK(asking.requests == 4);
  for (std::size_t i = 0; i < sent.size(); ++i) CHECK(sent[i].request.fresh == (i % 2 == 1));
  CHECK(sent[2].at - sent[0].at >= std::chrono::minutes(1));
}

TEST_CASE("an outage is given back at once, unless it says when to come again") {
  for (const bool advised : {false, true}) {
    Asking asking("100/1s", [advised](const net::Request&) {
      return advised ? answer(503, "", {{"Retry-After", "1"}}) : answer(503, "");
    });
    CHECK(asking.run({"alice"}, 0) == std::vector<int>{503});
    CHECK(asking.world.fetcher.sent.size() == (advised ? 3 : 1));
  }
}

TEST_CASE("what may not start any more is interrupted, or rate-limited where the time is up") {
  Asking stopped("1/1h", honest);
  stopped.stop_at = std::chrono::minutes(1);
  CHECK(stopped.run({"alice", "bob"}, 0) == std::vector<int>{200, 0});
  CHECK(stopped.replies[1].failure == model::Reason::interrupted);
  CHECK(stopped.waits.size() == 1);

  Asking late("1/1h", honest);
  late.settings.deadline = late.world.clock.after(std::chrono::minutes(1));
  CHECK(late.run({"alice", "bob"}, 0) == std::vector<int>{200, 0});
  CHECK(late.replies[1].failure == model::Reason::rate_limited);
}

TEST_CASE("a question has the time-out of its settings, and none that did not come is a limit") {
  Asking asking("100/1s", [](const net::Request&) {
    net::Reply cut_off = too_many({});
    cut_off.failure = model::Reason::timeout;
    return cut_off;
  });
  asking.settings.timeout = std::chrono::seconds(3);
  asking.run({"alice", "bob"}, 0);
  REQUIRE(asking.world.fetcher.sent.size() == 2);
  CHECK(asking.world.fetcher.sent[0].request.timeout == std::chrono::seconds(3));
  CHECK(asking.world.fetcher.sent[1].at.count() == 500);
}

TEST_CASE("what an answer says of the pace is heeded, and written down") {
  Asking asking("100/1s", [](const net::Request& request) {
    net::Reply reply = honest(request);
    if (asked_handle(request) == "alice") {
      reply.head.headers = {{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "900"}};
    }
    return reply;
  });
  std::vector<probing::PaceRecord> book;
  asking.rate_limits.book = [&book](const probing::PaceRecord& one) { book.push_back(one); };
  asking.run({"alice", "bob"}, 0);
  REQUIRE(asking.world.fetcher.sent.size() == 2);
  CHECK(asking.world.fetcher.sent[1].at.count() == 500 + 900'000);
  REQUIRE(book.size() == 3);  // as it starts, as it is answered, and as the next one starts
  CHECK(book[1].paused_until - book[1].at == std::chrono::seconds(900));
}
