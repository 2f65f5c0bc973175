// The probe when the platform says 'slower': 429, Retry-After, empty windows, 503, and a deadline.
#include <set>
#include <utility>

#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;

namespace {

const std::string fast = R"("rate": "100000/1s", "concurrency": 1)";
const std::string fast_by_four = R"("rate": "100000/1s", "concurrency": 4)";

// Refuses the first requests for one handle, then is honest.
class Grumpy {
 public:
  Grumpy(std::string handle, int refusals, net::Reply refusal)
      : handle_(std::move(handle)), left_(refusals), refusal_(std::move(refusal)) {}

  net::Reply operator()(const net::Request& request) {
    if (asked_handle(request) != handle_ || left_ == 0) return honest(request);
    --left_;
    return refusal_;
  }

 private:
  std::string handle_;
  int left_;
  net::Reply refusal_;
};

net::Reply too_many(net::Headers headers) {
  return answer(429, "{}", std::move(headers));
}

}  // namespace

TEST_CASE("after a 429 the same is asked again after exactly the Retry-After, then decided") {
  for (const std::string& platform : {fast, fast_by_four}) {
    LaneRun run(one_by_one(platform), numbered("h", 20),
                Grumpy("h7", 1, too_many({{"Retry-After", "30"}})));
    run.run();
    const auto times = run.times("/h7");
    REQUIRE(times.size() == 2);
    CHECK(times[1] - times[0] == 500 + 30'000);
    CHECK(run.count("available") == 20);
    // Nobody else was asked in between.
    for (const auto& sent : run.world.fetcher.sent) {
      CHECK((sent.at.count() <= times[0] + 500 || sent.at.count() >= times[1]));
    }
  }
}

TEST_CASE("Retry-After as a date, and an empty window's reset, are waited for too") {
  // The virtual clock began at an even hour; h1 is answered 2 s later. The wait is too long for a
  // bracket: the controls are asked again after it, and what stood in it is asked anew.
  const net::Headers waits[] = {
      {{"Retry-After", "Wed, 15 Jan 2027 08:02:01 GMT"}},
      {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "1800000121"}},
      {{"X-RateLimit-Remaining", "0"}, {"X-RateLimit-Reset", "2027-01-15T08:02:01Z"}},
  };
  for (const net::Headers& headers : waits) {
    LaneRun run(one_by_one(fast), {"h0", "h1"}, Grumpy("h1", 1, too_many(headers)));
    run.run();
    std::vector<std::string> asked;
    for (const auto& sent : run.world.fetcher.sent) {
      const std::string handle = asked_handle(sent.request);
      asked.push_back(handle.size() > 5 ? "free" : handle);
      CHECK((sent.at <= 1'500ms || sent.at >= 121'000ms));
    }
    CHECK(asked == std::vector<std::string>{"alice", "free", "h0", "h1",  // here it waits
                                            "alice", "free", "h0", "h1", "alice", "free"});
    CHECK(run.world.fetcher.sent[4].at == 121'000ms);
    CHECK(run.count("available") == 2);
    CHECK(run.probe().report().state.broken == 0);
  }
}

TEST_CASE("a good answer that empties the window makes the probe wait for the next one") {
  // Once, or whenever h0 is asked; then h0 alone is left over.
  for (const bool always : {false, true}) {
    CAPTURE(always);
    bool emptied = false;
    LaneRun run(one_by_one(fast), {"h0", "h1"}, [&](const net::Request& request) {
      net::Reply reply = honest(request);
      if (asked_handle(request) == "h0" && (always || !std::exchange(emptied, true))) {
        reply.head.headers = {{"RateLimit-Remaining", "0"}, {"RateLimit-Reset", "900"}};
      }
      return reply;
    });
    run.run();
    const auto times = run.times("/alice");
    const long long first = times[1];
    CHECK(first - run.times("/h0")[0] == 500 + 900'000);
    if (always) CHECK(times[2] - run.times("/h0")[1] == 500 + 900'000);
    CHECK(run.count("available") == (always ? 1 : 2));
    CHECK(run.count("rate-limited") == (always ? 1 : 0));
  }
}

TEST_CASE("a platform that always says 429 is given up after three tries in bounded time") {
  struct Row {
    net::Headers headers;
    model::Milliseconds takes;
  };
  const Row rows[] = {{{}, 3 * 500ms + 1s + 2s}, {{{"Retry-After", "30"}}, 3 * 500ms + 60s}};
  for (const Row& row : rows) {
    LaneRun run(one_by_one(fast), numbered("h", 50),
                [&row](const net::Request&) { return too_many(row.headers); });
    run.run();
    CHECK(run.world.clock.passed() == row.takes);
    CHECK(run.world.fetcher.sent.size() == 3);
    CHECK(run.count("rate-limited") == 50);
    LaneRun by_four(one_by_one(fast_by_four), numbered("h", 50),
                    [&row](const net::Request&) { return too_many(row.headers); });
    by_four.run();
    CHECK(by_four.world.fetcher.sent.size() <= 6);
    CHECK(by_four.world.clock.passed() <= row.takes + 1s);
    CHECK(by_four.count("rate-limited") == 50);
  }
}

TEST_CASE("one handle that is always refused stays rate-limited and holds up nobody else") {
  // Also where nobody is left to be asked between its three refusals, and none of them is followed
  // by a good answer.
  for (const std::string& platform : {fast, fast_by_four}) {
    for (const char* refused : {"h0", "h7", "h20", "h21", "h39"}) {
      CAPTURE(platform);
      CAPTURE(refused);
      LaneRun run(one_by_one(platform), numbered("h", 40), [refused](const net::Request& request) {
        return asked_handle(request) == refused ? too_many({}) : honest(request);
      });
      run.run();
      CHECK(run.count("available") == 39);
      CHECK(run.count("rate-limited") == 1);
      CHECK(run.times("/" + std::string(refused)).size() == 3);
    }
  }
}

TEST_CASE("one handle that is always told to wait costs its neighbours one such wait") {
  for (const char* wait : {"65", "300", "840"}) {
    for (const std::string& platform : {fast, fast_by_four}) {
      CAPTURE(wait);
      CAPTURE(platform);
      LaneRun run(one_by_one(platform), numbered("h", 24), [wait](const net::Request& request) {
        const bool is_he = asked_handle(request) == "h7";
        return is_he ? too_many({{"Retry-After", wait}}) : honest(request);
      });
      run.run();
      CHECK(run.count("available") == 23);
      CHECK(run.count("rate-limited") == 1);
      CHECK(run.times("/h7").size() == 2);
      CHECK(run.world.clock.passed() < std::chrono::seconds(std::stoi(wait)) + 60s);
      CHECK(run.world.fetcher.sent.size() <= 24 + 20);
    }
  }
}

TEST_CASE("neighbours that are always refused hold up nobody else, also where they come first") {
  for (const std::string& platform : {fast, fast_by_four}) {
    for (const int count : {2, 4, 6}) {
      for (const net::Reply& refusal :
           {too_many({}), too_many({{"Retry-After", "1"}}), answer(503, "{}")}) {
        CAPTURE(platform);
        CAPTURE(count);
        LaneRun run(one_by_one(platform), numbered("h", 40), [&](const net::Request& request) {
          const std::string handle = asked_handle(request);
          const bool is_target = handle.starts_with("h") && handle.size() < 4;
          const bool is_refused = is_target && std::stoi(handle.substr(1)) < count;
          return is_refused ? refusal : honest(request);
        });
        run.run();
        CHECK(run.count("available") == static_cast<std::size_t>(40 - count));
      }
    }
  }
}

TEST_CASE("a platform that answers its controls and refuses all others is given up soon") {
  LaneRun run(one_by_one(fast), numbered("h", 101), [](const net::Request& request) {
    const std::string handle = asked_handle(request);
    const bool is_target = handle.starts_with("h") && handle.size() < 5;
    return is_target ? too_many({}) : honest(request);
  });
  run.run();
  CHECK(run.world.fetcher.sent.size() < 40);
  CHECK(run.count("rate-limited") == 101);
}

// Nobody is ever asked where each answer says that nothing is left for longer than a bracket waits.
TEST_CASE("a platform whose quota holds its controls alone is given up, and not asked for ever") {
  LaneRun run(one_by_one(fast), numbered("h", 20), [](const net::Request& request) {
    net::Reply reply = honest(request);
    reply.head.headers.emplace_back("Retry-After", "90");
    return reply;
  });
  run.run();
  CHECK(run.count("rate-limited") == 20);
  CHECK(run.world.fetcher.sent.size() < 20);
}

TEST_CASE("giving up wakes those who wait for a pace that no longer matters") {
  int asked = 0;
  LaneRun run(one_by_one(R"("rate": "600/1h", "concurrency": 4)"), numbered("h", 40),
              [&asked](const net::Request& request) {
                return ++asked > 2 ? answer(503, "{}") : honest(request);
              });
  run.run();
  // Four at 0.5 s count as one refusal; the pace is halved with each. The third one closes the
  // bracket, whose next controls are the last that is asked.
  CHECK(run.world.fetcher.sent.size() == 12);
  CHECK(run.world.clock.passed() == run.world.fetcher.sent.back().at + 500ms);
  CHECK(run.count("blocked") == 40);
}

TEST_CASE("a 503 slows the probe down, three in a row end it as blocked") {
  LaneRun run(one_by_one(R"("rate": "60/1m", "concurrency": 1)"), numbered("h", 6),
              Grumpy("h1", 1, answer(503, "{}")));
  run.run();
  CHECK(run.count("blocked") == 1);
  CHECK(run.count("available") == 5);
  CHECK(run.times("/h1").size() == 1);
  // 60 a minute in bursts before, one in two seconds afterwards.
  const auto second = run.times("/h1")[0];
  CHECK(second == 1'500);
  for (int i = 2; i < 6; ++i) {
    CHECK(run.times("/h" + std::to_string(i))[0] == second + 2'000 * (i - 1));
  }
  LaneRun broken(one_by_one(fast), numbered("h", 60),
                 [](const net::Request&) { return answer(503, "{}"); });
  broken.run();
  CHECK(broken.world.fetcher.sent.size() == 2);  // the controls
  CHECK(broken.count("blocked") == 60);
  // From the 25th handle on: a bracket has closed, four handles stand in the next one.
  int asked = 0;
  LaneRun breaks(one_by_one(fast), numbered("h", 60), [&asked](const net::Request& request) {
    return ++asked > 25 + 4 ? answer(503, "{}") : honest(request);
  });
  breaks.run();
  CHECK(breaks.world.fetcher.sent.size() == 25 + 4 + 3 + 1);  // a control, to be sure
  CHECK(breaks.count("available") == 21);
  CHECK(breaks.count("blocked") == 39);
}

TEST_CASE(
    "at the deadline the rest is rate-limited at once, and what has started is still decided") {
  LaneRun run(one_by_one(R"("rate": "60/1h", "concurrency": 4)"), numbered("h", 101), honest);
  run.settings.deadline = run.world.clock.after(10min);
  run.run();
  CHECK(run.world.clock.passed() <= 20s);
  // Brackets of 2 + 21 + 2, 21 + 2 and 10 + 2 requests.
  CHECK(run.world.fetcher.sent.size() == 60);
  CHECK(run.count("available") == 52);
  CHECK(run.count("rate-limited") == 49);

  LaneRun slow(one_by_one(R"("rate": "4/10s", "concurrency": 4)"), numbered("h", 101), honest);
  slow.world.fetcher.latency = 8s;
  slow.settings.deadline = slow.world.clock.after(18'001ms);
  slow.run();
  // 2 controls, 2 at 8 s, 2 at the last moment; what closes their bracket starts after it.
  CHECK(slow.world.fetcher.sent.size() == 6 + 2);
  CHECK(slow.world.fetcher.sent[5].at == 18'001ms);
  CHECK(slow.world.fetcher.sent[6].at == 26'001ms);
  CHECK(slow.count("available") == 4);
  CHECK(slow.count("rate-limited") == 97);
  CHECK(slow.world.clock.passed() == 34'001ms);
}

TEST_CASE("a deadline that has passed while waiting for a permit lets nothing start") {
  LaneRun run(one_by_one(fast), numbered("h", 5), honest);
  run.settings.deadline = run.world.clock.after(2s);
  // 128 others hold every place until three seconds have gone.
  VirtualWorld& world = run.world;
  world.fetcher.latency = 0ms;
  async::Semaphore permits(world.io.get_executor(), 0);
  probing::SharedLimits limits;
  std::mt19937_64 random(1);
  const probing::Tools tools{world.fetcher, world.clock, permits, limits, run.credentials, random};
  std::size_t limited = 0;
  probing::Observer observer;
  observer.observed = [&limited](const model::Observation& one) {
    limited += one.reason == "rate-limited" ? 1 : 0;
  };
  probing::PlatformProbe probe(run.plan, run.settings, tools, observer);
  world.at(3s, [&permits] { permits.release(); });
  world.run(probe.run());
  CHECK(world.fetcher.sent.empty());
  CHECK(limited == 5);
}

TEST_CASE("a wait beyond all reason pauses its handle; where two are told, all, for a day") {
  for (const char* wait :
       {"999999999", "4102444800", "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59Z"}) {
    CAPTURE(wait);
    LaneRun one(one_by_one(fast), {"h0", "h1"}, Grumpy("h0", 1, too_many({{"Retry-After", wait}})));
    one.run();
    CHECK(one.world.clock.passed() < 10s);
    CHECK(one.times("/h0").size() == 1);
    CHECK(one.count("rate-limited") == 1);
    CHECK(one.count("available") == 1);
    const auto both = [wait] {
      return [left = std::set<std::string>{"h0", "h1"}, wait](const net::Request& request) mutable {
        return left.erase(asked_handle(request)) == 0 ? honest(request)
                                                      : too_many({{"Retry-After", wait}});
      };
    };
    LaneRun two(one_by_one(fast), {"h0", "h1"}, both());
    two.run();
    CHECK(two.world.clock.passed() >= 24h);
    CHECK(two.world.clock.passed() < 25h);
    CHECK(two.count("available") == 2);
    LaneRun limited(one_by_one(fast), {"h0", "h1"}, both());
    limited.settings.deadline = limited.world.clock.after(10min);
    limited.run();
    CHECK(limited.world.clock.passed() == 2s);  // the first refusal costs nobody else a wait
    CHECK(limited.count("rate-limited") == 2);
  }
}

TEST_CASE("a limit that is told inside a 200 is honoured like a 429") {
  LaneRun run(R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "rate": "100000/1s", "ask": [{"name": "users", "get": "https://p.example/users/{handle}",
      "rules": [{"json": {"/error": "maxlag"}, "then": "unknown:rate-limited"},
                {"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})",
              {"h0", "h1"},
              Grumpy("h0", 1, answer(200, R"({"error":"maxlag"})", {{"Retry-After", "5"}})));
  run.run();
  CHECK(run.times("/h0")[1] - run.times("/h0")[0] == 5'500);
  CHECK(run.count("available") == 2);
}
