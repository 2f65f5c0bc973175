// One visit after the other at a unit whose answers are the test's own: what each asks about, what
// comes between two slices of a sweep, and what is known of it meanwhile.
#include <set>

#include <doctest/doctest.h>

#include "ledger/full_disk.hpp"
#include "ledger/ledger.hpp"
#include "probing/platform_probe_run.hpp"
#include "watching/scheduler.hpp"

using namespace std::chrono_literals;
using model::Status;

namespace {

// Each look takes two minutes; a stranger has what is taken, the rest is free.
class ScriptedSweeper final : public watching::Sweeper {
 public:
  explicit ScriptedSweeper(sys::Clock& clock) : clock_(clock) {}

  async::Task<watching::SweepResult> sweep(targets::SweepPlan plan,
                                           judging::OwnedHandles) override {
    probing::ProbePlan probe = std::move(plan.probes.front());
    owned = probe.owned;
    doubted = probe.is_doubted;
    exact.push_back(probe.state.exact);
    const model::Moment until = clock_.steady() + 2min;
    while (clock_.steady() < until && !stopped_) {
      co_await clock_.sleep_until(until);
    }
    watching::SweepResult result;
    probing::ProbeReport report;
    if (probe.targets.size() > in_a_slice) {
      const auto rest = probe.targets.begin() + static_cast<std::ptrdiff_t>(in_a_slice);
      report.left.assign(rest, probe.targets.end());
      probe.targets.erase(rest, probe.targets.end());
    }
    sizes.push_back(probe.targets.size());
    for (model::Target& target : probe.targets) result.observations.push_back(seen(target));
    report.platform = "p";
    report.requests = 2;
    report.state.exact = found_exact;
    report.proof = probing::Proof{};
    report.proof->claimed_proven = report.proof->available_proven = true;
    result.probes.push_back(std::move(report));
    co_return result;
  }
  std::string plan(const targets::WatchedUnit&, std::size_t targets) override {
    return std::to_string(targets) + " handles";
  }
  void stop() override {
    stopped_ = true;
    clock_.wake_all();
  }

  static constexpr std::size_t in_a_slice = 100;
  std::vector<std::size_t> sizes;                  // of the looks
  std::vector<std::string> owned;                  // at the last one
  bool doubted = false;                            // the same
  std::map<std::size_t, bool> found_exact;         // what a look finds of searches
  std::vector<std::map<std::size_t, bool>> exact;  // what was known of them before each look
  std::set<std::string> taken;

 private:
  model::Observation seen(model::Target& target) const {
    model::Observation seen;
    const bool is_taken = taken.contains(target.handle);
    seen.target = std::move(target);
    seen.checked_at = clock_.now();
    seen.elapsed_ms = 80;
    seen.status = is_taken ? Status::claimed : Status::available;
    if (is_taken) seen.profile.account_id = "13";
    seen.reason = stopped_ ? "interrupted" : "profile/1";
    return seen;
  }

  sys::Clock& clock_;
  bool stopped_ = false;
};

// 250 handles in slices of 100.
struct Visiting {
  Visiting() : world(tests::honest) {
    naming::DatasetStore datasets{{}};
    auto expected = naming::parse_template("h{100..349}", datasets);
    REQUIRE(expected.has_value());
    unit.key = {"police", "p", ""};
    unit.definition = &definition;
    unit.expected = {std::make_shared<targets::TemplateSource>(
        std::make_shared<const std::vector<naming::Template>>(1, std::move(*expected)))};
    unit.every = 8h;
    unit.confirm = 2min;
  }

  struct Service {
    explicit Service(Visiting& v)
        : sweeper(v.world.clock),
          scheduler(v.world.io.get_executor(), {sweeper, v.world.clock, v.asked, v.recording},
                    std::vector{v.unit}) {}
    ScriptedSweeper sweeper;
    watching::Scheduler scheduler;
  };

  void run(Service& service, model::Milliseconds time) {
    world.at(world.clock.passed() + time, [&service] { service.scheduler.stop(); });
    world.run(service.scheduler.run());
  }

  tests::VirtualWorld world;
  const platforms::Definition definition =
      tests::load(tests::one_by_one(R"("rate": "50/1m", "concurrency": 4)"));
  targets::WatchedUnit unit;
  std::unique_ptr<ledger::Ledger> ledger = std::move(*ledger::Ledger::open(":memory:"));
  ledger::AsyncLedger asked{*ledger};
  watching::Recording recording{[](const model::Event&) { return std::vector<ledger::Address>(); }};
};

using Sizes = std::vector<std::size_t>;

}  // namespace

