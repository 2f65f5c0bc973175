#include "probing/pacer.hpp"

#include <algorithm>
#include <iterator>

namespace probing {
namespace {

using model::Milliseconds;
using model::Moment;

constexpr double slowest = 64;
constexpr int good_answers_to_recover = 10;
constexpr Milliseconds first_pause{1'000};
constexpr int longest_doubling = 6;  // 64 s
// Whatever a server asks for: beyond it sums of times could overflow.
constexpr Milliseconds longest_pause = std::chrono::hours(24 * 365 * 10);

}  // namespace

Pacer::Pacer(text::Rate rate, bool spacing) : rate_(rate), spacing_(spacing) {}

Moment Pacer::ready_at(Moment now) const {
  Moment ready = std::max(now, not_before_);
  if (taken_.empty()) return ready;
  if (taken_.size() >= static_cast<std::size_t>(rate_.count)) {
    // Milliseconds are floored, so one more keeps the window whole.
    ready = std::max(ready, taken_.front() + rate_.period + Milliseconds(1));
  }
  if (spacing_ || slowdown_ > 1) {
    const double gap = static_cast<double>(rate_.period.count()) / rate_.count * slowdown_;
    ready = std::max(ready, last_start_ + Milliseconds(static_cast<long long>(gap)));
  }
  return ready;
}

void Pacer::started(Moment now) {
  last_start_ = now;
  taken_.push_back(now);
  if (taken_.size() > static_cast<std::size_t>(rate_.count)) taken_.pop_front();
}

void Pacer::ended(Moment now, Moment started_at) {
  // Near the back: there are up to a million places, few of them still under way.
  const auto behind = std::find(taken_.rbegin(), taken_.rend(), started_at);
  if (behind == taken_.rend()) return;
  taken_.erase(std::prev(behind.base()));
  taken_.insert(std::upper_bound(taken_.begin(), taken_.end(), now), now);
}

void Pacer::answered(Moment now, Moment started_at, const RateAdvice& advice) {
  if (started_at > slowed_at_) {
    refusals_ = 0;
    if (slowdown_ > 1 && ++good_since_ >= good_answers_to_recover) {
      good_since_ = 0;
      slowdown_ = std::max(1.0, slowdown_ * 0.9);
    }
  }
  heed(now, advice);
}

void Pacer::limited(Moment now, Moment started_at, const RateAdvice& advice) {
  if (started_at > slowed_at_) {
    slowed_at_ = now;
    good_since_ = 0;
    const int doubling = std::min(refusals_, longest_doubling);
    ++refusals_;
    slowdown_ = std::min(slowest, slowdown_ * 2);
    if (!advice.retry_after) pause(now, first_pause * (1 << doubling));
  }
  if (advice.retry_after) pause(now, *advice.retry_after);
  heed(now, advice);
}

void Pacer::pause(Moment now, Milliseconds wait) {
  not_before_ = std::max(not_before_, now + std::clamp(wait, Milliseconds(0), longest_pause));
}

// A window that the server calls empty is waited for, whoever used it up.
void Pacer::heed(Moment now, const RateAdvice& advice) {
  if (advice.remaining && *advice.remaining <= 0 && advice.reset) pause(now, *advice.reset);
}

}  // namespace probing
