#include "probing/admission.hpp"

#include <algorithm>

namespace probing {
namespace {

namespace asio = boost::asio;

constexpr model::Milliseconds worth_telling{60'000};
// Longer waits are slept in parts: a timer counts nanoseconds and overflows after 292 years.
constexpr model::Milliseconds longest_sleep = std::chrono::hours(24);

}  // namespace

Admission::Admission(const platforms::Definition& definition, std::string server,
                     const ProbeSettings& settings, sys::Clock& clock, async::Semaphore& permits,
                     RateLimits& rate_limits, std::function<bool()> over,
                     std::function<void(model::Milliseconds)> long_wait)
    : definition_(definition),
      server_(std::move(server)),
      settings_(settings),
      clock_(clock),
      permits_(permits),
      rate_limits_(rate_limits),
      over_(std::move(over)),
      long_wait_(std::move(long_wait)) {}

async::Task<std::optional<model::Moment>> Admission::take(std::size_t ask) {
  Pacer& pace = pacer(ask);
  while (!over_()) {
    const model::Moment now = clock_.steady();
    const model::Moment ready = pace.ready_at(now);
    if (settings_.deadline && ready > *settings_.deadline) co_return std::nullopt;
    if (ready > now) {
      tell(now, ready);
      const model::Moment until = std::min(ready, now + longest_sleep);
      ++asleep_;
      co_await clock_.sleep_until(until);
      --asleep_;
      continue;
    }
    co_await permits_.acquire();
    const model::Moment inside = clock_.steady();
    const bool in_time = !settings_.deadline || inside <= *settings_.deadline;
    if (!over_() && in_time && pace.ready_at(inside) <= inside) {
      rate_limits_.started(definition_, server_, ask, settings_, {inside, clock_.now()});
      co_return inside;
    }
    permits_.release();
  }
  co_return std::nullopt;
}

Pacer& Admission::pacer(std::size_t ask) {
  return rate_limits_.of(definition_, server_, ask, settings_);
}

void Admission::keep(std::size_t ask) {
  rate_limits_.keep(definition_, server_, ask, settings_, {clock_.steady(), clock_.now()});
}

void Admission::wake() {
  if (asleep_ > 0) clock_.wake_all();
}

// Once for all who wait together, and not again for the rest of the same wait.
void Admission::tell(model::Moment now, model::Moment ready) {
  if (ready - now < worth_telling || ready <= told_until_) return;
  told_until_ = ready;
  long_wait_(ready - now);
}

}  // namespace probing
