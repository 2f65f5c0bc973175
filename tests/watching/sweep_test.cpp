#include "watching/sweep.hpp"

#include <span>
#include <stdexcept>

#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"

using namespace tests;
using namespace std::chrono_literals;
using model::Holder;
using model::Reason;
using model::Status;

namespace {

// Some platforms p0, p1, …, each at p0.example and so on, and a sweep over them.
struct SweepRun {
  SweepRun(int platforms, const std::vector<std::string>& handles, const std::string& more,
           ScriptedFetcher::Script script)
      : world(std::move(script)) {
    for (int i = 0; i < platforms; ++i) {
      std::string json = one_by_one(more);
      const std::string number = std::to_string(i);
      json.replace(json.find(R"("p")"), 3, "\"p" + number + "\"");
      for (std::size_t at = 0; (at = json.find("//p.", at)) != std::string::npos; at += 4) {
        json.replace(at, 4, "//p" + number + ".");
      }
      definitions.push_back(std::make_unique<platforms::Definition>(load(json)));
      plan.probes.push_back(plan_of(*definitions.back(), handles));
    }
  }

  watching::Sweep& sweep() {
    if (!sweep_) {
      permits = std::make_unique<async::Semaphore>(world.io.get_executor(), at_once,
                                                   async::Semaphore::Order::newest_first);
      const watching::SweepTools tools{world.fetcher, world.clock, *permits, limits, none, 7};
      sweep_ = std::make_unique<watching::Sweep>(std::move(plan), settings, tools, owned);
    }
    return *sweep_;
  }

  watching::SweepResult run() {
    world.run(sweep().run());
    return sweep().take_result();
  }

  VirtualWorld world;
  std::vector<std::unique_ptr<platforms::Definition>> definitions;
  targets::SweepPlan plan;
  probing::ProbeSettings settings;
  std::size_t at_once = watching::most_at_once;
  std::unique_ptr<async::Semaphore> permits;
  probing::SharedLimits limits;
  judging::OwnedHandles owned;
  probing::Credentials none = [](std::string_view, std::string_view) {
    return std::optional<std::string>();
  };

 private:
  std::unique_ptr<watching::Sweep> sweep_;
};

const std::string fast = R"("rate": "100000/1s", "concurrency": 4)";

std::size_t count(const watching::SweepResult& result, std::string_view status_or_reason) {
  const auto is_it = [&](const model::Observation& one) {
    return name(one.status) == status_or_reason || one.reason == status_or_reason;
  };
  const auto told = std::count_if(result.told.begin(), result.told.end(), is_it);
  const auto others = std::count_if(result.observations.begin(), result.observations.end(), is_it);
  return static_cast<std::size_t>(told + others);
}

probing::ProbeReport asked(std::string platform) {
  probing::ProbeReport report;
  report.platform = std::move(platform);
  report.requests = 1;
  return report;
}

// Platforms p0 to p(failing-1) fail, the others are honest.
ScriptedFetcher::Script first_fail(int failing, Reason reason) {
  return [failing, reason](const net::Request& request) {
    const int platform = request.url[std::string("https://p").size()] - '0';
    return platform < failing ? failed(reason) : honest(request);
  };
}

}  // namespace

TEST_CASE("self-blind is over half of at least three platforms") {
  for (std::size_t platforms = 0; platforms <= 7; ++platforms) {
    for (std::size_t failing = 0; failing <= platforms; ++failing) {
      CAPTURE(platforms);
      CAPTURE(failing);
      std::vector<probing::ProbeReport> reports;
      for (std::size_t i = 0; i < platforms; ++i) reports.push_back(asked(std::to_string(i)));
      for (std::size_t i = 0; i < failing; ++i) reports[i].transport_failure = Reason::dns;
      const bool expected = platforms >= 3 && failing > platforms - failing;
      CHECK(watching::is_self_blind(reports) == expected);
    }
  }
}

TEST_CASE("to be self-blind, servers of one platform count once, and who was not asked does not") {
  std::vector<probing::ProbeReport> reports = {asked("a"), asked("b"), asked("c"), asked("c")};
  const auto fail = [&](std::initializer_list<std::size_t> which) {
    auto failing = reports;
    for (const std::size_t one : which) failing[one].transport_failure = Reason::dns;
    return watching::is_self_blind(failing);
  };
  CHECK_FALSE(fail({2, 3}));
  CHECK_FALSE(fail({0, 2}));
  CHECK(fail({0, 2, 3}));
  CHECK(fail({0, 1}));
  reports[1].requests = 0;
  CHECK_FALSE(fail({0, 2, 3}));
}

