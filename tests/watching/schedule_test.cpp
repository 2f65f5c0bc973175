#include "watching/schedule.hpp"

#include <set>

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using model::Instant;
using watching::hash_of;
using watching::next_sweep;
using watching::Timing;

namespace {

const Instant noon = Instant(0ms) + 480'012h;

// At most this much of six hours.
const model::Milliseconds jitter = 1'350s;

Timing timing(const std::string& name, model::Milliseconds every = 6h) {
  return {every, hash_of(name)};
}

}  // namespace

TEST_CASE("a unit is swept once in every slot, at its own place in it") {
  const Timing mine = timing("police\nbluesky\n");
  const Instant first = next_sweep(mine, noon, noon - 100h, noon);
  CHECK(first > noon);
  CHECK(first <= noon + 6h + jitter);
  Instant swept = first;
  for (int sweep = 1; sweep <= 400; ++sweep) {
    const Instant next = next_sweep(mine, swept, noon - 100h, swept + 3min);
    CHECK(next > swept + 5h);
    // Jitter never adds up: 400 sweeps later it is the same place of the slot.
    CHECK(std::chrono::abs(next - (first + sweep * 6h)) < jitter);
    swept = next;
  }
}

TEST_CASE("no two days look alike: each slot has its jitter, and has it again after a restart") {
  const Timing mine = timing("police\nbluesky\n", 24h);
  std::set<long long> minutes;
  Instant swept = noon;
  for (int day = 0; day < 60; ++day) {
    const Instant next = next_sweep(mine, swept, noon - 100h, swept + 1h);
    CHECK(next == next_sweep(mine, swept + 5min, swept, swept + 10min));
    minutes.insert(((next - noon) % 24h) / 1min);
    swept = next;
  }
  CHECK(minutes.size() > 20);
}

TEST_CASE("no minute thunders: many units are spread over the whole of their time") {
  std::set<long long> tenths;
  for (int i = 0; i < 200; ++i) {
    const auto at =
        next_sweep(timing("police\nplatform" + std::to_string(i) + "\n"), noon, noon - 100h, noon);
    tenths.insert((at - noon) / 36min);
  }
  CHECK(tenths.size() >= 10);
}

TEST_CASE("the very first sweep comes within seconds, what is overdue within a minute") {
  std::set<long long> seconds;
  for (int i = 0; i < 100; ++i) {
    const Timing one = timing("watch\nplatform" + std::to_string(i) + "\n");
    const Instant first = next_sweep(one, std::nullopt, noon, noon);
    CHECK(first >= noon);
    CHECK(first < noon + 3s);
    const Instant overdue = next_sweep(one, noon - 300h, noon, noon + 10s);
    CHECK(overdue >= noon);
    CHECK(overdue < noon + 60s);
    seconds.insert((overdue - noon) / 6s);
  }
  CHECK(seconds.size() == 10);
  // To the millisecond.
  model::Milliseconds last_first{0};
  model::Milliseconds last_overdue{0};
  for (std::uint64_t hash = 0; hash < 60'001; ++hash) {
    const Timing one{6h, hash};
    last_first = std::max(last_first, next_sweep(one, std::nullopt, noon, noon) - noon);
    last_overdue = std::max(last_overdue, next_sweep(one, noon - 300h, noon, noon) - noon);
  }
  CHECK(last_first == 3s - 1ms);
  CHECK(last_overdue == 60s - 1ms);
}

TEST_CASE("after a clock was set back what is due comes within a minute, and stays due") {
  const Timing mine = timing("police\nbluesky\n");
  const Instant next = next_sweep(mine, noon + 1000h, noon, noon);
  CHECK(next >= noon);
  CHECK(next <= noon + 60s);
  for (const auto later : {1s, 59s, 3600s}) {
    CHECK(next_sweep(mine, noon + 1000h, noon, noon + later) == next);
  }
}

TEST_CASE("a clock that is put right by some seconds makes nobody look twice") {
  const Timing mine = timing("police\nbluesky\n");
  const Instant slot = next_sweep(mine, noon + 20s, noon - 100h, noon + 20s);
  CHECK(next_sweep(mine, noon + 20s, noon - 100h, noon) == slot);
  CHECK_FALSE(watching::was_set_back(noon, noon));
  CHECK_FALSE(watching::was_set_back(noon + 20s, noon));
  CHECK_FALSE(watching::was_set_back(noon + 1min, noon));
  CHECK(watching::was_set_back(noon + 1min + 1ms, noon));
}

TEST_CASE("short names lie as far apart as long ones") {
  CHECK(hash_of("a") != hash_of("b"));
  CHECK(hash_of("a\nb") != hash_of("ab\n"));
}

TEST_CASE("what could not be asked is asked again sooner, but not at once and not past its slot") {
  const Timing mine = timing("police\nbluesky\n", 8h);
  CHECK(watching::next_try(mine, std::nullopt, noon + 8h) == noon + 8h);
  CHECK(watching::next_try(mine, noon, noon + 8h) == noon + 1h);
  CHECK(watching::next_try(mine, noon, noon + 20min) == noon + 20min);
  CHECK(watching::next_try(timing("x", 2min), noon, noon + 2min) == noon + 1min);
  CHECK(watching::next_try(timing("x", 10s), noon, noon + 10s) == noon + 10s);
}

TEST_CASE("a second sweep comes an hour after the first, each unit's at its own minute") {
  model::Milliseconds first = 24h, last = 0ms;
  for (std::uint64_t hash = 0; hash < 300'000; hash += 7) {
    const auto after = watching::second_sweep({6h, hash}, noon, noon + 5min) - noon;
    first = std::min<model::Milliseconds>(first, after);
    last = std::max<model::Milliseconds>(last, after);
  }
  CHECK(first == 1h);
  CHECK(last <= 1h + 225s - 1ms);
  CHECK(last > 1h + 224s);
  // Where sweeps are not further apart anyway, at its slot.
  CHECK(watching::second_sweep({1h, 5}, noon, noon + 20min) == noon + 20min);
  CHECK(watching::second_sweep({1h + 1ms, 5}, noon, noon + 20min) == noon + 1h + 5ms);
}
