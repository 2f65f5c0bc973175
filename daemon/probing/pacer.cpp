#include "probing/pacer.hpp"

#include <algorithm>
#include <iterator>

namespace probing {
namespace {

using model::Milliseconds;
using model::Moment;

constexpr int good_answers_to_recover = 10;
constexpr Milliseconds first_pause{1'000};
constexpr int longest_doubling = 6;  // 64 s
// Whatever a server asks for: beyond it sums of times could overflow.
constexpr Milliseconds longest_pause = std::chrono::hours(24 * 365 * 10);

}  // namespace

Pacer::Pacer(const text::Rates& rates, bool spacing) : spacing_(spacing) {
  for (const text::Rate& rate : rates) windows_.push_back({rate, {}});
  std::sort(windows_.begin(), windows_.end(), [](const Window& one, const Window& other) {
    return one.rate.period < other.rate.period;
  });
  const auto gap = [](const text::Rate& rate) {
    return static_cast<double>(rate.period.count()) / rate.count;
  };
  gap_ = gap(windows_.front().rate);
  if (!spacing) return;
  for (const Window& window : windows_) gap_ = std::max(gap_, gap(window.rate));
}

PacerState Pacer::state() const {
  const auto most = std::max_element(
      windows_.begin(), windows_.end(),
      [](const Window& one, const Window& other) { return one.rate.count < other.rate.count; });
  return {{most->taken.begin(), most->taken.end()}, not_before_, slowdown_, refusals_};
}

void Pacer::resume(const PacerState& before) {
  for (Window& window : windows_) {
    std::deque<Moment>& taken = window.taken;
    taken.insert(taken.end(), before.taken.begin(), before.taken.end());
    std::sort(taken.begin(), taken.end());
    const auto count = static_cast<std::size_t>(window.rate.count);
    if (taken.size() > count) taken.erase(taken.begin(), taken.end() - window.rate.count);
  }
  if (!before.taken.empty()) last_start_ = std::max(last_start_, before.taken.back());
  not_before_ = std::max(not_before_, before.paused_until);
  slowdown_ = std::max(slowdown_, before.slowdown);
  refusals_ = std::max(refusals_, before.refusals);
}

Moment Pacer::ready_at(Moment now) const {
  Moment ready = std::max(now, not_before_);
  for (const Window& window : windows_) {
    if (window.taken.size() < static_cast<std::size_t>(window.rate.count)) continue;
    // Milliseconds are floored, so one more keeps the window whole.
    ready = std::max(ready, window.taken.front() + window.rate.period + Milliseconds(1));
  }
  const bool apart = spacing_ || slowdown_ > 1;
  if (apart && last_start_ != Moment::min()) {
    ready = std::max(ready, last_start_ + Milliseconds(static_cast<long long>(gap_ * slowdown_)));
  }
  return ready;
}

void Pacer::started(Moment now) {
  last_start_ = now;
  for (Window& window : windows_) {
    window.taken.push_back(now);
    if (window.taken.size() > static_cast<std::size_t>(window.rate.count)) window.taken.pop_front();
  }
}

void Pacer::ended(Moment now, Moment started_at) {
  for (Window& window : windows_) {
    std::deque<Moment>& taken = window.taken;
    // Near the back: there are up to a million places, few of them still under way.
    const auto behind = std::find(taken.rbegin(), taken.rend(), started_at);
    if (behind == taken.rend()) continue;
    taken.erase(std::prev(behind.base()));
    taken.insert(std::upper_bound(taken.begin(), taken.end(), now), now);
  }
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