TEST_CASE("when we are blind ourselves, what was not reached is, and what the others said counts") {
  for (const Reason reason : {Reason::network, Reason::dns, Reason::tls, Reason::timeout}) {
    CAPTURE(name(reason));
    SweepRun run(3, {"taken1", "h2"}, fast, first_fail(2, reason));
    run.plan.invalid.push_back(run.plan.probes[0].targets[0]);
    run.plan.invalid.back().handle = "not-a-handle";
    const auto result = run.run();
    CHECK(result.self_blind);
    CHECK(result.observations.size() == 7);
    CHECK(count(result, "invalid") == 1);
    CHECK(count(result, "self-blind") == 4);
    for (const auto& one : result.observations) {
      if (one.target.platform != "p2") continue;
      const bool taken = one.target.handle == "taken1";
      CHECK(one.status == (taken ? Status::claimed : Status::available));
      CHECK(one.holder == (taken ? std::optional(Holder::stranger) : std::nullopt));
    }
  }
}

TEST_CASE("a handle that failed on a platform that was reached keeps its own reason") {
  SweepRun run(3, {"taken1", "h2"}, fast, [](const net::Request& request) {
    if (!request.url.starts_with("https://p2")) return failed(Reason::network);
    return asked_handle(request) == "h2" ? failed(Reason::timeout) : honest(request);
  });
  const auto result = run.run();
  CHECK(result.self_blind);
  CHECK(count(result, "self-blind") == 4);
  CHECK(count(result, "timeout") == 1);
  CHECK(count(result, "claimed") == 1);
}

TEST_CASE("only what failed on the way is withheld") {
  struct Row {
    Status status;
    std::string_view reason;
    bool withheld;
  };
  const Row rows[] = {{Status::unknown, "network", true},
                      {Status::unknown, "dns", true},
                      {Status::unknown, "tls", true},
                      {Status::unknown, "timeout", true},
                      {Status::unknown, "blocked", false},
                      {Status::unknown, "rate-limited", false},
                      {Status::unknown, "no-rule", false},
                      {Status::unknown, "interrupted", false},
                      {Status::unknown, "budget", false},
                      {Status::claimed, "network", false},
                      {Status::available, "profile/1", false},
                      {Status::invalid, "grammar", false},
                      {Status::unknown, "platform-blind", false}};
  for (const Row& row : rows) {
    CAPTURE(row.reason);
    model::Observation seen;
    seen.status = row.status;
    seen.reason = row.reason;
    watching::withhold(seen);
    CHECK(seen.status == row.status);
    CHECK(seen.reason == (row.withheld ? "self-blind" : row.reason));
  }
}

TEST_CASE("what of ours was in the way stands in the report of who could not be reached") {
  SweepRun run(2, {"h1"}, fast, [](const net::Request& request) {
    net::Reply reply = failed(Reason::network);
    reply.our_fault = true;
    reply.failure_detail = "our proxy does not let us there (403)";
    const bool through = request.url.starts_with("https://p1") && asked_handle(request) != "h1";
    return through ? honest(request) : reply;
  });
  const auto result = run.run();
  CHECK(result.probes[0].our_fault == "our proxy does not let us there (403)");
  CHECK(result.probes[1].our_fault.empty());
}

TEST_CASE("two platforms, half of them, or other failures are not our blindness") {
  struct Row {
    int platforms;
    int failing;
    Reason reason;
  };
  const Row rows[] = {{2, 2, Reason::dns},      {2, 1, Reason::dns},
                      {3, 1, Reason::network},  {4, 2, Reason::timeout},
                      {3, 3, Reason::redirect}, {3, 3, Reason::private_address},
                      {3, 2, Reason::too_large}};
  for (const Row& row : rows) {
    CAPTURE(row.platforms);
    CAPTURE(name(row.reason));
    SweepRun run(row.platforms, {"taken1", "h2"}, fast, first_fail(row.failing, row.reason));
    const auto result = run.run();
    CHECK_FALSE(result.self_blind);
    CHECK(count(result, name(row.reason)) == 2 * static_cast<std::size_t>(row.failing));
    CHECK(count(result, "claimed") == static_cast<std::size_t>(row.platforms - row.failing));
  }
}