TEST_CASE("a second look that falls due during a sweep comes before its next slice") {
  for (const bool taken : {true, false}) {
    CAPTURE(taken);
    Visiting v;
    Visiting::Service service(v);
    if (taken) service.sweeper.taken.insert("h100");
    std::vector<model::Instant> told;
    service.scheduler.on_told = [&](const ledger::Frozen& frozen) {
      for (const model::Event& event : frozen.events) told.push_back(event.at);
    };
    const model::Instant began = v.world.clock.now();
    v.run(service, 30min);
    CHECK(service.sweeper.sizes == (taken ? Sizes{100, 100, 1, 50} : Sizes{100, 100, 50}));
    REQUIRE(told.size() == (taken ? 1 : 0));
    if (taken) CHECK(told[0] - began < 6min + 3s);
    CHECK(v.ledger->units.all().at(0).sweeps == 1);
  }
}

TEST_CASE(
    "second looks know that a search finds near names, until a sweep finds that it does not") {
  Visiting v;
  Visiting::Service service(v);
  service.sweeper.taken = {"h103"};
  service.sweeper.found_exact[0] = false;
  // The next sweep comes after an hour.
  v.world.at(v.world.clock.passed() + 30min, [&service] {
    service.sweeper.found_exact[0] = true;
    service.sweeper.taken.insert("h104");
  });
  v.run(service, 2h);
  std::vector<bool> known;
  for (std::size_t i = 0; i < service.sweeper.sizes.size(); ++i) {
    if (service.sweeper.sizes[i] <= 2) known.push_back(service.sweeper.exact[i].contains(0));
  }
  REQUIRE(known.size() >= 2);
  CHECK(known.front());
  CHECK_FALSE(known.back());
}

TEST_CASE("how many targets a unit has is known at once, and after a restart at once") {
  Visiting v;
  Visiting::Service first(v);
  CHECK(first.scheduler.outlook().targets == 0);
  CHECK_FALSE(first.scheduler.outlook().next);
  const std::vector<std::pair<model::Milliseconds, long long>> known = {
      {1min, 250}, {5min, 250}, {20min, 250}};
  for (const auto& [at, targets] : known) {
    v.world.at(at, [&first, at = at, targets = targets] {
      CHECK(first.scheduler.outlook().targets == targets);
      CHECK(first.scheduler.outlook().under_way == (at < 6min ? 1 : 0));
    });
  }
  v.run(first, 30min);
  CHECK(v.ledger->units.all().at(0).plan == "250 handles");

  v.unit.every = 1h;
  Visiting::Service second(v);
  bool looked = false;
  v.world.at(v.world.clock.passed() + 1s,
             [&] { CHECK(second.scheduler.outlook().targets == 250); });
  for (auto at = 1min; at < 100min; at += 1min) {
    v.world.at(v.world.clock.passed() + at, [&] {
      looked = looked || second.scheduler.outlook().under_way > 0;
      CHECK(second.scheduler.outlook().targets == 250);
    });
  }
  v.run(second, 100min);
  CHECK(looked);
}

TEST_CASE("handles of ours on the very platform are named to who asks, those on any are not") {
  Visiting v;
  v.unit.owned = {{"p", "", "mine", std::nullopt}, {"*", "", "anywhere", std::nullopt}};
  Visiting::Service service(v);
  v.run(service, 1min);
  CHECK(service.sweeper.owned == std::vector<std::string>{"mine"});
}

TEST_CASE("who asks is told whether the platform was caught in a lie within the week") {
  for (const auto ago : {6 * 24h, 8 * 24h}) {
    Visiting v;
    const ledger::Unit row = v.ledger->units.get(v.unit.key);
    v.ledger->units.caught_lying(row, v.world.clock.now() - ago);
    Visiting::Service service(v);
    v.run(service, 1min);
    CHECK(service.sweeper.doubted == (ago < 7 * 24h));
  }
}

TEST_CASE("a stop ends a sweep at its slice, and what was interrupted is no answer") {
  Visiting v;
  Visiting::Service service(v);
  v.run(service, 3min);
  CHECK(service.sweeper.sizes == Sizes{100, 100});
  const ledger::Unit row = v.ledger->units.all().at(0);
  CHECK(row.sweeps == 0);
  CHECK(row.plan.empty());
  CHECK(v.ledger->beliefs.count(row) == 100);
}

TEST_CASE("a ledger that takes nothing ends the sweep, which begins anew a minute later") {
  tests::FullDisk disk;
  Visiting v;
  disk.at("INSERT ON target");
  Visiting::Service service(v);
  v.world.at(2min + 10s, [&] {
    CHECK(service.sweeper.sizes == Sizes{100});
    CHECK_FALSE(service.scheduler.outlook().trouble.empty());
    disk.cured();
  });
  v.run(service, 20min);
  CHECK(service.sweeper.sizes == Sizes{100, 100, 100, 50});
  CHECK(service.scheduler.outlook().trouble.empty());
  CHECK(v.ledger->beliefs.count(v.ledger->units.all().at(0)) == 250);
}
