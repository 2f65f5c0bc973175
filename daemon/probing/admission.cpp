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
                     RateLimits& rate_limits, Share share, std::function<bool()> over,
                     std::function<void(model::Milliseconds)> long_wait)
    : definition_(definition),
      server_(std::move(server)),
      settings_(settings),
      clock_(clock),
      permits_(permits),
      rate_limits_(rate_limits),
      share_(share),
      over_(std::move(over)),
      long_wait_(std::move(long_wait)) {}

async::Task<std::optional<model::Moment>> Admission::take(std::size_t ask, bool closes) {
  const Pacer* const pace = &pacer(ask);
  ++in_line_[pace];
  const std::optional<model::Moment> started_at = co_await wait_in_line(ask, closes);
  --in_line_[pace];
  co_return started_at;
}

async::Task<std::optional<model::Moment>> Admission::wait_in_line(std::size_t ask, bool closes) {
  Pacer& pace = pacer(ask);
  const std::optional<model::Moment> deadline = deadline_of(pace, closes);
  // What closes a bracket comes before what is kept back.
  const Share share = closes ? Share::whole : share_;
  while (!over_()) {
    const model::Moment now = clock_.steady();
    const model::Moment ready = ready_at(pace, now, share);
    if (deadline && ready > *deadline) co_return std::nullopt;
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
    const bool in_time = !deadline || inside <= *deadline;
    if (!over_() && in_time && ready_at(pace, inside, share) <= inside) {
      last_start_ = inside;
      rate_limits_.started(definition_, server_, ask, settings_, {inside, clock_.now()});
      co_return inside;
    }
    permits_.release();
  }
  co_return std::nullopt;
}

model::Moment Admission::ready_at(const Pacer& pace, model::Moment now, Share share) const {
  const model::Moment ready = pace.ready_at(now, share);
  return last_start_ ? std::max(ready, *last_start_ + gap_) : ready;
}

async::Task<bool> Admission::wait_for_room(std::size_t ask, std::size_t requests) {
  const model::Moment ready = fits_at(ask, requests);
  // The later, the less fits before the deadline.
  if (pacer(ask).room(ready, requests, settings_.deadline, share_) < requests) co_return false;
  while (!over_()) {
    const model::Moment now = clock_.steady();
    if (now >= ready) co_return true;
    tell(now, ready);
    const model::Moment until = std::min(ready, now + longest_sleep);
    ++asleep_;
    co_await clock_.sleep_until(until);
    --asleep_;
  }
  co_return false;
}

model::Moment Admission::fits_at(std::size_t ask, std::size_t requests) {
  return pacer(ask).fits_at(clock_.steady(), requests, share_);
}

std::size_t Admission::room(std::size_t ask, std::size_t most) {
  Pacer& pace = pacer(ask);
  const std::size_t ahead = in_line_[&pace];
  const std::size_t fit = pace.room(clock_.steady(), most + ahead, settings_.deadline, share_);
  return fit - std::min(fit, ahead);
}

std::size_t Admission::whole_room(std::size_t ask, std::size_t most) {
  return pacer(ask).whole_room(most, share_);
}

std::optional<model::Moment> Admission::deadline_of(const Pacer& pace, bool closes) const {
  if (!closes || !settings_.deadline) return settings_.deadline;
  return *settings_.deadline + pace.patience();
}

Pacer& Admission::pacer(std::size_t ask) {
  return rate_limits_.of(definition_, server_, ask, settings_);
}

FarWaits& Admission::far_waits(std::size_t ask) {
  return rate_limits_.far_waits(definition_, server_, ask, settings_);
}

Admission::Heard Admission::heed(std::size_t ask, std::span<const std::string> about,
                                 const net::Reply& reply, bool limited, model::Moment started_at) {
  const model::Moment now = clock_.steady();
  Pacer& pace = pacer(ask);
  pace.ended(now, started_at);
  Heard heard;
  heard.refused = limited || (!reply.failure && reply.head.status == 503);
  if (heard.refused || !reply.failure) {
    const RateAdvice said = rate_advice(reply.head.headers, clock_.now());
    FarWaits& far = far_waits(ask);
    // What is about no handle is about the road.
    const RateAdvice advice =
        about.empty() ? said : far.heard({about, said, heard.refused, started_at}, now);
    heard.rests = about.size() == 1 && far.rests_until(about.front(), now);
    // What is refused for so long is the one handle, and costs the others nothing.
    if (heard.refused && !heard.rests) {
      pace.limited(now, started_at, advice);
    } else {
      pace.answered(now, started_at, advice);
    }
  }
  heard.refusals = pace.refusals();
  rate_limits_.keep(definition_, server_, ask, settings_, {now, clock_.now()});
  return heard;
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
