// Limits that outlive a configuration and a process: whoever begins anew asks no sooner.
#include "probing/rate_limits.hpp"

#include <algorithm>
#include <random>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Milliseconds;
using model::Moment;
using probing::PaceRecord;
using probing::ProbeSettings;
using probing::RateLimits;
using probing::Time;
using namespace std::chrono_literals;

namespace {

// One process after the other, on one calendar; each has a monotonic clock of its own.
class Processes {
 public:
  explicit Processes(const text::Rates& rates) : Processes(rates, {{"users", 1, {}}}) {}
  Processes(const text::Rates& rates, const std::vector<tests::Step>& steps)
      : definition(tests::platform_of(steps)) {
    definition.rates = rates;
    start();
  }

  void start() {
    const std::vector<PaceRecord> left = book;
    rate_limits = RateLimits();
    rate_limits.book = [this](const PaceRecord& record) {
      std::erase_if(book, [&](const PaceRecord& one) { return one.road == record.road; });
      book.push_back(record);
      ++written;
    };
    steady = Moment(Milliseconds(++starts * 1'000'003LL));
    rate_limits.recall(left, time());
  }
  void end_and_start() {
    rate_limits.keep_all(time());
    start();
  }

  void pass(Milliseconds by) {
    steady += by;
    calendar += by;
  }
  Time time() const { return {steady, calendar}; }
  Milliseconds wait(std::size_t ask = 0) { return ready(ask) - steady; }

  void begin(std::size_t ask = 0) { rate_limits.started(definition, "", ask, settings, time()); }
  // At once answered.
  void ask(int times = 1, std::size_t of = 0) {
    for (int i = 0; i < times; ++i) {
      begin(of);
      pacer(of).ended(steady, steady);
      rate_limits.keep(definition, "", of, settings, time());
    }
  }
  void refuse(std::optional<Milliseconds> retry_after, std::size_t of = 0) {
    begin(of);
    pacer(of).limited(steady, steady, {retry_after, {}, {}});
    rate_limits.keep(definition, "", of, settings, time());
  }
  // A good answer, after which the platform's own window is empty.
  void empty(Milliseconds reset, std::size_t of = 0) {
    begin(of);
    pacer(of).answered(steady, steady, {{}, 0, reset});
    rate_limits.keep(definition, "", of, settings, time());
  }
  // The platform's wish about one handle, by a refusal.
  void send_to_rest(const std::string& handle, Milliseconds wait) {
    begin();
    pacer().ended(steady, steady);
    far().heard({std::span(&handle, 1), {wait, {}, {}}, true, steady}, steady);
    rate_limits.keep(definition, "", 0, settings, time());
  }
  void answer_well() { far().heard({{}, {}, false, steady}, steady); }
  Milliseconds rest_of(const std::string& handle) {
    return far().rests_until(handle, steady).value_or(steady) - steady;
  }
  probing::FarWaits& far() { return rate_limits.far_waits(definition, "", 0, settings); }
  probing::Pacer& pacer(std::size_t of = 0) { return rate_limits.of(definition, "", of, settings); }

