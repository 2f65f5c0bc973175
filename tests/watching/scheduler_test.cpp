// The scheduler over a real ledger, with a platform of the test's own in a virtual world.
#include "watching/scheduler.hpp"

#include <doctest/doctest.h>

#include "ledger/full_disk.hpp"
#include "ledger/locked_ledger.hpp"
#include "ledger/temporary_folder.hpp"
#include "probing/platform_probe_run.hpp"
#include "text/time.hpp"

using namespace std::chrono_literals;
using model::Status;
using tests::honest;

namespace {

naming::Template template_of(const std::string& text) {
  naming::DatasetStore datasets{{}};
  auto parsed = naming::parse_template(text, datasets);
  REQUIRE(parsed.has_value());
  return std::move(*parsed);
}

// One unit on one platform; watched until a moment.
struct Watching {
  explicit Watching(tests::ScriptedFetcher::Script script, const std::string& path = ":memory:")
      : world(std::move(script)),
        ledger(std::move(*ledger::Ledger::open(path))),
        recording([](const model::Event&) { return std::vector<ledger::Address>(); }) {}

  targets::WatchedUnit unit() const {
    targets::WatchedUnit unit;
    unit.key = {"police", "p", ""};
    unit.definition = &definition;
    unit.expected = {std::make_shared<targets::TemplateSource>(
        std::make_shared<const std::vector<naming::Template>>(1, template_of(expected)))};
    unit.owned = owned;
    unit.every = every;
    unit.confirm = confirm;
    return unit;
  }

  // What looks at the unit from a start to an end of the service.
  struct Looks {
    explicit Looks(Watching& w) : Looks(w, std::vector{w.unit()}) {}
    Looks(Watching& w, std::vector<targets::WatchedUnit> units)
        : sweeper(w.world.io.get_executor(), {w.world.fetcher, w.world.clock, w.limits, w.none, 7}),
          scheduler(w.world.io.get_executor(), {sweeper, w.world.clock, w.asked, w.recording},
                    std::move(units)) {}
    watching::PlatformSweeper sweeper;
    watching::Scheduler scheduler;
  };

  // Looks at the unit for so long.
  void watch_for(model::Milliseconds time) {
    Looks looks(*this);
    trouble = [&looks] { return looks.scheduler.outlook().trouble; };
    world.at(world.clock.passed() + time, [&looks] { looks.scheduler.stop(); });
    world.run(looks.scheduler.run());
  }

  ledger::Unit row() { return ledger->units.all().at(0); }
  ledger::Known known(const std::string& handle) {
    const auto found = ledger->beliefs.find(row(), handle);
    REQUIRE_MESSAGE(found.has_value(), handle);
    return *found;
  }

  tests::VirtualWorld world;
  std::function<std::string()> trouble;  // while it is watched
  std::string expected = "h{100..349}";
  std::vector<judging::OwnedHandle> owned;
  model::Milliseconds every = 8h;
  model::Milliseconds confirm = 2min;
  const platforms::Definition definition =
      tests::load(tests::one_by_one(R"("rate": "50/1m", "concurrency": 4)"));
  std::unique_ptr<ledger::Ledger> ledger;
  ledger::AsyncLedger asked{*ledger};
  watching::Recording recording;
  probing::SharedLimits limits;
  const probing::Credentials none = [](std::string_view, std::string_view) {
    return std::optional<std::string>();
  };
};

// Honest until a handle was asked about; then, when it is told to be, everybody has an account.
struct TurnsBlind {
  bool armed = false;
  std::string after;
  bool blind = false;

  net::Reply answer(const net::Request& request) {
    const std::string handle = tests::asked_handle(request);
    if (armed && handle == after) blind = true;
    const bool lies = blind && !handle.starts_with("h");
    return lies ? tests::answer(200, R"({"login":")" + handle + R"(","id":"1"})") : honest(request);
  }
};

}  // namespace

