// The scheduler where it gets no answers: how soon it asks again, also when it begins anew after
// a reload or a restart.
#include <doctest/doctest.h>

#include "ledger/ledger.hpp"
#include "probing/platform_probe_run.hpp"
#include "watching/scheduler.hpp"

using namespace tests;
using namespace std::chrono_literals;

namespace {

// One unit, watched by one scheduler after the other; a stranger has every "taken…".
class Keepers {
 public:
  explicit Keepers(const std::string& expect = "taken1")
      : world([this](const net::Request& request) {
          if (walled) return answer(403, "{}");
          if (empty) return answer(404, "{}");
          return silent ? failed(model::Reason::timeout) : honest(request);
        }),
        definition_(load(one_by_one(R"("rate": "1000/1s", "concurrency": 1)"))),
        ledger(std::move(*ledger::Ledger::open(":memory:"))),
        recording_([](const model::Event&) { return std::vector<ledger::Address>(); }) {
    auto expected = naming::parse_template(expect, datasets_);
    REQUIRE(expected.has_value());
    templates_ = std::make_shared<const std::vector<naming::Template>>(1, std::move(*expected));
  }

  // Until then.
  void keep(model::Milliseconds until) {
    watching::PlatformSweeper sweeper(world.io.get_executor(),
                                      {world.fetcher, world.clock, limits_, none_, 7});
    watching::Scheduler scheduler(world.io.get_executor(),
                                  {sweeper, world.clock, asked_, recording_}, {unit()});
    world.at(until, [&] { scheduler.stop(); });
    world.run(scheduler.run());
  }

  // What is due, once; gives how many targets stayed unknown.
  std::size_t keep_once() {
    std::size_t undecided = 0;
    watching::PlatformSweeper sweeper(world.io.get_executor(),
                                      {world.fetcher, world.clock, limits_, none_, 7});
    watching::Scheduler scheduler(world.io.get_executor(),
                                  {sweeper, world.clock, asked_, recording_}, {unit()});
    world.run(once(scheduler, undecided));
    return undecided;
  }

  std::size_t asked() const { return world.fetcher.sent_to("/taken1"); }

  VirtualWorld world;
  bool silent = false;
  bool walled = false;
  bool empty = false;

 private:
  platforms::Definition definition_;

 public:
  std::unique_ptr<ledger::Ledger> ledger;

 private:
  targets::WatchedUnit unit() const {
    targets::WatchedUnit unit;
    unit.key = {"names", "p", ""};
    unit.definition = &definition_;
    unit.expected = {std::make_shared<targets::TemplateSource>(templates_)};
    unit.every = 6h;
    unit.confirm = 2min;
    return unit;
  }

  static async::Task<void> once(watching::Scheduler& scheduler, std::size_t& undecided) {
    undecided = co_await scheduler.run_once(5min);
  }

  naming::DatasetStore datasets_{{}};
  std::shared_ptr<const std::vector<naming::Template>> templates_;
  ledger::AsyncLedger asked_{*ledger};
  watching::Recording recording_;
  probing::SharedLimits limits_;
  probing::Credentials none_ = [](std::string_view, std::string_view) {
    return std::optional<std::string>();
  };
};

}  // namespace

TEST_CASE("a second look that got no answer waits as long again, whatever begins anew") {
  Keepers keepers;
  keepers.empty = true;
  keepers.keep(1min);  // blind: its claimed control is free, and two seconds later, twice
  keepers.walled = true;
  keepers.keep(3min);  // the second look at the platform itself, in vain
  const std::size_t in_vain = keepers.world.fetcher.sent.size();
  REQUIRE(in_vain == 3 * 2 + 2);
  for (const auto until : {3min + 1s, 3min + 2s, 3min + 3s}) keepers.keep(until);
  CHECK(keepers.world.fetcher.sent.size() == in_vain);
  keepers.keep(5min);
  CHECK(keepers.world.fetcher.sent.size() == in_vain + 2);
}

TEST_CASE("a second look that a stop cut short is made at once by who comes next") {
  Keepers keepers;
  keepers.keep(1min);
  keepers.world.fetcher.latency = 10s;
  keepers.keep(2min + 5s);  // in the middle of it
  const std::size_t before = keepers.world.fetcher.sent.size();
  keepers.world.fetcher.latency = 500ms;
  keepers.keep(2min + 25s);
  CHECK(keepers.world.fetcher.sent.size() == before + 5);
  CHECK(keepers.asked() == 2);
}

TEST_CASE("a second look of a calendar that was set back since holds up nothing") {
  Keepers keepers;
  keepers.keep(1min);
  keepers.ledger->limits.looked_again(1, keepers.world.clock.now() + 1'000h);
  keepers.keep(3min);
  CHECK(keepers.asked() == 2);
}

TEST_CASE("a calendar that is set back beneath the service holds up no look") {
  Keepers keepers;
  keepers.world.at(30min, [&] { keepers.world.clock.set_calendar(-1'000h); });
  std::size_t soon = 0;
  keepers.world.at(32min, [&] { soon = keepers.asked(); });
  keepers.keep(12h);
  CHECK(soon == 3);                 // the first look, its second one, and one after the step
  CHECK(keepers.asked() >= 3 + 1);  // and then as ever
  CHECK(keepers.asked() <= 3 + 3);
}

TEST_CASE("a calendar that is set back before a second look holds it up until the next sweep") {
  Keepers keepers;
  keepers.world.at(1min, [&] { keepers.world.clock.set_calendar(-1'000h); });
  keepers.keep(6min);
  CHECK(keepers.ledger->incidents.count_open() == 1);
}

TEST_CASE("behind a wall the controls alone are asked, again an eighth of the time later") {
  Keepers keepers("taken{001..250}");
  keepers.walled = true;
  keepers.keep(4h);
  CHECK(keepers.asked() == 0);
  std::vector<model::Milliseconds> looks;
  for (const auto& sent : keepers.world.fetcher.sent) {
    const bool first = looks.empty() || sent.at - looks.back() > 1min;
    if (first) looks.push_back(sent.at);
  }
  REQUIRE(looks.size() == 6);
  CHECK(looks.front() < 3s);
  for (std::size_t i = 1; i < looks.size(); ++i) CHECK(looks[i] - looks[i - 1] <= 45min + 1s);
  CHECK(keepers.world.fetcher.sent.size() == 2 * looks.size());
}

TEST_CASE("a platform that sees again is asked about all, again after an hour, then at its slot") {
  Keepers keepers("h{001..250}");
  keepers.walled = true;
  keepers.world.at(20min, [&] { keepers.walled = false; });
  std::size_t before_its_slot = 0;
  keepers.world.at(90min, [&] { before_its_slot = keepers.world.fetcher.sent_to("/h00"); });
  keepers.keep(130min);
  CHECK(before_its_slot == 9);
  CHECK(keepers.world.fetcher.sent_to("/h00") == 3 * 9);
}

TEST_CASE("what got an answer in the end is not counted as unknown, and what did not but once") {
  Keepers answered;
  answered.world.at(1min, [&] { answered.silent = true; });
  answered.world.at(3min, [&] { answered.silent = false; });
  CHECK(answered.keep_once() == 0);
  CHECK(answered.asked() == 2);

  Keepers unanswered;
  unanswered.world.at(1min, [&] { unanswered.silent = true; });
  CHECK(unanswered.keep_once() == 1);

  Keepers silent("h{001..250}");
  silent.silent = true;
  CHECK(silent.keep_once() > 0);
}
