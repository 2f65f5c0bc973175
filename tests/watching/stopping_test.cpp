// What a scheduler still begins when it is told to stop.
#include <doctest/doctest.h>

#include "probing/platform_probe_run.hpp"
#include "watching/scheduler.hpp"

using namespace std::chrono_literals;

namespace {

// Each sweep lasts until it is stopped.
class EndlessSweeper final : public watching::Sweeper {
 public:
  explicit EndlessSweeper(tests::VirtualClock& clock) : clock_(clock) {}

  async::Task<watching::SweepResult> sweep(targets::SweepPlan, judging::OwnedHandles) override {
    ++sweeps;
    const model::Moment later = clock_.steady() + 1h;
    while (!stopped_ && clock_.steady() < later) {
      co_await clock_.sleep_until(later);
    }
    watching::SweepResult result;
    result.probes.emplace_back();
    co_return result;
  }
  std::string plan(const targets::WatchedUnit&, std::size_t) override { return ""; }
  void stop() override { stopped_ = true; }

  int sweeps = 0;

 private:
  tests::VirtualClock& clock_;
  bool stopped_ = false;
};

}  // namespace

TEST_CASE("a stop begins no sweep of those that wait for their platform's turn") {
  tests::VirtualWorld world(tests::honest);
  const platforms::Definition definition = tests::load(tests::one_by_one(R"("rate": "50/1m")"));
  const auto ledger = std::move(*ledger::Ledger::open(":memory:"));
  ledger::AsyncLedger asked(*ledger);
  watching::Recording recording([](const model::Event&) { return std::vector<ledger::Address>(); });
  std::vector<targets::WatchedUnit> units;
  for (const char* watch : {"police", "town-halls", "schools"}) {
    targets::WatchedUnit unit;
    unit.key = {watch, "p", ""};
    unit.definition = &definition;
    unit.every = 6h;
    unit.confirm = 2min;
    units.push_back(std::move(unit));
  }
  EndlessSweeper sweeper(world.clock);
  watching::Scheduler scheduler(world.io.get_executor(), {sweeper, world.clock, asked, recording},
                                std::move(units));
  world.at(1min, [&] { scheduler.stop(); });
  world.run(scheduler.run());
  CHECK(sweeper.sweeps == 1);
}