TEST_CASE("a sweep that blindness cuts short gives nothing a date or a count that was not asked") {
  TurnsBlind platform;
  platform.after = "h190";
  Watching w([&platform](const net::Request& request) { return platform.answer(request); });
  w.watch_for(30min);
  const auto first = w.row();
  CHECK(first.sweeps == 1);
  REQUIRE(first.swept_at);
  CHECK(w.known("h349").asks == 1);
  CHECK(w.known("h349").asked_at <= *first.swept_at);
  const auto last_answer = w.known("h349").asked_at;
  const auto answer_in_second_slice = w.known("h205").asked_at;

  platform.armed = true;
  const auto requests = w.world.fetcher.sent.size();
  w.watch_for(8h + 30min);
  REQUIRE(platform.blind);
  // A slice, and controls; those of each further sweep three times, for it may be slow to start.
  CHECK(w.world.fetcher.sent.size() - requests < 200);
  const auto cut = w.row();
  CHECK(cut.sweeps == 1);
  CHECK(cut.swept_at == first.swept_at);
  REQUIRE(cut.in_vain_at);
  CHECK(*cut.in_vain_at > *first.swept_at + 7h);
  // Of what was left out it is known that it was.
  CHECK(w.known("h349").asks == 1);
  CHECK(w.known("h349").asked_at == last_answer);
  CHECK(w.known("h349").gap_at);
  CHECK(w.known("h205").asks == 1);
  CHECK(w.known("h205").asked_at == answer_in_second_slice);
  CHECK(w.known("h205").gap_at);

  platform.armed = platform.blind = false;
  w.watch_for(8h + 30min);
  CHECK(w.row().sweeps == 2);
  CHECK_FALSE(w.row().in_vain_at);
  CHECK(w.known("h205").asks == 2);
  CHECK_FALSE(w.known("h205").gap_at);
  CHECK(w.known("h349").asks == 2);
}

TEST_CASE("a first sweep that proves nothing is no sweep, and is tried again an eighth later") {
  bool up = false;
  Watching w([&up](const net::Request& request) {
    return up ? honest(request) : tests::failed(model::Reason::network);
  });
  w.world.at(10min, [&] {
    CHECK(w.row().sweeps == 0);
    CHECK_FALSE(w.row().swept_at);
    CHECK(w.row().in_vain_at);
    CHECK(w.row().plan.empty());
    CHECK(w.known("h100").asks == 0);  // only the controls were asked
    CHECK_FALSE(w.known("h100").asked_at);
    CHECK(w.known("h100").gap_at);
    up = true;
  });
  w.world.at(59min, [&] { CHECK(w.row().sweeps == 0); });
  w.watch_for(1h + 30min);
  CHECK(w.row().sweeps == 1);
}

TEST_CASE("what was tried in vain waits for its slot after a restart, not for every restart") {
  Watching w([](const net::Request&) { return tests::failed(model::Reason::network); });
  w.every = 6h;
  w.watch_for(10min);
  const auto requests = w.world.fetcher.sent.size();
  CHECK(requests > 0);
  for (int restart = 0; restart < 5; ++restart) w.watch_for(2min);
  const auto since = w.world.clock.now() - *w.row().in_vain_at;
  REQUIRE(since < 45min);
  CHECK(w.world.fetcher.sent.size() == requests);
}

TEST_CASE("who left the roster has no later date than his last answer") {
  Watching w(honest);
  w.expected = "h{100..400}";
  w.watch_for(30min);
  const auto first = w.known("h100").asked_at;
  const auto last = w.known("h400").asked_at;
  w.expected = "h{101..399}";
  w.watch_for(20h);
  CHECK(w.row().sweeps >= 3);
  for (const char* here : {"h101", "h399"}) CHECK(w.known(here).asks == w.row().sweeps);
  CHECK(w.known("h100").asks == 1);
  CHECK(w.known("h100").asked_at == first);
  CHECK(w.known("h400").asks == 1);
  CHECK(w.known("h400").asked_at == last);
}

namespace {

// Who claims "h1xx" becomes an account at a moment.
net::Reply with_account(const net::Request& request, const std::string& handle) {
  if (tests::asked_handle(request) != handle) return honest(request);
  return tests::answer(200, R"({"login":")" + handle + R"(","id":"13"})");
}

}  // namespace

TEST_CASE("a stranger whom a sweep finds is asked about again after two minutes, and then told") {
  bool taken = false;
  Watching w([&taken](const net::Request& request) {
    return taken ? with_account(request, "h105") : honest(request);
  });
  w.expected = "h{100..120}";
  w.watch_for(90min);  // free in its first two sweeps
  taken = true;
  Watching::Looks looks(w);
  std::vector<model::Event> told;
  looks.scheduler.on_told = [&told](const ledger::Frozen& frozen) {
    told.insert(told.end(), frozen.events.begin(), frozen.events.end());
  };
  w.world.at(w.world.clock.passed() + 8h + 30min, [&] { looks.scheduler.stop(); });
  w.world.run(looks.scheduler.run());
  REQUIRE(told.size() == 1);
  CHECK(told[0].type == model::EventType::claimed);
  CHECK(told[0].seen.target.handle == "h105");
  CHECK(told[0].seen.target.expected == "h105");
  const auto waited = told[0].at - w.known("h105").belief.since;
  CHECK(waited >= 2min);
  CHECK(waited < 3min);
}

