#include "alerting/retry.hpp"

#include <algorithm>
#include <array>

namespace alerting {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Outcome = Delivery::Outcome;
using What = NextStep::What;

constexpr std::array<seconds, 9> http_waits = {seconds(5), minutes(5), minutes(30),
                                               hours(2),   hours(5),   hours(10),
                                               hours(14),  hours(20),  hours(24)};
// Six minutes are five and a half at the least.
constexpr std::array<seconds, 8> mail_waits = {minutes(6), minutes(30), hours(2),  hours(5),
                                               hours(10),  hours(14),   hours(20), hours(24)};
constexpr int closed_to_believe = 3;
constexpr minutes closed_for_at_least(10);
// So that three answers, jitter and all, span the ten minutes.
constexpr seconds closed_wait = minutes(6);
constexpr hours longest_obedience(24);  // a Retry-After beyond this is a slip or worse
constexpr hours three_days(72);
// A clock that was stepped, or a machine that slept, must not count as three days of trying.
constexpr int least_attempts = 5;

// SplitMix64, by Sebastiano Vigna (public domain): one well-mixed number for one seed.
std::uint64_t mixed(std::uint64_t seed) {
  seed += 0x9E3779B97F4A7C15ULL;
  seed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  seed = (seed ^ (seed >> 27U)) * 0x94D049BB133111EBULL;
  return seed ^ (seed >> 31U);
}

model::Milliseconds jittered(model::Milliseconds wait, std::uint64_t seed, int attempt) {
  const std::uint64_t number = mixed(seed ^ mixed(static_cast<std::uint64_t>(attempt)));
  const auto permille = static_cast<std::int64_t>(number % 201) + 900;  // 900 to 1100
  return wait * permille / 1000;
}

// The wait behind the attempt of that number (from 1); empty: there is none.
std::optional<model::Milliseconds> wait_behind(int attempt, RetryPolicy service) {
  const auto index = static_cast<std::size_t>(std::max(attempt, 1) - 1);
  if (service == RetryPolicy::mail) {
    if (index >= mail_waits.size()) return std::nullopt;
    return mail_waits[index];
  }
  if (index >= http_waits.size()) return std::nullopt;
  return http_waits[index];
}

}  // namespace

NextStep after(const Attempts& attempts, const Delivery& delivery, RetryPolicy service,
               model::Instant now, std::uint64_t seed) {
  if (delivery.outcome == Outcome::delivered) return {What::done, now};
  if (delivery.outcome == Outcome::refused) return {What::dead, now};
  auto wait = wait_behind(attempts.count, service);
  const bool long_enough = attempts.count >= least_attempts && now - attempts.first >= three_days;
  if (!wait || long_enough) return {What::wait, now};
  if (delivery.outcome == Outcome::closed) wait = std::max<model::Milliseconds>(*wait, closed_wait);
  model::Milliseconds until = jittered(*wait, seed, attempts.count);
  if (delivery.not_before) {
    const model::Milliseconds asked =
        std::min<model::Milliseconds>(*delivery.not_before, longest_obedience);
    until = std::max(until, asked);
  }
  return {What::again, now + until};
}

ChannelHealth after(ChannelHealth health, const Delivery& delivery, model::Instant now) {
  if (delivery.outcome == Outcome::retry) return health;
  if (delivery.outcome != Outcome::closed) return {};
  ++health.closed_in_a_row;
  // A clock set back must not make the ten minutes long.
  if (!health.closed_since || *health.closed_since > now) health.closed_since = now;
  health.surely = health.surely || delivery.surely;
  return health;
}

bool is_suspended(const ChannelHealth& health, model::Instant now) {
  if (health.surely) return true;
  return health.closed_in_a_row >= closed_to_believe && health.closed_since &&
         now - *health.closed_since >= closed_for_at_least;
}

}  // namespace alerting
