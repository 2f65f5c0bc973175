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
// Controls on both sides and a target.
constexpr int least_bracket = 5;

std::size_t places_in(const text::Rate& rate, Share share) {
  // Where not even a sweep's bracket fits beside a look, there is nothing to share.
  const bool is_shared = share == Share::for_sweeps && rate.count >= 2 * least_bracket;
  const int kept = is_shared ? std::max((rate.count + 4) / 5, least_bracket) : 0;
  return static_cast<std::size_t>(rate.count - kept);
}

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
  return {{most->taken.begin(), most->taken.end()}, not_before_, slowdown_, refusals_, asked_for_};
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
  if (before.paused_until > not_before_) {
    not_before_ = before.paused_until;
    asked_for_ = before.asked_for;
  }
  slowdown_ = std::max(slowdown_, before.slowdown);
  refusals_ = std::max(refusals_, before.refusals);
}

Moment Pacer::ready_at(Moment now, Share share) const {
  Moment ready = std::max(now, not_before_);
  for (const Window& window : windows_) {
    const std::size_t count = places_in(window.rate, share);
    if (window.taken.size() < count) continue;
    // Milliseconds are floored, so one more keeps the window whole.
    const Moment taken = window.taken[window.taken.size() - count];
    ready = std::max(ready, taken + window.rate.period + Milliseconds(1));
  }
  if (goes_apart() && last_start_ != Moment::min()) {
    ready = std::max(ready, last_start_ + gap());
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

// Between two that go apart; however slow, a platform does not make us wait for longer than a day.
Milliseconds Pacer::gap() const {
  const double slowed = std::min(gap_ * slowdown_, double(longest_wait.count()));
  return Milliseconds(static_cast<long long>(std::max(gap_, slowed)));
}

Milliseconds Pacer::patience() const {
  // A window of a minute is waited out within a bracket: its places are free a moment later.
  constexpr Milliseconds minute = std::chrono::seconds(61);
  Milliseconds longest = minute;
  if (goes_apart()) longest = std::max(longest, 2 * gap());
  for (const Window& window : windows_) {
    // One that does not hold a bracket is a spacing.
    if (window.rate.count < 2 * least_bracket) {
      longest = std::max(longest, window.rate.period + std::chrono::seconds(1));
    }
  }
  return longest;
}

std::size_t Pacer::room(Moment now, std::size_t most, std::optional<Moment> last,
                        Share share) const {
  const Milliseconds longest = patience();
  const Milliseconds apart = goes_apart() ? gap() : Milliseconds(0);
  std::vector<Moment> starts;  // of those that fit
  Moment before = now;
  while (starts.size() < most) {
    Moment start = std::max(before, not_before_);
    if (apart.count() > 0 && starts.empty() && last_start_ != Moment::min()) {
      start = std::max(start, last_start_ + apart);
    } else if (!starts.empty()) {
      start = std::max(start, starts.back() + apart);
    }
    for (const Window& window : windows_) {
      const std::size_t count = places_in(window.rate, share);
      const std::size_t places = window.taken.size() + starts.size();
      if (places < count) continue;
      const std::size_t freed = places - count;
      const Moment since =
          freed < window.taken.size() ? window.taken[freed] : starts[freed - window.taken.size()];
      start = std::max(start, since + window.rate.period + Milliseconds(1));
    }
    if (start - before > longest || (last && start > *last)) break;
    starts.push_back(start);
    before = start;
  }
  return starts.size();
}

std::size_t Pacer::whole_room(std::size_t most, Share share) const {
  text::Rates rates;
  for (const Window& window : windows_) rates.push_back(window.rate);
  Pacer fresh(rates, spacing_);
  fresh.slowdown_ = slowdown_;
  return fresh.room(Moment(std::chrono::hours(1)), most, std::nullopt, share);
}

// The later, the more fits, until all is free.
Moment Pacer::fits_at(Moment now, std::size_t requests, Share share) const {
  const auto fits = [&](Moment then) {
    return room(then, requests, std::nullopt, share) >= requests;
  };
  Moment from = std::max(now, not_before_);
  if (fits(from)) return from;
  Moment to = from;
  for (const Window& window : windows_) {
    if (window.taken.empty()) continue;
    to = std::max(to, window.taken.back() + window.rate.period + Milliseconds(1));
  }
  while (from < to) {
    const Moment middle = from + (to - from) / 2;
    if (fits(middle)) {
      to = middle;
    } else {
      from = middle + Milliseconds(1);
    }
  }
  // Not before the first of them may start.
  return ready_at(to, share);
}

void Pacer::slow_down(Moment now) {
  slowed_at_ = now;
  good_since_ = 0;
  slowdown_ = std::min(slowest, slowdown_ * 2);
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
  // An empty window is waited for, whoever used it up.
  heed(now, wait_of(advice, false));
}

void Pacer::limited(Moment now, Moment started_at, const RateAdvice& advice) {
  const std::optional<Milliseconds> asked = wait_of(advice, true);
  if (started_at > slowed_at_) {
    slowed_at_ = now;
    good_since_ = 0;
    const int doubling = std::min(refusals_, longest_doubling);
    ++refusals_;
    slowdown_ = std::min(slowest, slowdown_ * 2);
    // What asks for no time, or for one that has passed, would have us back at once.
    if (!asked || *asked < first_pause) pause(now, first_pause * (1 << doubling));
  }
  heed(now, asked);
}

std::optional<Milliseconds> Pacer::asked_for(Moment now) const {
  return now < not_before_ ? asked_for_ : std::nullopt;
}

void Pacer::pause(Moment now, Milliseconds wait) {
  const Moment until = now + std::min(wait, longest_wait);
  if (until <= not_before_) return;
  not_before_ = until;
  asked_for_ = wait > longest_wait ? std::optional(wait) : std::nullopt;
}

void Pacer::heed(Moment now, const std::optional<Milliseconds>& wait) {
  if (wait) pause(now, std::max(*wait, first_pause));
}

}  // namespace probing
