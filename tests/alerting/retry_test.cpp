#include "alerting/retry.hpp"

#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"

using namespace alerting;
using namespace std::chrono_literals;
using Outcome = Delivery::Outcome;
using What = NextStep::What;

namespace {

const model::Instant start = tests::at("2026-11-22T06:40:00Z");

Delivery delivery_of(Outcome outcome) {
  Delivery delivery;
  delivery.outcome = outcome;
  return delivery;
}

// The times of all attempts while every one fails in `took`.
std::vector<model::Milliseconds> attempts(const Delivery& delivery, RetryPolicy policy,
                                          std::uint64_t seed, model::Milliseconds took) {
  std::vector<model::Milliseconds> times;
  model::Instant now = start;
  for (int count = 1;; ++count) {
    times.push_back(now - start);
    now += took;
    const NextStep next = after({count, start}, delivery, policy, now, seed);
    if (next.what != What::again) return times;
    REQUIRE(next.at >= now);
    now = next.at;
  }
}

}  // namespace

TEST_CASE("a message is tried ten times in about 75 hours, then it waits") {
  const std::vector<model::Milliseconds> waits = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
  std::set<model::Milliseconds> seconds;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto times = attempts(delivery_of(Outcome::retry), RetryPolicy::http, seed, 0s);
    REQUIRE((times.size() == 10 || (times.size() == 9 && times.back() >= 72h)));
    for (std::size_t i = 1; i < times.size(); ++i) {
      const model::Milliseconds wait = times[i] - times[i - 1];
      CHECK(wait >= waits[i - 1] * 9 / 10);
      CHECK(wait <= waits[i - 1] * 11 / 10);
    }
    seconds.insert(times[2]);
    CHECK(times == attempts(delivery_of(Outcome::retry), RetryPolicy::http, seed, 0s));
  }
  CHECK(seconds.size() > 150);  // jitter: no two hundred messages in the same second
}

TEST_CASE("a mail's first retry comes after five minutes: greylisting") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const auto times = attempts(delivery_of(Outcome::retry), RetryPolicy::mail, seed, 1s);
    CHECK(times[1] >= 5min);
    CHECK(times[1] <= 8min);
    CHECK(times.back() >= 48h);
  }
}

TEST_CASE("Retry-After is obeyed, up to a day, and never shortens the wait") {
  Delivery delivery = delivery_of(Outcome::retry);
  const auto wait = [&](int count) {
    return after({count, start}, delivery, RetryPolicy::http, start, 1).at - start;
  };
  delivery.not_before = 10min;
  CHECK(wait(1) == 10min);
  CHECK(wait(3) > 10min);
  delivery.not_before = 400h;
  CHECK(wait(1) == 24h);
  delivery.not_before = 0s;
  CHECK(wait(1) >= 4500ms);
}

TEST_CASE(
    "three days of trying are enough, whatever a server asks for; a step of the clock is not") {
  Delivery patient = delivery_of(Outcome::retry);
  patient.not_before = 24h;
  const auto times = attempts(patient, RetryPolicy::http, 1, 0s);
  CHECK(times.size() == 5);
  CHECK(times.back() == 96h);
  CHECK(after({2, start}, delivery_of(Outcome::retry), RetryPolicy::http, start + 24h * 365, 1)
            .what == What::again);
}

TEST_CASE("delivered is done, refused is dead") {
  CHECK(after({1, start}, delivery_of(Outcome::delivered), RetryPolicy::http, start, 1).what ==
        What::done);
  CHECK(after({1, start}, delivery_of(Outcome::refused), RetryPolicy::mail, start, 1).what ==
        What::dead);
}

TEST_CASE("a channel is believed closed after three answers over ten minutes, in every jitter") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    ChannelHealth standing;
    model::Instant now = start;
    for (int count = 1; count <= 3; ++count) {
      CHECK_FALSE(is_suspended(standing, now));
      standing = after(standing, delivery_of(Outcome::closed), now);
      const NextStep next =
          after({count, start}, delivery_of(Outcome::closed), RetryPolicy::http, now, seed);
      REQUIRE(next.what == What::again);
      if (count < 3) now = next.at;
    }
    CHECK(is_suspended(standing, now));
    CHECK(now - start <= 45min);
  }
}

TEST_CASE("many messages refused in one moment are one answer, not three; 410 needs no second") {
  ChannelHealth standing;
  for (int i = 0; i < 20; ++i)
    standing = after(standing, delivery_of(Outcome::closed), start + 1s * i);
  CHECK_FALSE(is_suspended(standing, start + 9min));
  Delivery gone = delivery_of(Outcome::closed);
  gone.surely = true;
  CHECK(is_suspended(after({}, gone, start), start));
}

TEST_CASE("an answer that works begins the count anew; a dead network does not") {
  const auto closed = delivery_of(Outcome::closed);
  for (const Outcome works : {Outcome::delivered, Outcome::refused}) {
    ChannelHealth standing = after(after({}, closed, start), closed, start + 6min);
    standing = after(standing, delivery_of(works), start + 7min);
    CHECK(standing.closed_in_a_row == 0);
    standing = after(standing, closed, start + 20min);
    CHECK_FALSE(is_suspended(standing, start + 20min));
  }
  ChannelHealth standing = after(after({}, closed, start), closed, start + 6min);
  standing = after(standing, delivery_of(Outcome::retry), start + 7min);
  standing = after(standing, closed, start + 12min);
  CHECK(is_suspended(standing, start + 12min));
}