TEST_CASE("a platform is counted as failed by its controls, not by a target that failed") {
  SweepRun run(3, {"h1", "h2"}, fast, [](const net::Request& request) {
    const std::string handle = asked_handle(request);
    return handle == "h1" || handle == "h2" ? failed(Reason::timeout) : honest(request);
  });
  const auto result = run.run();
  CHECK_FALSE(result.self_blind);
  CHECK(count(result, "timeout") == 6);
}

TEST_CASE("what the grammar forbids is reported and never asked") {
  SweepRun run(1, {"h1"}, fast, honest);
  for (const char* handle : {"a b", "\x1b[31m"}) {
    run.plan.invalid.push_back(run.plan.probes[0].targets[0]);
    run.plan.invalid.back().handle = handle;
  }
  std::vector<std::size_t> progress;
  run.sweep().on_progress = [&progress](std::size_t decided) { progress.push_back(decided); };
  const auto result = run.run();
  REQUIRE(result.observations.size() == 3);
  CHECK(result.observations[0].status == Status::invalid);
  CHECK(result.observations[0].reason == "grammar");
  CHECK(result.observations[0].target.handle == "a b");
  CHECK(result.observations[0].checked_at == run.world.clock.now() - run.world.clock.passed());
  CHECK(result.requests == 5);
  CHECK(run.world.fetcher.sent_to("a%20b") == 0);
  CHECK(progress == std::vector<std::size_t>{1, 2, 3});
}

TEST_CASE("holders are judged: ours by id, strangers by theirs, nobody's without a claim") {
  SweepRun run(1, {"taken1", "taken2", "taken3", "h4"}, fast, honest);
  run.owned.add("p0", "", "taken1", "id-taken1");
  run.owned.add("p0", "", "taken2", "another id");
  const auto result = run.run();
  for (const auto& one : result.observations) {
    CAPTURE(one.target.handle);
    if (one.target.handle == "taken1") CHECK(one.holder == Holder::ours);
    if (one.target.handle == "taken2") CHECK(one.holder == Holder::stranger);
    if (one.target.handle == "taken3") CHECK(one.holder == Holder::stranger);
    if (one.target.handle == "h4") CHECK_FALSE(one.holder.has_value());
  }
}

TEST_CASE("platforms are asked side by side, at most so many requests at once") {
  SweepRun run(9, numbered("h", 20), fast, honest);
  run.at_once = 10;
  const auto result = run.run();
  CHECK(run.world.fetcher.most_in_flight == 10);
  CHECK(result.requests == 9 * 24);
  CHECK(count(result, "available") == 180);
  REQUIRE(result.probes.size() == 9);
  for (int i = 0; i < 9; ++i) CHECK(result.probes[i].platform == "p" + std::to_string(i));
  CHECK(run.world.clock.passed() <= 500ms * (216 / 10 + 4));
}

TEST_CASE("a stop before the run asks nothing and leaves everything interrupted") {
  SweepRun run(3, numbered("h", 5), fast, honest);
  run.sweep().stop();
  const auto result = run.run();
  CHECK(run.world.fetcher.sent.empty());
  CHECK(count(result, "interrupted") == 15);
  CHECK_FALSE(result.self_blind);
}

TEST_CASE("a stop in the middle keeps what was found and is not taken for our own blindness") {
  SweepRun run(4, numbered("h", 50), R"("rate": "1000/1s", "concurrency": 2)", honest);
  run.world.at(7'200ms, [&run] {
    run.sweep().stop();
    run.world.clock.wake_all();
    run.world.fetcher.cancel_all();
  });
  const auto result = run.run();
  CHECK(run.world.clock.passed() == 7'200ms);
  CHECK_FALSE(result.self_blind);
  CHECK(count(result, "available") == 4 * 21);  // the first bracket of each platform
  CHECK(count(result, "interrupted") == 4 * 29);
}