TEST_CASE("one run does what is due, and waits for second looks only as long as it may") {
  for (const bool patient : {true, false}) {
    CAPTURE(patient);
    Watching w([](const net::Request& request) { return with_account(request, "h105"); });
    w.expected = "h{100..109}";
    Watching::Looks looks(w);
    std::size_t told = 0;
    looks.scheduler.on_told = [&told](const ledger::Frozen& frozen) {
      told += frozen.events.size();
    };
    std::size_t undecided = 99;
    const auto once = [](watching::Scheduler& scheduler, model::Milliseconds patience,
                         std::size_t& left) -> async::Task<void> {
      left = co_await scheduler.run_once(patience);
    };
    w.world.run(once(looks.scheduler, patient ? 5min : 1min, undecided));
    CHECK(undecided == 0);
    CHECK(told == (patient ? 1 : 0));
    CHECK(w.row().sweeps == 1);
    CHECK(w.world.clock.passed() < 5min);
    // And nothing is due a minute later.
    const auto requests = w.world.fetcher.sent.size();
    Watching::Looks again(w);
    w.world.run(once(again.scheduler, 0ms, undecided));
    CHECK(w.world.fetcher.sent.size() == requests);
  }
}

namespace {

// What a single run says of its waits.
std::vector<std::string> said_by_one_run(Watching& w) {
  Watching::Looks looks(w);
  std::vector<std::string> said;
  looks.scheduler.on_wait = [&said](const std::string& line) { said.push_back(line); };
  const auto once = [](watching::Scheduler& scheduler) -> async::Task<void> {
    co_await scheduler.run_once(5min);
  };
  w.world.run(once(looks.scheduler));
  return said;
}

}  // namespace

TEST_CASE("one run says what it waits for, from ten seconds on") {
  for (const auto confirm : {9'999ms, 10'000ms}) {
    CAPTURE(confirm.count());
    Watching w([](const net::Request& request) { return with_account(request, "h105"); });
    w.expected = "h{100..109}";
    w.confirm = confirm;
    w.world.fetcher.latency = 0ms;
    const auto said = said_by_one_run(w);
    CHECK(w.world.fetcher.sent_to("/h105") == 2);
    const std::vector<std::string> words{"police on p: waiting 10 s for a second look"};
    CHECK(said == (confirm < 10s ? std::vector<std::string>() : words));
  }
}

TEST_CASE("one run says that it waits for a platform's rate") {
  Watching w(honest);
  w.expected = "h{100..170}";  // at 50 a minute
  w.world.fetcher.latency = 0ms;
  const auto said = said_by_one_run(w);
  REQUIRE(said.size() == 1);
  CHECK(said[0].starts_with("p: waiting "));
  CHECK(said[0].ends_with(" for its rate, or a pause that the platform asked for"));
}

TEST_CASE("of several units the next look is the earliest, whichever was named first") {
  const auto next_of = [](const std::vector<model::Milliseconds>& intervals) {
    Watching w(honest);
    w.expected = "h{100..109}";
    std::vector<targets::WatchedUnit> units;
    for (const model::Milliseconds every : intervals) {
      units.push_back(w.unit());
      units.back().every = every;
      units.back().key.watch = "each " + text::spoken(every);
    }
    Watching::Looks looks(w, std::move(units));
    std::optional<model::Instant> next;
    w.world.at(3h, [&] {
      next = looks.scheduler.outlook().next;
      looks.scheduler.stop();
    });
    w.world.run(looks.scheduler.run());
    REQUIRE(next);
    return *next;
  };
  const model::Instant soon = next_of({7h});
  const model::Instant late = next_of({90h});
  CHECK(soon < late);
  CHECK(next_of({7h, 90h}) == soon);
  CHECK(next_of({90h, 7h}) == soon);
}

TEST_CASE("a stop in the middle of a sweep keeps what was answered, and counts no sweep") {
  Watching w(honest);
  w.watch_for(90s);
  CHECK(w.row().sweeps == 0);
  CHECK_FALSE(w.row().swept_at);
  CHECK_FALSE(w.row().in_vain_at);
  CHECK(w.known("h100").asks == 1);
  CHECK_FALSE(w.ledger->beliefs.find(w.row(), "h349"));
  CHECK(w.world.clock.passed() < 92s);
}

TEST_CASE("handles of ours that nobody has at the first look are told, in the roster or not") {
  Watching w(honest);
  w.expected = "h{100..101}";
  w.owned = {
      {"p", "", "h101", "1"}, {"p", "", "gone", std::nullopt}, {"p", "", "taken1", std::nullopt}};
  w.watch_for(90min);  // the last of its looks comes after an hour
  std::string told;
  for (const auto& incident : w.ledger->incidents.list()) {
    told += incident.handle + ' ' + std::string(name(incident.type)) + ' ';
    CHECK(incident.severity == model::Severity::high);
    CHECK(incident.state == model::IncidentState::open);
  }
  CHECK((told == "gone released h101 released " || told == "h101 released gone released "));
  CHECK(w.known("taken1").belief.state.holder == model::Holder::ours);
}

