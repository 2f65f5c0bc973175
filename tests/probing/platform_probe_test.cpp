// The probe in virtual time: pace, concurrency, permits, and what stop and failure do.
#include "probing/platform_probe.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

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
  // 103 requests: the 61st starts an hour and a millisecond after the answer to the 1st, the 103rd
  // after the 43rd's.
  const Row rows[] = {{"1", 500ms, 1h + 1ms + 43 * 500ms + 500ms},
                      {"1", 0ms, 1h + 1ms},
                      {"4", 0ms, 1h + 1ms},
                      // The two controls go first, then four at a time.
                      {"4", 400ms, 1h + 1ms + 12 * 400ms + 400ms}};
  for (const Row& row : rows) {
    CAPTURE(row.concurrency);
    CAPTURE(row.latency.count());
    LaneRun run(one_by_one(R"("rate": "60/1h", "concurrency": )" + std::string(row.concurrency)),
                numbered("dept", 101), honest);
    run.world.fetcher.latency = row.latency;
    run.run();
    CHECK(run.world.clock.passed() == row.takes);
    CHECK(run.world.fetcher.sent.size() == 103);
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
  CHECK(world.fetcher.sent.size() == 40 * 52);
  // 80 controls and 2000 targets by 128 are 17 goes; at the end too few probes are left to fill
  // one.
  CHECK(world.clock.passed() <= 500ms * 19);
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
  CHECK(run.count("available") == 24);  // 8 rounds of 3 after the controls'
  CHECK(run.count("interrupted") == 77);
}

TEST_CASE("what is under way at a stop may still answer, and then counts") {
  LaneRun run(one_by_one(R"("rate": "600/1h", "concurrency": 3)"), numbered("dept", 101), honest);
  run.world.at(5'100ms, [&run] {
    run.probe().stop();
    run.world.clock.wake_all();
  });
  run.run();
  CHECK(run.world.clock.passed() == 5'500ms);
  CHECK(run.count("available") == 30);  // the tenth round of 3 had begun at 5 s
  CHECK(run.count("interrupted") == 71);
}

TEST_CASE("a stop wakes those who wait for their pace") {
  LaneRun run(one_by_one(R"("rate": "4/1h", "concurrency": 3)"), numbered("dept", 10), honest);
  run.world.at(30min, [&run] {
    run.probe().stop();
    run.world.clock.wake_all();
  });
  run.run();
  CHECK(run.world.clock.passed() == 30min);
  CHECK(run.count("available") == 2);
  CHECK(run.count("interrupted") == 8);
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
  for (const int concurrency : {1, 3}) {
    CAPTURE(concurrency);
    LaneRun run(one_by_one(R"("rate": "3/5m", "concurrency": )" + std::to_string(concurrency)),
                numbered("dept", 4), honest);
    run.world.at(2min, [&run] { run.world.clock.wake_all(); });  // nothing new for the probe
    std::vector<long long> waits;
    run.observer.waits = [&waits](const probing::ProbePlan& plan, model::Milliseconds wait) {
      CHECK(plan.definition->id == "p");
      waits.push_back(wait.count());
    };
    run.run();
    // The fourth waits for the first, answered just now or two requests ago. No more is news.
    CHECK(waits == std::vector<long long>{300'001 - (concurrency == 1 ? 1'000 : 0)});
  }
}

TEST_CASE("a wait of a minute is told, one of less is not") {
  struct Row {
    const char* rate;
    int told;
  };
  for (const Row& row : {Row{"2/59999ms", 1}, Row{"2/59998ms", 0}}) {
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

TEST_CASE("what may start at the very deadline starts, a millisecond later nothing does") {
  for (const auto early : {0ms, 1ms}) {
    LaneRun run(one_by_one(R"("rate": "1/10s", "concurrency": 1)"), {"h0"}, honest);
    run.settings.deadline = run.world.clock.after(2 * 10'501ms - early);
    run.run();
    CHECK(run.count("available") == (early == 0ms ? 1 : 0));
    CHECK(run.count("rate-limited") == (early == 0ms ? 0 : 1));
  }
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
  REQUIRE(run.world.fetcher.sent.size() == 13);
  for (std::size_t i = 1; i < 13; ++i) {
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
  CHECK(told == 3);
  CHECK(net::header(run.world.fetcher.sent[0].request.headers, "Authorization") == "Bearer hush");
}
