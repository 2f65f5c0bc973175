// How much fits before a long wait, held against a pacer that is really asked, over random rates
// and histories; and what a sweep leaves to second looks.
#include <algorithm>
#include <random>

#include <doctest/doctest.h>

#include "probing/pacer.hpp"

using model::Milliseconds;
using model::Moment;
using probing::Pacer;
using probing::Share;
using namespace std::chrono_literals;

namespace {

Milliseconds any_of(std::mt19937_64& random, Milliseconds most) {
  return Milliseconds(random() % static_cast<std::uint64_t>(most.count() + 1));
}

text::Rates any_rates(std::mt19937_64& random) {
  constexpr Milliseconds periods[] = {1s, 10s, 1min, 5min, 1h, 24h};
  text::Rates rates;
  const std::size_t count = 1 + random() % 2;
  for (std::size_t i = 0; i < count; ++i) {
    rates.push_back({static_cast<int>(1 + random() % 60), periods[random() % 6]});
  }
  return rates;
}

struct PastRoom {
  Pacer pacer;
  Moment now{100h};
  int slowed = 0;
};

// Requests as early as they may start or later, one after the other; here and there a slow-down, or
// a pause in the end.
PastRoom any_past(const text::Rates& rates, bool spacing, std::mt19937_64& random) {
  PastRoom past{Pacer(rates, spacing)};
  const std::size_t requests = random() % 90;
  for (std::size_t i = 0; i < requests; ++i) {
    past.now = past.pacer.ready_at(past.now + (random() % 4 == 0 ? any_of(random, 2min) : 0ms));
    past.pacer.started(past.now);
    const Moment started = past.now;
    past.now += any_of(random, 2s);
    if (random() % 8 != 0) past.pacer.ended(past.now, started);
  }
  if (random() % 3 == 0) {
    for (past.slowed = 1; random() % 2 == 0; ++past.slowed) past.pacer.slow_down(past.now);
    past.pacer.slow_down(past.now);
  }
  if (random() % 4 == 0) {
    past.pacer.answered(past.now, past.now, {std::nullopt, 0, any_of(random, 10min)});
  }
  past.now += any_of(random, random() % 2 == 0 ? Milliseconds(2s) : Milliseconds(2h));
  return past;
}

// By really asking: each as early as it may start.
std::size_t asked(Pacer pacer, Moment now, std::size_t most, std::optional<Moment> last,
                  Share share) {
  const Milliseconds patience = pacer.patience();
  for (std::size_t count = 0; count < most; ++count) {
    const Moment start = pacer.ready_at(now, share);
    if (start - now > patience || (last && start > *last)) return count;
    pacer.started(start);
    now = start;
  }
  return most;
}

// What a sweep leaves: a fifth, a whole look of five requests; nothing where a bracket of its own
// would not fit beside that.
int kept_of(int count) {
  return count < 10 ? 0 : std::max((count + 4) / 5, 5);
}

}  // namespace

TEST_CASE("what is said to fit is what may start without a longer wait, over random rates") {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const text::Rates rates = any_rates(random);
    const bool spacing = random() % 3 == 0;
    const PastRoom past = any_past(rates, spacing, random);
    const std::size_t most = random() % 40;
    for (const Share share : {Share::whole, Share::for_sweeps}) {
      CHECK(past.pacer.room(past.now, most, std::nullopt, share) ==
            asked(past.pacer, past.now, most, std::nullopt, share));
      const Moment last = past.now + any_of(random, 10min);
      CHECK(past.pacer.room(past.now, most, last, share) ==
            asked(past.pacer, past.now, most, last, share));
      Pacer fresh(rates, spacing);
      for (int i = 0; i < past.slowed; ++i) fresh.slow_down(past.now);
      CHECK(past.pacer.whole_room(most, share) ==
            asked(fresh, past.now, most, std::nullopt, share));
    }
  }
}

