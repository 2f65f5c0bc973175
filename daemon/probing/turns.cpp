#include "probing/turns.hpp"

#include <algorithm>

namespace probing {
namespace {

namespace asio = boost::asio;

constexpr model::Milliseconds worth_telling{60'000};
// Longer waits are slept in parts: a timer counts nanoseconds and overflows after 292 years.
constexpr model::Milliseconds longest_sleep = std::chrono::hours(24);

}  // namespace

Turns::Turns(const platforms::Definition& definition, std::string server, const Settings& settings,
             service::Clock& clock, async::Semaphore& permits, Paces& paces,
             std::function<bool()> over, std::function<void(model::Milliseconds)> long_wait)
    : definition_(definition),
      server_(std::move(server)),
      settings_(settings),
      clock_(clock),
      permits_(permits),
      paces_(paces),
      over_(std::move(over)),
      long_wait_(std::move(long_wait)) {}

asio::awaitable<std::optional<model::Moment>> Turns::take(std::size_t ask) {
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
      paces_.started(definition_, server_, ask, settings_, {inside, clock_.now()});
      co_return inside;
    }
    permits_.release();
  }
  co_return std::nullopt;
}

Pacer& Turns::pacer(std::size_t ask) {
  return paces_.of(definition_, server_, ask, settings_);
}

void Turns::keep(std::size_t ask) {
  paces_.keep(definition_, server_, ask, settings_, {clock_.steady(), clock_.now()});
}

void Turns::wake() {
  if (asleep_ > 0) clock_.wake_all();
}

// Once for all who wait together, and not again for the rest of the same wait.
void Turns::tell(model::Moment now, model::Moment ready) {
  if (ready - now < worth_telling || ready <= told_until_) return;
  told_until_ = ready;
  long_wait_(ready - now);
}

}  // namespace probing
