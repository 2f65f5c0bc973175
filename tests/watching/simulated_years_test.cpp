// Time by seed: nothing false is told, and nothing is missed that could be seen twice; of every
// kind of event, and of incidents. A failing seed is printed and reproduces: HANDLEWATCH_SEED=N.
// HANDLEWATCH_LIVES=N for more of them; ctest runs the long ones.
#include <cstdlib>

#include "model/event_kind.hpp"
#include "watching/simulated_watch.hpp"

namespace {

long long from_environment(const char* name, long long otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::atoll(value);
}

void check_one(std::uint64_t seed, model::Milliseconds lasts, tests::Outcome& sum) {
  CAPTURE(seed);
  tests::SimulatedWatch watch(seed, lasts);
  const tests::Outcome outcome = watch.live();
  for (const std::string& what : outcome.wrong) CHECK_MESSAGE(false, what);
  CHECK(outcome.looks > 0);
  ++sum.lives;
  sum.looks += outcome.looks;
  sum.observations += outcome.observations;
  sum.told += outcome.told;
  sum.claims += outcome.claims;
  sum.clock_steps += outcome.clock_steps;
  sum.restarts += outcome.restarts;
  sum.decisions += outcome.decisions;
  sum.flapping += outcome.flapping;
  for (const auto& [type, count] : outcome.kinds) sum.kinds[type] += count;
}

void say(const char* what, const tests::Outcome& sum) {
  std::string kinds;
  for (const auto& [type, count] : sum.kinds) kinds += fmt::format(", {} {}", count, name(type));
  MESSAGE(fmt::format(
      "{}: {} looks, {} observations, {} events told{}, {} flapping, {} strangers believed, {} "
      "decisions, {} restarts, {} clock steps",
      what, sum.looks, sum.observations, sum.told, kinds, sum.flapping, sum.claims, sum.decisions,
      sum.restarts, sum.clock_steps));
}

tests::Outcome live(const char* what, model::Milliseconds lasts, long long lives) {
  const auto first = static_cast<std::uint64_t>(from_environment("HANDLEWATCH_SEED", 1));
  const auto count = static_cast<std::uint64_t>(from_environment("HANDLEWATCH_LIVES", lives));
  tests::Outcome sum;
  for (std::uint64_t seed = first; seed < first + count; ++seed) check_one(seed, lasts, sum);
  say(what, sum);
  return sum;
}

constexpr model::Milliseconds day = std::chrono::hours(24);

}  // namespace

TEST_CASE("simulated fortnights: nothing false is told, nothing is missed") {
  live("fortnights", 14 * day, 5);
}

TEST_CASE("simulated years: nothing false is told, nothing is missed" * doctest::skip()) {
  const tests::Outcome sum = live("years", 365 * day, 1);
  // In a few years the world brings every kind of event that a watch can tell of.
  if (sum.lives < 5) return;
  for (const model::EventKind& kind : model::event_kinds) {
    const bool of_alerting = kind.type == model::EventType::channel_down;
    const bool in_ledger = kind.type != model::EventType::test && !of_alerting;
    CHECK_MESSAGE((!in_ledger || sum.kinds.contains(kind.type)), std::string(kind.name));
  }
  CHECK(sum.flapping > 0);
}
