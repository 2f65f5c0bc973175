#include "probing/pacer.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <vector>

#include <doctest/doctest.h>

using model::Milliseconds;
using model::Moment;
using probing::Pacer;
using probing::RateAdvice;
using namespace std::chrono_literals;

namespace {

RateAdvice retry_after(Milliseconds wait) {
  RateAdvice advice;
  advice.retry_after = wait;
  return advice;
}

RateAdvice empty_window(Milliseconds reset) {
  RateAdvice advice;
  advice.remaining = 0;
  advice.reset = reset;
  return advice;
}

// Starts as early as the pacer lets it.
Moment start(Pacer& pacer, Moment now) {
  const Moment ready = pacer.ready_at(now);
  pacer.started(ready);
  return ready;
}

struct Past {
  std::vector<Moment> starts;
  std::vector<Moment> counted;  // by a server: at any moment from the start to the answer
};

// Requests as early as they may start, or somewhat later, some at once; each answered before its
// place is wanted again, some refused.
Past past_of(Pacer& pacer, const text::Rate& rate, std::mt19937_64& random, bool refusals) {
  std::multimap<Moment, Moment> under_way;  // answer to start
  const std::size_t at_once = 1 + random() % 5;
  const auto most_latency =
      static_cast<std::uint64_t>(std::min<long long>(rate.period.count(), 3'000));
  Past past;
  Moment now{Milliseconds(random() % 1'000'000)};
  while (past.starts.size() < 400) {
    const Moment hoped = pacer.ready_at(now + Milliseconds(random() % 4 == 0 ? random() % 700 : 0));
    const auto next = under_way.begin();
    if (next != under_way.end() && (under_way.size() == at_once || next->first <= hoped)) {
      now = std::max(now, next->first);
      const Moment started = next->second;
      under_way.erase(next);
      pacer.ended(now, started);
      if (refusals && random() % 8 == 0) {
        const bool says = random() % 2 == 0;
        const auto wait = Milliseconds(random() % 5'000);
        pacer.limited(now, started, says ? retry_after(wait) : RateAdvice{});
      } else {
        pacer.answered(now, started, {});
      }
      continue;
    }
    now = hoped;
    pacer.started(now);
    const auto latency = Milliseconds(random() % most_latency);
    under_way.emplace(now + latency, now);
    past.starts.push_back(now);
    past.counted.push_back(now + Milliseconds(random() % (latency.count() + 1)));
  }
  std::sort(past.counted.begin(), past.counted.end());
  return past;
}

}  // namespace

TEST_CASE("no sliding window ever holds more requests than its rate, whenever they are counted") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    text::Rates rates(1 + random() % 3);
    for (text::Rate& rate : rates) {
      rate = {static_cast<int>(1 + random() % 40), Milliseconds(1 + random() % 90'000)};
    }
    const bool spacing = random() % 2 == 0;
    Pacer pacer(rates, spacing);
    const Past past = past_of(pacer, rates.front(), random, random() % 2 == 0);
    bool within = true;
    for (const text::Rate& rate : rates) {
      const auto count = static_cast<std::size_t>(rate.count);
      for (const auto* moments : {&past.starts, &past.counted}) {
        for (std::size_t i = count; i < moments->size(); ++i) {
          // Even if the clock had floored each moment to its millisecond.
          within = within && (*moments)[i] - (*moments)[i - count] > rate.period;
        }
      }
    }
    CHECK(within);
  }
}

TEST_CASE(
    "with several rates a burst is as large as each allows, and the slower one sets the pace") {
  Pacer pacer({{100, 1min}, {10, 1s}}, false);
  const Moment begin{1'234ms};
  Moment last = begin;
  for (int i = 0; i < 10; ++i) CHECK(start(pacer, begin) == begin);
  for (int i = 10; i < 100; ++i) last = start(pacer, last);
  CHECK(last == begin + 9 * 1'001ms);
  CHECK(pacer.ready_at(last) == begin + 1min + 1ms);
}

TEST_CASE(
    "after a refusal the gap is that of the shortest window: a quota of a day is not spread") {
  Pacer pacer({{1'000, 24h}, {10, 1s}}, false);
  const Moment begin{1h};
  start(pacer, begin);
  pacer.limited(begin, begin, {});
  CHECK(pacer.ready_at(begin + 1s) == begin + 1s);
  start(pacer, begin + 1s);
  CHECK(pacer.ready_at(begin + 1s) == begin + 1'200ms);
}

TEST_CASE("with spacing, starts keep the rate's own distance") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const text::Rate rate{static_cast<int>(1 + random() % 40), Milliseconds(1 + random() % 90'000)};
    Pacer pacer({rate}, true);
    const auto starts = past_of(pacer, rate, random, false).starts;
    bool apart = true;
    for (std::size_t i = 1; i < starts.size(); ++i) {
      apart = apart && starts[i] - starts[i - 1] >= rate.period / rate.count;
    }
    CHECK(apart);
  }
}

TEST_CASE("a whole window may start at once, and the next one a period later") {
  Pacer pacer({{60, 1h}}, false);
  const Moment begin{1'234ms};
  for (int i = 0; i < 60; ++i) CHECK(start(pacer, begin) == begin);
  CHECK(pacer.ready_at(begin) == begin + 1h + 1ms);
  CHECK(pacer.ready_at(begin + 2h) == begin + 2h);
}

TEST_CASE("each refusal doubles the wait and the slow-down, up to their bounds") {
  Pacer pacer({{60, 1min}}, false);
  Moment now{1h};
  const int waits[] = {1, 2, 4, 8, 16, 32, 64, 64, 64, 64};
  double slowdown = 1;
  for (const int seconds : waits) {
    const Moment started = start(pacer, now);
    now = started + 20ms;
    pacer.limited(now, started, {});
    slowdown = std::min(64.0, slowdown * 2);
    CHECK(pacer.slowdown() == slowdown);
    const auto gap = Milliseconds(static_cast<int>(1'000 * slowdown));
    CHECK(pacer.ready_at(now) == std::max(now + std::chrono::seconds(seconds), started + gap));
  }
  CHECK(pacer.refusals() == 10);
}

TEST_CASE("what was under way at a slow-down counts no more, whether good or bad") {
  Pacer pacer({{10, 1s}}, false);
  const Moment begin{10s};
  for (int i = 0; i < 8; ++i) start(pacer, begin);
  pacer.limited(begin + 100ms, begin, {});
  CHECK(pacer.slowdown() == 2);
  pacer.limited(begin + 120ms, begin, {});
  pacer.answered(begin + 130ms, begin, {});
  pacer.limited(begin + 140ms, begin, {});  // a good answer between them changes nothing
  CHECK(pacer.slowdown() == 2);
  CHECK(pacer.refusals() == 1);
  CHECK(pacer.ready_at(begin + 200ms) == begin + 1'100ms);
  const Moment next = start(pacer, begin + 200ms);
  pacer.limited(next + 50ms, next, {});
  CHECK(pacer.slowdown() == 4);
  CHECK(pacer.refusals() == 2);
}

TEST_CASE("a longer wait is heeded, also from a refusal that no longer counts") {
  Pacer pacer({{10, 1s}}, false);
  const Moment begin{10s};
  for (int i = 0; i < 3; ++i) start(pacer, begin);
  pacer.limited(begin + 100ms, begin, {});
  pacer.limited(begin + 110ms, begin, retry_after(60s));
  CHECK(pacer.ready_at(begin + 120ms) == begin + 110ms + 60s);
  pacer.limited(begin + 120ms, begin, retry_after(5s));  // a shorter one takes nothing back
  CHECK(pacer.ready_at(begin + 130ms) == begin + 110ms + 60s);
  CHECK(pacer.slowdown() == 2);
}

TEST_CASE("Retry-After is honoured to the millisecond") {
  for (const Milliseconds wait :
       {1'000ms, 1'001ms, 1'500ms, 30'000ms, 86'399'999ms, 86'400'000ms}) {
    CAPTURE(wait.count());
    Pacer pacer({{1'000, 1s}}, false);
    const Moment now{1h};
    start(pacer, now - 1s);
    pacer.limited(now, now - 1s, retry_after(wait));
    CHECK(pacer.ready_at(now) == now + wait);
    CHECK(pacer.ready_at(now + wait + 7ms) == now + wait + 7ms);
  }
}

TEST_CASE(
    "who would have us back at once, or in the past, is waited for as if he had said nothing") {
  for (const Milliseconds wait : {0ms, 1ms, 999ms}) {
    CAPTURE(wait.count());
    Pacer pacer({{1'000, 1s}}, false);
    Moment now{1h};
    for (const int seconds : {1, 2, 4, 8}) {
      const Moment started = start(pacer, now);
      now = started + 20ms;
      pacer.limited(now, started, retry_after(wait));
      CHECK(pacer.ready_at(now) == now + std::chrono::seconds(seconds));
      now += std::chrono::seconds(seconds);
    }
    // A window that is said to be empty until a moment ago is waited for a little as well.
    const Moment started = start(pacer, now);
    pacer.answered(started + 20ms, started, empty_window(wait));
    CHECK(pacer.ready_at(started + 20ms) == started + 1'020ms);
  }
}

TEST_CASE("a good answer that says when to come again is heeded") {
  Pacer pacer({{1'000, 1s}}, false);
  const Moment now{1h};
  start(pacer, now - 1s);
  pacer.answered(now, now - 1s, retry_after(0s));
  CHECK(pacer.ready_at(now) == now);
  pacer.answered(now, now - 1s, retry_after(90s));
  CHECK(pacer.ready_at(now) == now + 90s);
  CHECK(pacer.slowdown() == 1);
}

TEST_CASE("no platform is waited for longer than a day, and what it asked for is kept") {
  const Moment now{1h};
  for (const bool refused : {true, false}) {
    CAPTURE(refused);
    Pacer pacer({{1'000, 1s}}, false);
    start(pacer, now - 1s);
    const auto hear = [&](const RateAdvice& advice) {
      refused ? pacer.limited(now, now - 1s, advice) : pacer.answered(now, now - 1s, advice);
    };
    hear(retry_after(24h));
    CHECK_FALSE(pacer.asked_for(now).has_value());
    hear(refused ? retry_after(315'360'000s) : empty_window(315'360'000s));
    CHECK(pacer.paused_until() == now + 24h);
    hear(retry_after(10s));  // a shorter one takes nothing back

    Pacer next({{1'000, 1s}}, false);
    next.resume(pacer.state());
    CHECK(next.paused_until() == now + 24h);
    CHECK(next.asked_for(now) == pacer.asked_for(now));
  }
  Pacer pacer({{1'000, 1s}}, false);
  start(pacer, now - 1s);
  pacer.limited(now, now - 1s, retry_after(315'360'000s));
  CHECK(pacer.asked_for(now) == Milliseconds(315'360'000s));
  CHECK(pacer.asked_for(now + 24h - 1ms).has_value());
  CHECK_FALSE(pacer.asked_for(now + 24h).has_value());
  pacer.limited(now + 1h, now + 1s, retry_after(24h));
  CHECK_FALSE(pacer.asked_for(now + 1h).has_value());  // of the pause that stands nothing was cut
}

TEST_CASE("however slow a road has become, the next request is a day away at most") {
  const Moment begin{1h};
  Pacer slow({{1, 12h}}, false);
  Moment now = begin;
  for (int i = 0; i < 8; ++i) {
    now = start(slow, now);
    slow.limited(now, now, {});
    CHECK(slow.ready_at(now) - now <= 24h);
  }
  Pacer rare({{1, 3 * 24h}}, true);  // that a person wanted it rarer is another thing
  start(rare, begin);
  rare.limited(begin, begin, {});
  CHECK(rare.ready_at(begin) == begin + 3 * 24h + 1ms);
}

TEST_CASE("an empty window is waited for, a window with room is not") {
  const Moment now{1h};
  Pacer pacer({{1'000, 1s}}, false);
  start(pacer, now - 1s);
  pacer.answered(now, now - 1s, empty_window(42'007ms));
  CHECK(pacer.ready_at(now) == now + 42'007ms);
  CHECK(pacer.slowdown() == 1);

  Pacer roomy({{1'000, 1s}}, false);
  RateAdvice some = empty_window(42s);
  some.remaining = 1;
  roomy.answered(now, now - 1s, some);
  CHECK(roomy.ready_at(now) == now);

  RateAdvice no_reset;
  no_reset.remaining = 0;
  roomy.answered(now, now - 1s, no_reset);
  CHECK(roomy.ready_at(now) == now);
}

TEST_CASE("ten good answers after another the pace recovers by a tenth, and ends as it was") {
  Pacer pacer({{1'000, 1s}}, false);
  Moment now{1h};
  const Moment first = start(pacer, now);
  pacer.limited(now, first, {});
  REQUIRE(pacer.slowdown() == 2);
  int good = 0;
  double before = 2;
  while (pacer.slowdown() > 1) {
    REQUIRE(good < 1'000);
    now = start(pacer, now);
    pacer.answered(now + 1ms, now, {});
    ++good;
    if (good % 10 != 0) CHECK(pacer.slowdown() == before);
    if (good % 10 == 0) CHECK(pacer.slowdown() == doctest::Approx(std::max(1.0, before * 0.9)));
    before = pacer.slowdown();
  }
  CHECK(good == 70);
  CHECK(pacer.refusals() == 0);
  now += 2s;
  for (int i = 0; i < 1'000; ++i) CHECK(start(pacer, now) == now);  // bursts are allowed again
}

TEST_CASE("a place in the window is free one period after the answer, not after the start") {
  // The server may count a request at any moment up to its answer.
  Pacer pacer({{2, 10s}}, false);
  const Moment start{};
  pacer.started(start);
  pacer.started(start + 100ms);
  CHECK(pacer.ready_at(start + 200ms) == start + 10s + 1ms);
  pacer.ended(start + 900ms, start);
  CHECK(pacer.ready_at(start + 900ms) == start + 10s + 101ms);
  pacer.ended(start + 1s, start + 100ms);
  CHECK(pacer.ready_at(start + 1s) == start + 10s + 901ms);
}

TEST_CASE("a request that ends when its place is long another's takes none again") {
  Pacer pacer({{2, 10s}}, false);
  const Moment begin{1h};
  pacer.started(begin);
  pacer.started(begin + 100ms);
  pacer.started(begin + 10'001ms);
  pacer.ended(begin + 12s, begin);
  CHECK(pacer.ready_at(begin + 12s) == begin + 12s);
  pacer.started(begin + 12s);
  CHECK(pacer.ready_at(begin + 12s) == begin + 20'002ms);
}

TEST_CASE("waits that no server means, and rates that no platform has, break nothing") {
  const Milliseconds waits[] = {365 * 24h,           -1ms, -5s, Milliseconds::max(),
                                Milliseconds::min(), 0ms};
  const text::Rate rates[] = {{1, 1ms}, {1'000'000, 1ms}, {1, 1'000 * 365 * 24h}, {60, 1min}};
  for (const text::Rate& rate : rates) {
    for (const Milliseconds wait : waits) {
      CAPTURE(text::to_string(rate));
      CAPTURE(wait.count());
      Pacer pacer({rate}, true);
      Moment now{100 * 365 * 24h};
      for (int i = 0; i < 20; ++i) {
        const Moment started = start(pacer, now);
        CHECK(started >= now);
        RateAdvice advice = retry_after(wait);
        advice.remaining = std::numeric_limits<long long>::min();
        advice.reset = wait;
        now = started;
        pacer.limited(now, started, advice);
        pacer.answered(now, started, advice);
        CHECK(pacer.ready_at(now) >= now);
      }
      CHECK(pacer.slowdown() <= 64);
    }
  }
  Pacer year({{1'000, 1s}}, false);
  year.limited(Moment{1h}, Moment{1h}, retry_after(365 * 24h));
  CHECK(year.ready_at(Moment{1h}) == Moment{1h} + 24h);
}