TEST_CASE("who is declared ours while a second look is under way is no stranger") {
  bool taken = false;
  Watching* watching = nullptr;
  bool declared = false;
  Watching w([&](const net::Request& request) {
    const bool asked = tests::asked_handle(request) == "h105";
    // The second look asks: by then the first one is in the ledger.
    const auto known = watching->ledger->units.all();
    const bool doubted = taken && !known.empty() && watching->known("h105").belief.pending;
    if (asked && doubted && !declared) {
      declared = true;
      const ledger::Decision decision{watching->world.clock.now(), "soc (uid 1001)", "own", "h105",
                                      "ours"};
      watching->ledger->owned.add({"p", "", "h105", std::nullopt}, decision);
    }
    return taken ? with_account(request, "h105") : honest(request);
  });
  watching = &w;
  w.expected = "h{100..120}";
  w.watch_for(90min);  // free in its first two sweeps
  taken = true;
  w.watch_for(9h);
  REQUIRE(declared);
  CHECK(w.ledger->incidents.list().empty());
  CHECK(w.known("h105").belief.state.holder == model::Holder::ours);
}

TEST_CASE("a ledger that is locked when the service starts is read when it is free") {
  const tests::TemporaryFolder folder;
  const std::string file = (folder.path() / "ledger.db").string();
  Watching w(honest, file);
  w.expected = "h{100..109}";
  std::optional<tests::LockedLedger> other(file);
  w.world.at(10s, [&] {
    CHECK(w.world.fetcher.sent.empty());
    CHECK(w.trouble().find("locked by another process") != std::string::npos);
    other.reset();
  });
  w.world.at(5min, [&] { CHECK(w.trouble().empty()); });
  w.watch_for(10min);
  CHECK(w.row().sweeps == 1);
}

TEST_CASE("what a full disk kept from being told is told when there is room, not hours later") {
  tests::FullDisk disk;
  Watching w([](const net::Request& request) { return with_account(request, "h105"); });
  w.expected = "h{100..109}";
  Watching::Looks looks(w);
  std::vector<model::Milliseconds> told;
  looks.scheduler.on_told = [&](const ledger::Frozen& frozen) {
    CHECK(frozen.events.size() == 1);
    told.push_back(w.world.clock.passed());
  };
  w.world.at(1min, [&] { disk.at("UPDATE OF frozen ON event"); });
  w.world.at(5min, [&] {
    CHECK_FALSE(looks.scheduler.outlook().trouble.empty());
    disk.cured();
  });
  w.world.at(6min, [&] { CHECK(looks.scheduler.outlook().trouble.empty()); });
  w.world.at(20min, [&] { looks.scheduler.stop(); });
  w.world.run(looks.scheduler.run());
  REQUIRE(told.size() == 1);
  CHECK(told[0] > 5min);
  CHECK(told[0] <= 6min);
  CHECK(w.world.fetcher.sent_to("/h105") == 2);  // nobody was asked again for it
}

TEST_CASE("one run says what the ledger did not take") {
  for (const bool is_full : {true, false}) {
    CAPTURE(is_full);
    tests::FullDisk disk;
    Watching w(honest);
    w.expected = "h{100..109}";
    if (is_full) disk.at("INSERT ON target");
    Watching::Looks looks(w);
    std::size_t undecided = 0;
    const auto once = [](watching::Scheduler& scheduler, std::size_t& left) -> async::Task<void> {
      left = co_await scheduler.run_once(5min);
    };
    w.world.run(once(looks.scheduler, undecided));
    CHECK(looks.scheduler.refused().has_value() == is_full);
  }
}

TEST_CASE("a look that a stop cuts short says nothing of the platform") {
  Watching w(honest);
  w.expected = "h{100..109}";
  w.watch_for(30min);
  REQUIRE(w.row().note.empty());
  w.world.fetcher.latency = 10s;
  w.every = 1h;
  Watching::Looks looks(w);
  const auto begun = w.world.fetcher.sent.size();
  std::function<void()> stop = [&] {
    looks.scheduler.stop();
    w.world.fetcher.cancel_all();
  };
  for (int second = 0; second < 7200; second += 5) {
    w.world.at(w.world.clock.passed() + 1s * second, [&] {
      if (w.world.fetcher.sent.size() > begun && stop) std::exchange(stop, nullptr)();
    });
  }
  w.world.run(looks.scheduler.run());
  REQUIRE_FALSE(stop);
  CHECK(w.row().note.empty());
}

TEST_CASE("what fails in the middle of a look ends it all, with the reason") {
  bool broken = false;
  Watching w([&broken](const net::Request& request) {
    if (broken) throw std::runtime_error("broken");
    return honest(request);
  });
  w.expected = "h{100..109}";
  Watching::Looks looks(w);
  broken = true;
  CHECK_THROWS_WITH(w.world.run(looks.scheduler.run()), "broken");
  looks.scheduler.stop();
}
