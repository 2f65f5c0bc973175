#include "probing/pacer.hpp"

#include <algorithm>

namespace probing {
namespace {

using model::Milliseconds;
using model::Moment;

constexpr double slowest = 64;
constexpr int good_answers_to_recover = 10;
constexpr Milliseconds first_pause{1'000};
constexpr int longest_doubling = 6;  // 64 s

}  // namespace

Pacer::Pacer(text::Rate rate, bool spacing) : rate_(rate), spacing_(spacing) {}

Moment Pacer::ready_at(Moment now) const {
  Moment ready = std::max(now, not_before_);
  if (starts_.empty()) return ready;
  if (starts_.size() >= static_cast<std::size_t>(rate_.count)) {
    // Milliseconds are floored, so one more keeps the window whole.
    ready = std::max(ready, starts_.front() + rate_.period + Milliseconds(1));
  }
  if (spacing_ || slowdown_ > 1) {
    const double gap = static_cast<double>(rate_.period.count()) / rate_.count * slowdown_;
    ready = std::max(ready, starts_.back() + Milliseconds(static_cast<long long>(gap)));
  }
  return ready;
}

void Pacer::started(Moment now) {
  starts_.push_back(now);
  if (starts_.size() > static_cast<std::size_t>(rate_.count)) starts_.pop_front();
}

void Pacer::answered(Moment now, const RateAdvice& advice) {
  refusals_ = 0;
  if (slowdown_ > 1 && ++good_since_ >= good_answers_to_recover) {
    good_since_ = 0;
    slowdown_ = std::max(1.0, slowdown_ * 0.9);
  }
  heed(now, advice);
}

void Pacer::limited(Moment now, Moment started_at, const RateAdvice& advice) {
  if (refusals_ > 0 && started_at < slowed_at_) {
    heed(now, advice);
    return;
  }
  slowed_at_ = now;
  good_since_ = 0;
  const int doubling = std::min(refusals_, longest_doubling);
  ++refusals_;
  slowdown_ = std::min(slowest, slowdown_ * 2);
  const Milliseconds own = first_pause * (1 << doubling);
  not_before_ = std::max(not_before_, now + advice.retry_after.value_or(own));
  heed(now, advice);
}

// A window that the server calls empty is waited for, whoever used it up.
void Pacer::heed(Moment now, const RateAdvice& advice) {
  if (advice.remaining && *advice.remaining <= 0 && advice.reset) {
    not_before_ = std::max(not_before_, now + *advice.reset);
  }
}

}  // namespace probing
