// The probe in virtual time: pace, concurrency, permits, and what stop and failure do.
#include "probing/platform_probe.hpp"

#include <stdexcept>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "async/task_group.hpp"
#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;

TEST_CASE("a hundred and one handles at 60 an hour take the exact time") {
  struct Row {
    const char* concurrency;
    model::Milliseconds latency;
    model::Milliseconds takes;
  };
  // An hour's brackets are of 2 + 21 + 2, 21 + 2 and 10 + 2 requests: the last one closes before
  // the wait. Then, with new controls, 2 + 21 + 2, 21 + 2 and 7 + 2. The 61st starts an hour and a
  // millisecond after the answer to the 1st, the 117th after the 57th's.
  const Row rows[] = {{"1", 500ms, 1h + 1ms + 57 * 500ms + 500ms},
                      {"1", 0ms, 1h + 1ms},
                      {"4", 0ms, 1h + 1ms},
                      // Two controls go together, then four targets at a time: 21 of them take six
                      // goes and 7 take two, so that 8 + 7 + 3 goes come after the first answer.
                      {"4", 400ms, 1h + 1ms + 400ms + 18 * 400ms}};
  for (const Row& row : rows) {
    CAPTURE(row.concurrency);
    CAPTURE(row.latency.count());
    LaneRun run(one_by_one(R"("rate": "60/1h", "concurrency": )" + std::string(row.concurrency)),
                numbered("dept", 101), honest);
    run.world.fetcher.latency = row.latency;
    run.run();
    CHECK(run.world.clock.passed() == row.takes);
    CHECK(run.world.fetcher.sent.size() == 117);
    CHECK(run.count("available") == 101);
  }
}

TEST_CASE("who is who: claimed with its id, free, in any order of answers") {
  LaneRun run(one_by_one(R"("rate": "1000/1s", "concurrency": 5)"),
              {"taken1", "free1", "taken2", "free2"}, honest);
  run.run();
  for (const auto& one : run.seen) {
    const bool taken = one.target.handle.starts_with("taken");
    CHECK(one.status == (taken ? model::Status::claimed : model::Status::available));
    CHECK(one.profile.account_id.value_or("") == (taken ? "id-" + one.target.handle : ""));
    CHECK(one.url == "https://p.example/" + one.target.handle);
    CHECK(one.elapsed_ms == 500);
    CHECK(one.checked_at <= run.world.clock.now());
    CHECK(one.checked_at > run.world.clock.now() - 1min);
  }
}

TEST_CASE("the report says what the controls answered") {
  LaneRun run(one_by_one(R"("rate": "1000/1s")"), {"free1"}, honest);
  run.run();
  const auto notes = run.probe().report().control_notes;
  REQUIRE(notes.size() == 2);
  CHECK(notes[0].find(": claimed (") != std::string::npos);
  CHECK(notes[1].find(": available (") != std::string::npos);
}