TEST_CASE("when so many are said to fit they do, and not before but for the wait they may hold") {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const text::Rates rates = any_rates(random);
    const bool spacing = random() % 3 == 0;
    const PastRoom past = any_past(rates, spacing, random);
    const Pacer& pacer = past.pacer;
    for (const Share share : {Share::whole, Share::for_sweeps}) {
      const std::size_t all = pacer.whole_room(25, share);
      REQUIRE(all > 0);
      const std::size_t requests = 1 + random() % all;
      CAPTURE(requests);
      const Moment at = pacer.fits_at(past.now, requests, share);
      CHECK(at >= past.now);
      CHECK(asked(pacer, at, requests, std::nullopt, share) == requests);
      if (asked(pacer, past.now, requests, std::nullopt, share) == requests) {
        CHECK(at == std::max(past.now, pacer.paused_until()));
        continue;
      }
      for (int i = 0; i < 20; ++i) {
        const Moment before = past.now + any_of(random, at - past.now);
        if (at - before <= pacer.patience()) continue;
        CHECK(asked(pacer, before, requests, std::nullopt, share) < requests);
      }
    }
  }
}

TEST_CASE(
    "a bracket holds a wait of a minute, of twice the spacing, or for a window without room") {
  struct Row {
    text::Rates rates;
    bool spacing;
    int slowed;
    Milliseconds patience;
  };
  // A second is for the answers that a window waits for.
  const Row rows[] = {{{{60, 1h}}, false, 0, 61s},
                      {{{30, 1min}}, false, 0, 61s},
                      {{{60, 1min}}, true, 0, 61s},
                      {{{60, 1h}}, true, 0, 2min},
                      {{{60, 1h}, {100, 24h}}, true, 0, 2 * 864s},
                      {{{60, 1h}}, false, 1, 4min},  // slowed down, it goes evenly
                      {{{60, 1h}}, false, 3, 16min},
                      {{{60, 1min}}, false, 2, 61s},
                      {{{10, 1h}}, false, 0, 61s},  // two brackets of the least fit, one by another
                      {{{9, 1h}}, false, 0, 1h + 1s},
                      {{{1, 24h}, {60, 1min}}, false, 0, 24h + 1s}};
  for (const Row& row : rows) {
    CAPTURE(text::to_string(row.rates.front()));
    Pacer pacer(row.rates, row.spacing);
    for (int i = 0; i < row.slowed; ++i) pacer.slow_down(Moment(1h));
    CHECK(pacer.patience() == row.patience);
  }
}

TEST_CASE("a sweep leaves a fifth of every window to second looks, and at least a whole one") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const text::Rate rate{static_cast<int>(1 + random() % 200), 1s + any_of(random, 1h)};
    const int kept = kept_of(rate.count);
    CAPTURE(rate.count);
    if (rate.count >= 10) CHECK(kept >= std::max((rate.count + 4) / 5, 5));
    Pacer pacer({rate}, false);
    Moment now{1h};
    std::vector<Moment> starts;
    for (int i = 0; i < 3 * rate.count; ++i) {
      now = pacer.ready_at(now, Share::for_sweeps);
      pacer.started(now);
      starts.push_back(now);
      // However greedy the sweep was: a look may start at once.
      if (random() % 8 != 0) continue;
      Pacer look = pacer;
      bool at_once = true;
      for (int k = 0; k < kept; ++k) {
        at_once = at_once && look.ready_at(now) == now;
        look.started(now);
      }
      CHECK(at_once);
      CHECK(look.ready_at(now) >= now);
    }
    const auto most = static_cast<std::size_t>(rate.count - kept);
    bool within = true;
    for (std::size_t i = most; i < starts.size(); ++i) {
      within = within && starts[i] - starts[i - most] > rate.period;
    }
    CHECK(within);
  }
}

TEST_CASE("what a look has taken is a place less for the sweep") {
  Pacer pacer({{20, 1min}}, false);
  const Moment now{1h};
  for (int i = 0; i < 5; ++i) pacer.started(now);
  CHECK(pacer.room(now, 25, now, Share::whole) == 15);
  CHECK(pacer.room(now, 25, now, Share::for_sweeps) == 10);
}