TEST_CASE("what one probe throws ends all the others at once, and comes out") {
  SweepRun run(5, numbered("h", 50), R"("rate": "3/1h", "concurrency": 2)",
               [](const net::Request& request) {
                 const bool broken = request.url.starts_with("https://p3.example/users/h0");
                 if (broken) throw std::runtime_error("broken");
                 return honest(request);
               });
  CHECK_THROWS_WITH_AS(run.world.run(run.sweep().run()), "broken", std::runtime_error);
  CHECK(run.world.clock.passed() < 5s);
  CHECK(run.world.clock.sleeping() == 0);
}

TEST_CASE("a sweep over nothing ends") {
  SweepRun run(0, {}, fast, honest);
  const auto result = run.run();
  CHECK(result.observations.empty());
  CHECK(result.requests == 0);
  CHECK_FALSE(result.self_blind);
}

namespace {

// What on_final was given, each time.
struct Told {
  explicit Told(watching::Sweep& sweep) {
    sweep.on_final = [this](std::span<const model::Observation> seen) {
      times.emplace_back();
      for (const auto& one : seen) times.back().push_back(one.target.handle);
    };
  }
  std::vector<std::vector<std::string>> times;
};

}  // namespace

TEST_CASE("what stands is told bracket by bracket, and strangers are left for the end") {
  SweepRun run(1, numbered("h", 30), fast, honest);
  for (const char* handle : {"taken1", "taken2"}) {
    auto& targets = run.plan.probes[0].targets;
    targets.insert(targets.begin(), targets[0]);
    targets.front().handle = handle;
    targets.front().expected = handle;
  }
  run.plan.invalid.push_back(run.plan.probes[0].targets[0]);
  run.plan.invalid[0].handle = "a b";
  run.owned.add("p0", "", "taken1", "id-taken1");
  run.sweep().looks_again = true;
  const Told told(run.sweep());
  const auto result = run.run();
  REQUIRE(told.times.size() == 3);
  CHECK(told.times[0] == std::vector<std::string>{"a b"});
  CHECK(told.times[1].size() == 20);  // of the 21 in a bracket one is a stranger
  CHECK(told.times[2].size() == 11);
  CHECK(result.told.size() == 32);
  REQUIRE(result.observations.size() == 1);
  CHECK(result.observations[0].target.handle == "taken2");
  CHECK(result.observations[0].holder == Holder::stranger);
}

TEST_CASE(
    "what was told stays when too many brackets end wrongly, and the rest is platform-blind") {
  // From the third bracket on the first control after targets is a lie.
  int targets = 0;
  bool after_target = false;
  SweepRun run(1, numbered("h", 200), fast, [&](const net::Request& request) {
    const std::string handle = asked_handle(request);
    const bool is_target = handle.starts_with("h") && handle.size() < 5;
    const bool lies = !is_target && after_target && targets > 45;
    after_target = is_target;
    if (is_target) ++targets;
    if (!lies) return honest(request);
    if (has_account(handle)) return answer(404, "{}");
    return answer(200, R"({"login":")" + handle + R"(","id":"7"})");
  });
  const Told told(run.sweep());
  const auto result = run.run();
  CHECK(result.probes[0].state.distrusted);
  REQUIRE(told.times.size() >= 3);
  CHECK(told.times[0].size() + told.times[1].size() == 42);  // that were available when told
  CHECK(count(result, "available") == 42);
  CHECK(count(result, "platform-blind") == 158);
}

TEST_CASE("what failed on the way waits for the end: it may be our own fault") {
  SweepRun run(3, {"taken1", "h2"}, fast, first_fail(2, Reason::dns));
  const Told told(run.sweep());
  const auto result = run.run();
  CHECK(result.self_blind);
  CHECK(told.times == std::vector<std::vector<std::string>>{{"h2"}});
  CHECK(count(result, "self-blind") == 4);
}

TEST_CASE("of a platform of pages nothing is told before the end") {
  SweepRun run(1, numbered("h", 30), fast, [](const net::Request& request) {
    net::Reply reply = has_account(asked_handle(request)) ? honest(request) : answer(302, "");
    if (reply.head.status == 302) reply.head.location = "https://p0.example/gone";
    return reply;
  });
  run.definitions[0]->asks[0].rules[1].status = {{302, 302}};
  const Told told(run.sweep());
  const auto result = run.run();
  CHECK(told.times.empty());
  CHECK(count(result, "available") == 30);
}