TEST_CASE("a mail's waits are its own, each a tenth longer or shorter, and both ends are reached") {
  const std::vector<model::Milliseconds> waits = {6min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
  std::vector<model::Milliseconds> least = waits, most = waits;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    for (std::size_t i = 0; i < waits.size(); ++i) {
      const int count = static_cast<int>(i) + 1;
      const NextStep next =
          after({count, start}, delivery_of(Outcome::retry), RetryPolicy::mail, start, seed);
      REQUIRE(next.what == What::again);
      least[i] = std::min(least[i], next.at - start);
      most[i] = std::max(most[i], next.at - start);
    }
  }
  for (std::size_t i = 0; i < waits.size(); ++i) {
    CHECK(least[i] == waits[i] * 9 / 10);
    CHECK(most[i] == waits[i] * 11 / 10);
    CHECK(most[i] <= longest_wait);
  }
  CHECK(longest_wait == most.back());
  for (const RetryPolicy policy : {RetryPolicy::http, RetryPolicy::mail}) {
    const int last = policy == RetryPolicy::http ? 9 : 8;
    const Delivery retry = delivery_of(Outcome::retry);
    CHECK(after({last, start}, retry, policy, start, 1).what == What::again);
    const NextStep none = after({last + 1, start}, retry, policy, start + 1h, 1);
    CHECK(none.what == What::wait);
    CHECK(none.at == start + 1h);
  }
  // A count that no ledger should hold is the first.
  CHECK(after({0, start}, delivery_of(Outcome::retry), RetryPolicy::http, start, 1).at - start <=
        5500ms);
}

TEST_CASE("trying ends after three days and five attempts, to the millisecond") {
  const Delivery retry = delivery_of(Outcome::retry);
  CHECK(after({5, start}, retry, RetryPolicy::http, start + 72h - 1ms, 1).what == What::again);
  CHECK(after({5, start}, retry, RetryPolicy::http, start + 72h, 1).what == What::wait);
  CHECK(after({4, start}, retry, RetryPolicy::http, start + 72h, 1).what == What::again);
}

TEST_CASE("what is closed is asked again after six minutes at least, jitter and all") {
  const Delivery closed = delivery_of(Outcome::closed);
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto wait = after({1, start}, closed, RetryPolicy::http, start, seed).at - start;
    CHECK(wait >= 324s);
    CHECK(wait <= 396s);
    CHECK(after({3, start}, closed, RetryPolicy::http, start, seed).at ==
          after({3, start}, delivery_of(Outcome::retry), RetryPolicy::http, start, seed).at);
  }
}

TEST_CASE("three refusals are believed after ten minutes to the millisecond, whatever the clock") {
  const auto closed = delivery_of(Outcome::closed);
  const auto standing_after = [&](std::vector<model::Instant> times) {
    ChannelHealth standing;
    for (const model::Instant at : times) standing = after(standing, closed, at);
    return standing;
  };
  const ChannelHealth three = standing_after({start, start + 1min, start + 2min});
  CHECK(three.closed_in_a_row == 3);
  CHECK_FALSE(is_suspended(three, start + 10min - 1ms));
  CHECK(is_suspended(three, start + 10min));
  CHECK_FALSE(is_suspended(standing_after({start, start + 5min}), start + 30min));
  // Set back by a day: the ten minutes begin there.
  const model::Instant yesterday = start - 24h;
  const ChannelHealth back = standing_after({start, yesterday, yesterday + 1min});
  CHECK_FALSE(is_suspended(back, yesterday + 10min - 1ms));
  CHECK(is_suspended(back, yesterday + 10min));
  // Doubt, once gone, does not come back.
  Delivery gone = closed;
  gone.surely = true;
  CHECK(is_suspended(after(after({}, gone, start), closed, start), start));
  CHECK(is_suspended(after(after({}, closed, start), gone, start), start));
}

TEST_CASE("the jitter of a message is SplitMix64's, and can be foretold") {
  struct Row {
    std::uint64_t seed;
    std::vector<model::Milliseconds> waits;
  };
  // Of the reference implementation: 1234567 gives 6457827717110365317.
  const std::vector<Row> table = {{0, {5305ms, 285600ms, 1839600ms}},
                                  {1, {5030ms, 303300ms, 1965600ms}},
                                  {42, {4970ms, 276600ms, 1656000ms}},
                                  {1234567, {4825ms, 308100ms, 1735200ms}},
                                  {9223372036854775813ULL, {4530ms, 320100ms, 1841400ms}}};
  for (const Row& row : table) {
    for (std::size_t i = 0; i < row.waits.size(); ++i) {
      const int count = static_cast<int>(i) + 1;
      const NextStep next =
          after({count, start}, delivery_of(Outcome::retry), RetryPolicy::http, start, row.seed);
      CHECK(next.at - start == row.waits[i]);
    }
  }
}