TEST_CASE("no more are under way than the platform's concurrency, nor than asked for") {
  for (const int concurrency : {1, 3, 16}) {
    CAPTURE(concurrency);
    LaneRun run(one_by_one(R"("rate": "100000/1s", "concurrency": )" + std::to_string(concurrency)),
                numbered("h", 200), honest);
    run.run();
    CHECK(run.world.fetcher.most_in_flight == concurrency);
    LaneRun overridden(one_by_one(R"("rate": "1/1h", "concurrency": 1)"), numbered("h", 200),
                       honest);
    overridden.settings.concurrency = concurrency;
    overridden.settings.rate = text::Rate{100'000, 1s};
    overridden.run();
    CHECK(overridden.world.fetcher.most_in_flight == concurrency);
  }
}

TEST_CASE("over many probes 128 requests are under way, and never fewer while there is work") {
  VirtualWorld world(honest);
  const auto definition = load(one_by_one(R"("rate": "100000/1s", "concurrency": 10)"));
  async::Semaphore permits(world.io.get_executor(), 128, async::Semaphore::Order::newest_first);
  probing::SharedLimits limits;
  const probing::Credentials none;
  std::mt19937_64 random(1);
  std::size_t seen = 0;
  probing::Observer observer;
  observer.observed = [&seen](const model::Observation&) { ++seen; };
  const probing::Tools tools{world.fetcher, world.clock, permits, limits, none, random};
  std::vector<std::unique_ptr<probing::PlatformProbe>> probes;
  async::TaskGroup tasks(world.io.get_executor(), [] {});
  for (int i = 0; i < 40; ++i) {
    auto plan = plan_of(definition, numbered("h", 50));
    probes.push_back(
        std::make_unique<probing::PlatformProbe>(plan, probing::ProbeSettings{}, tools, observer));
    tasks.spawn(probes.back()->run());
  }
  world.run(tasks.join());
  CHECK(seen == 40 * 50);
  CHECK(world.fetcher.most_in_flight == 128);
  // Brackets of 2 + 21 + 2, 21 + 2 and 8 + 2 requests.
  CHECK(world.fetcher.sent.size() == 40 * 58);
  // By 128 they are 19 goes; at the end too few probes are left to fill one: each of them takes 11
  // goes by itself, ten targets at a time.
  CHECK(world.clock.passed() <= 500ms * (19 + 11));
}

TEST_CASE("a stop ends the probe at once: what was decided stays, the rest is interrupted") {
  LaneRun run(one_by_one(R"("rate": "60/1h", "concurrency": 3)"), numbered("dept", 101), honest);
  run.world.at(4'900ms, [&run] {
    run.probe().stop();
    run.world.clock.wake_all();
    run.world.fetcher.cancel_all();
  });
  run.run();
  CHECK(run.world.clock.passed() == 4'900ms);
  // Controls, 7 rounds of 3 and controls again; the next bracket was open.
  CHECK(run.count("available") == 21);
  CHECK(run.count("interrupted") == 80);
}

TEST_CASE(
    "what is under way at a stop may still answer, but in a bracket that is open it does not "
    "count") {
  LaneRun run(one_by_one(R"("rate": "600/1h", "concurrency": 3)"), numbered("dept", 101), honest);
  run.world.at(5'100ms, [&run] {
    run.probe().stop();
    run.world.clock.wake_all();
  });
  run.run();
  CHECK(run.world.clock.passed() == 5'500ms);
  CHECK(run.world.fetcher.sent.size() == 25 + 6);  // two rounds of 3 after the first bracket
  CHECK(run.count("available") == 21);
  CHECK(run.count("interrupted") == 80);
}

TEST_CASE("a stop wakes those who wait for their pace") {
  LaneRun run(one_by_one(R"("rate": "4/1h", "concurrency": 3)"), numbered("dept", 10), honest);
  run.world.at(30min, [&run] {
    run.probe().stop();
    run.world.clock.wake_all();
  });
  run.run();
  CHECK(run.world.clock.passed() == 30min);
  CHECK(run.world.fetcher.sent.size() == 4);  // the controls and two that are not proven yet
  CHECK(run.count("interrupted") == 10);
}

TEST_CASE("a stop before the run asks nothing at all") {
  LaneRun run(one_by_one(R"("rate": "60/1h")"), numbered("dept", 10), honest);
  run.probe().stop();
  run.run();
  CHECK(run.world.fetcher.sent.empty());
  CHECK(run.count("interrupted") == 10);
}

TEST_CASE("what the fetcher throws comes out of run() at once, whoever waits") {
  for (const int concurrency : {1, 4}) {
    CAPTURE(concurrency);
    LaneRun run(one_by_one(R"("rate": "6/1h", "concurrency": )" + std::to_string(concurrency)),
                numbered("dept", 50), [](const net::Request& request) {
                  if (asked_handle(request) == "dept3") throw std::runtime_error("out of memory");
                  return honest(request);
                });
    CHECK_THROWS_WITH_AS(run.world.run(run.probe().run()), "out of memory", std::runtime_error);
    CHECK(run.world.clock.passed() < 1min);
    CHECK(run.world.clock.sleeping() == 0);
  }
}

TEST_CASE("a long wait for the rate is told once, with the time that is left") {
  struct Row {
    const char* what;
    const char* rate;
    int handles;
    const char* concurrency;
    std::vector<long long> waits;
  };
  const Row rows[] = {
      // The fourth request waits for the first, answered just now or two requests ago; the seventh
      // for the fourth. No more is news.
      {"within a bracket", "3/5m", 4, "1", {299'001, 299'001}},
      {"all who wait in a bracket", "3/5m", 4, "3", {300'001, 299'501}},
      // 2 + 8 + 2 requests, and the next bracket waits for the place of the first of them.
      {"between brackets", "12/1h", 16, "1", {3'600'001 - 11 * 500}},
      {"all who wait between brackets", "12/1h", 16, "3", {3'600'001 - 4 * 500}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    LaneRun run(
        one_by_one(fmt::format(R"("rate": "{}", "concurrency": {})", row.rate, row.concurrency)),
        numbered("dept", row.handles), honest);
    run.world.at(2min, [&run] { run.world.clock.wake_all(); });  // nothing new for the probe
    std::vector<long long> waits;
    run.observer.waits = [&waits](const probing::ProbePlan& plan, model::Milliseconds wait) {
      CHECK(plan.definition->id == "p");
      waits.push_back(wait.count());
    };
    run.run();
    CHECK(waits == row.waits);
  }
}

TEST_CASE("a wait of a minute is told, one of less is not") {
  struct Row {
    const char* rate;
    int told;
  };
  // Five requests by three: the controls at the end wait for the window, together.
  for (const Row& row : {Row{"3/59999ms", 1}, Row{"3/59998ms", 0}}) {
    CAPTURE(row.rate);
    LaneRun run(one_by_one(std::string(R"("rate": ")") + row.rate + R"(", "concurrency": 2)"),
                {"h0"}, honest);
    run.world.fetcher.latency = 0ms;
    int waits = 0;
    run.observer.waits = [&waits](const probing::ProbePlan&, model::Milliseconds) { ++waits; };
    run.run();
    CHECK(waits == row.told);
  }
}

TEST_CASE("a bracket that closes at the very deadline is asked, a millisecond later nothing is") {
  for (const auto early : {0ms, 1ms}) {
    LaneRun run(one_by_one(R"("rate": "1/10s", "concurrency": 1)"), {"h0"}, honest);
    run.world.fetcher.latency = 0ms;
    // Controls, the target and controls: the fifth starts after four waits.
    run.settings.deadline = run.world.clock.after(4 * 10'001ms - early);
    run.run();
    CHECK(run.count("available") == (early == 0ms ? 1 : 0));
    CHECK(run.count("rate-limited") == (early == 0ms ? 0 : 1));
    CHECK(run.world.fetcher.sent.size() == (early == 0ms ? 5 : 0));
  }
}

TEST_CASE("answers take a while: what closes a bracket may start a little after the deadline") {
  LaneRun run(one_by_one(R"("rate": "1/10s", "concurrency": 1)"), {"h0", "h1"}, honest);
  run.settings.deadline = run.world.clock.after(4 * 10'001ms);
  run.run();
  CHECK(run.count("available") == 1);
  CHECK(run.count("rate-limited") == 1);
  CHECK(run.world.fetcher.sent.back().at == 4 * 10'501ms);
}

TEST_CASE("the controls go out together where the platform lets them") {
  LaneRun run(R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice", "bob"]},
    "rate": "100/1s", "concurrency": 8,
    "ask": [{"name": "users", "get": "https://p.example/users/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})",
              {}, honest);
  run.run();
  CHECK(run.world.fetcher.most_in_flight == 2);
}

TEST_CASE("a rate of one's own stands for every road of the platform together") {
  LaneRun run(R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]}, "rate": "9/1s",
    "concurrency": 4, "ask": [
      {"name": "users", "get": "https://p.example/users/{handle}", "rate": "9/1s",
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "ask:more"}]},
      {"name": "more", "get": "https://p.example/more/{handle}",
       "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})",
              numbered("h", 5), honest);
  run.settings.rate = text::Rate{1, 10s};
  run.run();
  // Of asks with a pace of their own each has its own brackets: 2 + 5 + 2 requests, twice.
  REQUIRE(run.world.fetcher.sent.size() == 18);
  for (std::size_t i = 1; i < 18; ++i) {
    CHECK(run.world.fetcher.sent[i].at - run.world.fetcher.sent[i - 1].at == 10s + 501ms);
  }
}

TEST_CASE("the exchange that is told of hides its secrets") {
  LaneRun run(R"({"id": "p", "name": "P", "profile_url": "https://p.example/{handle}",
    "handle": {"pattern": "[a-z0-9]{1,30}"}, "controls": {"claimed": ["alice"]},
    "ask": [{"name": "users", "credential": "key", "headers": {"Authorization": "Bearer {credential}"},
      "get": "https://p.example/users/{handle}",
      "rules": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]}]})",
              {"dept"}, honest);
  run.credentials = [](std::string_view, std::string_view) {
    return std::optional<std::string>("hush");
  };
  int told = 0;
  run.observer.asked = [&told](const probing::Exchange& exchange) {
    ++told;
    CHECK(net::header(exchange.request->headers, "Authorization") == "Bearer ***");
    CHECK(exchange.readings->size() == exchange.handles->size());
    CHECK(exchange.ask->name == "users");
  };
  run.run();
  CHECK(told == 5);
  CHECK(net::header(run.world.fetcher.sent[0].request.headers, "Authorization") == "Bearer hush");
}

// A limit of bursts answers the controls of a look, and not the one who is looked at.
TEST_CASE("a second look on a platform that was caught in a lie goes two seconds apart") {
  for (const bool doubted : {true, false}) {
    CAPTURE(doubted);
    LaneRun run(one_by_one(R"("rate": "100/1s", "concurrency": 4)"), {"taken1", "free1"}, honest);
    run.world.fetcher.latency = 100ms;
    run.plan.is_second_look = true;
    run.plan.is_doubted = doubted;
    run.run();
    const auto times = run.times("");
    REQUIRE(times.size() > 3);
    for (std::size_t i = 1; i < times.size(); ++i) {
      CHECK((times[i] - times[i - 1] >= 2'000) == doubted);
    }
  }
}