  platforms::Definition definition;
  ProbeSettings settings;
  RateLimits rate_limits;
  std::vector<PaceRecord> book;
  model::Instant calendar{480'000h};
  Moment steady{};
  int starts = 0;
  int written = 0;

 private:
  Moment ready(std::size_t ask) { return pacer(ask).ready_at(steady); }
};

}  // namespace

TEST_CASE("a pause that a platform asked for outlives a reload, a restart and a kill") {
  Processes one({{1'000, 1s}});
  one.refuse(3'600s);
  one.pass(100s);
  one.rate_limits.configure_anew();
  CHECK(one.wait() == 3'500s);
  one.start();  // killed
  CHECK(one.wait() == 3'500s);
  one.pass(100s);
  one.end_and_start();
  CHECK(one.wait() == 3'400s);
  one.pass(3'400s);
  CHECK(one.wait() == 0s);
}

TEST_CASE("that a pause was cut to a day is known after a restart") {
  Processes one({{1'000, 1s}});
  one.refuse(1'000h);
  CHECK(one.rate_limits.long_waits(one.definition.id, "", one.steady).cut == 1'000h);
  one.start();
  one.ask();  // whoever asks for the road has its pause
  CHECK(one.rate_limits.long_waits(one.definition.id, "", one.steady).cut == 1'000h);
  one.end_and_start();
  one.ask();
  CHECK(one.rate_limits.long_waits(one.definition.id, "", one.steady).cut == 1'000h);
}

TEST_CASE("an empty window that a good answer told of outlives a kill too") {
  Processes one({{1'000, 1s}});
  one.empty(42s);
  one.start();
  CHECK(one.wait() == 42s);
}

TEST_CASE("a platform that was backed off from is backed off from after a restart") {
  Processes one({{60, 1min}});
  for (int i = 0; i < 3; ++i) {
    one.pass(2min);
    one.refuse(std::nullopt);
  }
  for (const bool killed : {false, true}) {
    killed ? one.start() : one.end_and_start();
    CHECK(one.pacer().refusals() == 3);
    CHECK(one.pacer().slowdown() == 8);
    CHECK(one.wait() == 8s);
  }
  one.rate_limits.configure_anew();
  CHECK(one.pacer().refusals() == 3);
  CHECK(one.pacer().slowdown() == 8);
  CHECK(one.wait() == 8s);
}

TEST_CASE("a good answer after a back-off is remembered as well") {
  Processes one({{60, 1min}});
  one.refuse(std::nullopt);
  one.pass(2min);
  one.begin();
  one.pacer().answered(one.steady, one.steady, {});
  one.rate_limits.keep(one.definition, "", 0, one.settings, one.time());
  one.start();
  CHECK(one.pacer().refusals() == 0);
  CHECK(one.pacer().slowdown() == 2);
}

TEST_CASE("a rate that is spent is spent after a reload and after an end, to the millisecond") {
  for (const text::Rate rate : {text::Rate{10, 1h}, {5, 1s}, {30, 1min}, {2'000, 24h}}) {
    CAPTURE(text::to_string(rate));
    Processes one({rate});
    one.ask(rate.count / 2);
    one.pass(rate.period / 2);
    one.ask(rate.count - rate.count / 2);
    one.rate_limits.configure_anew();
    CHECK(one.wait() == rate.period - rate.period / 2 + 1ms);
    one.end_and_start();
    CHECK(one.wait() == rate.period - rate.period / 2 + 1ms);
    one.pass(rate.period / 2 + 1ms);
    one.ask(rate.count / 2);
    CHECK(one.wait() == rate.period - rate.period / 2);
  }
}

TEST_CASE("no sliding window overruns its rate, however often a process is killed or ends") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    text::Rates rates(1 + random() % 2);
    for (text::Rate& rate : rates) {
      rate = {static_cast<int>(1 + random() % 40), Milliseconds(1 + random() % 4'000'000)};
    }
    Processes one(rates);
    std::vector<model::Instant> starts;
    while (starts.size() < 300) {
      if (random() % 12 == 0) {
        const auto how = random() % 3;
        if (how == 0) one.start();
        if (how == 1) one.end_and_start();
        if (how == 2) one.rate_limits.configure_anew();
      }
      one.pass(one.wait());
      if (random() % 3 == 0) one.pass(Milliseconds(random() % 60'000));
      one.ask();
      starts.push_back(one.calendar);
    }
    bool within = true;
    for (const text::Rate& rate : rates) {
      const auto count = static_cast<std::size_t>(rate.count);
      for (std::size_t i = count; i < starts.size(); ++i) {
        within = within && starts[i] - starts[i - count] > rate.period;
      }
    }
    CHECK(within);
  }
}

TEST_CASE("what was under way when a process was killed may have been counted up to then") {
  Processes one({{2, 10min}});
  one.begin();
  one.pass(5s);
  one.begin();
  one.pass(20s);
  one.start();
  CHECK(one.wait() == 10min + 1ms);
}

TEST_CASE("what may start after an answer was written down is covered like all else") {
  Processes one({{800, 24h}});
  one.empty(10s);
  one.pass(10s);
  one.ask(100);
  CHECK(one.written == 2);  // at the first start and at the answer
  one.start();
  one.ask(800 - 101);
  CHECK(one.wait() > 22h);
}

TEST_CASE("a kill costs no more than an eighth of a long window, and of a short one the whole") {
  Processes day({{800, 24h}});
  day.ask();
  day.pass(1h);
  day.start();
  day.ask(800 - 100 - 1 - 1);
  CHECK(day.wait() == 0s);
  day.ask();
  CHECK(day.wait() > 22h);
  Processes minute({{30, 1min}});
  minute.ask(3);
  minute.pass(10s);
  minute.start();
  CHECK(minute.wait() == 1min + 1ms);
  minute.pass(1min + 1ms);
  minute.ask(30);
}

TEST_CASE("a process that was killed long ago leaves nothing to wait for") {
  for (const text::Rate rate : {text::Rate{10, 1h}, {5, 1s}, {30, 1min}}) {
    Processes one({rate});
    one.ask(rate.count);
    one.pass(rate.period + rate.period / 8 + 1min + 1ms);
    one.start();
    CHECK(one.wait() == 0s);
    one.ask(rate.count - 1);
    CHECK(one.wait() == 0s);
  }
}

TEST_CASE("the book is written a few times in a window, not for every request") {
  Processes one({{800, 24h}});
  one.ask(800);
  CHECK(one.written <= 9);
  Processes fast({{1'000, 1s}});
  for (int second = 0; second < 120; ++second) {
    fast.ask(100);
    fast.pass(1s);
  }
  CHECK(fast.written <= 3);
  // A window used slowly is written down in as few points.
  CHECK(std::all_of(one.book.begin(), one.book.end(),
                    [](const PaceRecord& record) { return record.taken.size() <= 66; }));
  Processes slow({{1'000, 24h}});
  for (int i = 0; i < 1'000; ++i) {
    slow.pass(1min);
    slow.ask();
  }
  slow.rate_limits.keep_all(slow.time());
  CHECK(slow.book.front().taken.size() <= 66);
  CHECK(slow.book.front().taken.size() >= 40);
}

TEST_CASE("what a platform asked of one handle outlives a restart and a kill, a day at most") {
  Processes one({{1'000, 1s}});
  one.send_to_rest("alice", 1h);
  one.pass(1s);
  one.answer_well();
  one.send_to_rest("bob", 48h);
  one.pass(100s);
  one.start();  // killed
  CHECK(one.wait() == 0s);
  CHECK(one.rest_of("alice") == 1h - 101s);
  CHECK(one.rest_of("bob") == 24h - 100s);
  CHECK(one.rest_of("carol") == 0s);
  CHECK(one.rate_limits.long_waits(one.definition.id, "", one.steady).resting.size() == 2);
  one.pass(1h);
  one.end_and_start();
  one.ask();
  one.end_and_start();
  CHECK(one.rest_of("alice") == 0s);
  CHECK(one.rest_of("bob") == 23h - 100s);
  CHECK(one.book.front().resting.size() == 1);

  // The calendar was set back by a year: no wait is longer than it was.
  one.calendar -= 365 * 24h;
  one.start();
  CHECK(one.rest_of("bob") == 23h - 100s);
}

TEST_CASE("a platform that sends one handle after the other to rest makes no endless record") {
  Processes one({{100'000, 1s}});
  for (int i = 0; i < 1'000; ++i) {
    one.send_to_rest("h" + std::to_string(i), 1h);
    one.pass(1ms);
    one.answer_well();
  }
  CHECK(one.book.front().resting.size() == 200);
}

TEST_CASE("without a book nothing is written") {
  Processes one({{2, 1h}});
  one.rate_limits.book = nullptr;
  one.empty(60s);
  one.rate_limits.keep_all(one.time());
  CHECK(one.written == 0);
  CHECK(one.wait() == 60s);
}

TEST_CASE("another rate keeps the pause, and counts what was spent under the old one") {
  Processes one({{10, 1h}});
  one.ask(9);
  one.empty(90s);
  for (const bool restarted : {false, true}) {
    one.definition.rates = {{15, 1h}};
    restarted ? one.end_and_start() : one.rate_limits.configure_anew();
    CHECK(one.wait() == 90s);
  }
  one.pass(90s);
  one.pacer();
  for (int i = 0; i < 5; ++i) {
    one.pass(one.wait());
    one.ask();
  }
  CHECK(one.wait() > 50min);

  Processes slower({{10, 1h}});
  slower.ask(10);
  slower.definition.rates = {{5, 2h}};
  slower.rate_limits.configure_anew();
  CHECK(slower.wait() == 2h + 1ms);
}

TEST_CASE("with spacing the distance to the last request holds over a reload and a restart") {
  Processes one({{60, 1h}});
  one.definition.spacing = true;
  one.ask();
  one.pass(10s);
  one.rate_limits.configure_anew();
  CHECK(one.wait() == 50s);
  one.end_and_start();
  CHECK(one.wait() == 50s);
}

TEST_CASE("roads that become one keep the limits of both, one that becomes two those of the one") {
  Processes one({{100, 1h}}, {{"users", 1, {}}, {"search", 1, {}}});
  one.definition.asks[1].rates = {{10, 1h}};
  one.empty(100s, 0);
  one.empty(200s, 1);
  CHECK(one.wait(0) == 100s);
  CHECK(one.wait(1) == 200s);
  one.settings.rate = text::Rate{50, 1h};  // for all of them
  one.rate_limits.configure_anew();
  CHECK(one.wait(0) == 200s);
  one.settings.rate.reset();
  one.definition.asks[0].rates = {{5, 1h}};
  one.rate_limits.configure_anew();
  CHECK(one.wait(0) == 200s);
  CHECK(one.wait(1) == 200s);
}

TEST_CASE("a road that keeps a rate of its own keeps its own limits only") {
  Processes one({{100, 1h}}, {{"users", 1, {}}, {"search", 1, {}}});
  one.definition.asks[1].rates = {{10, 1h}};
  one.empty(200s, 0);
  one.empty(100s, 1);
  one.rate_limits.configure_anew();
  CHECK(one.wait(0) == 200s);
  CHECK(one.wait(1) == 100s);
  one.start();
  CHECK(one.wait(0) == 200s);
  CHECK(one.wait(1) == 100s);
}

TEST_CASE("each server of a platform has its own limits over a restart") {
  Processes one({{100, 1h}});
  one.refuse(100s);
  one.start();
  CHECK(one.rate_limits.of(one.definition, "https://other.example", 0, one.settings)
            .ready_at(one.steady) == one.steady);
  CHECK(one.wait() == 100s);
}

TEST_CASE("a calendar that was stepped makes nobody wait longer than a day, or than a window") {
  Processes one({{10, 1h}});
  one.ask(9);
  one.empty(20h);
  one.calendar -= 365 * 24h;
  one.start();
  CHECK(one.wait() == 20h);
  // The next process does not begin it again.
  one.pass(10h);
  one.start();
  CHECK(one.wait() == 10h);
  one.pass(10h);
  CHECK(one.wait() == 0s);

  Processes forged({{10, 1h}});
  forged.book = {{{"simulated", "", ""}, forged.calendar, {}, forged.calendar + 1'000h}};
  forged.start();
  CHECK(forged.wait() == 24h);
  forged.pass(10h);
  forged.start();
  CHECK(forged.wait() == 14h);

  Processes spent({{10, 1h}});
  spent.ask(10);
  spent.rate_limits.keep_all(spent.time());
  spent.calendar -= 365 * 24h;
  spent.start();
  CHECK(spent.wait() == 1h + 1ms);
  spent.pass(30min);
  spent.start();
  CHECK(spent.wait() == 30min + 1ms);
}

TEST_CASE("a record that is damaged breaks nothing") {
  Processes one({{10, 1h}});
  one.book = {{{"simulated", "", ""},
               one.calendar,
               {{one.calendar, -5}, {one.calendar - 1'000'000h, 2'000'000'000}, {one.calendar, 3}},
               model::Instant(),
               1e300,
               -7}};
  one.start();
  CHECK(one.pacer().slowdown() == 64);
  CHECK(one.pacer().refusals() == 0);
  CHECK(one.wait() < 24h);
}

TEST_CASE("a record that is right is not written again at a start; a damaged one is, into a book") {
  Processes one({{10, 1h}});
  one.ask(3);
  one.rate_limits.keep_all(one.time());
  const int before = one.written;
  one.start();
  CHECK(one.written == before);
  one.book.front().refusals = -7;
  one.start();
  CHECK(one.written == before + 1);
  CHECK(one.book.front().refusals == 0);
  one.book.front().refusals = -7;
  one.rate_limits = RateLimits();
  one.rate_limits.recall(one.book, one.time());
  CHECK(one.pacer().refusals() == 0);
  CHECK(one.written == before + 1);
}
