// Time by seed: no false alarm, and no claim missed that could be seen twice. A failing seed is
// printed and reproduces: HANDLEWATCH_SEED=N. HANDLEWATCH_LIVES=N for more of them; ctest runs the
// long ones.
#include <cstdlib>

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
  sum.looks += outcome.looks;
  sum.observations += outcome.observations;
  sum.told += outcome.told;
  sum.claims += outcome.claims;
  sum.clock_steps += outcome.clock_steps;
}

void say(const char* what, const tests::Outcome& sum) {
  MESSAGE(
      fmt::format("{}: {} looks, {} observations, {} events told, {} claims seen twice, {} clock "
                  "steps",
                  what, sum.looks, sum.observations, sum.told, sum.claims, sum.clock_steps));
}

void live(const char* what, model::Milliseconds lasts, long long lives) {
  const auto first = static_cast<std::uint64_t>(from_environment("HANDLEWATCH_SEED", 1));
  const auto count = static_cast<std::uint64_t>(from_environment("HANDLEWATCH_LIVES", lives));
  tests::Outcome sum;
  for (std::uint64_t seed = first; seed < first + count; ++seed) check_one(seed, lasts, sum);
  say(what, sum);
}

constexpr model::Milliseconds day = std::chrono::hours(24);

}  // namespace

TEST_CASE("simulated fortnights: no false alarm, no claim missed") {
  live("fortnights", 14 * day, 5);
}

TEST_CASE("simulated years: no false alarm, no claim missed" * doctest::skip()) {
  live("years", 365 * day, 1);
}
