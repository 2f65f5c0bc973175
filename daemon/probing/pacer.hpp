// Politeness as one primitive: when may the next request of this road start? Pure; time is an
// argument.
//
// At most `count` requests in any sliding `period`, of each of its rates; with spacing, evenly. A
// limit or an overload (429, 503) pauses the road, for as long as the server asks, a day at most,
// or for a wait that doubles, and slows it down: the gap between requests doubles up to 64 times
// that of the rate with the shortest period, and shrinks by a tenth after every ten good answers.
// Answers to requests that were under way at the last slow-down, good or bad, say nothing about the
// pace since: they count no more, but what they say about waiting is heeded.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "model/instant.hpp"
#include "probing/rate_advice.hpp"
#include "text/time.hpp"

namespace probing {

// What binds whoever asks the same platform next: after another configuration, or a restart.
struct PacerState {
  std::vector<model::Moment> taken;  // places of the window that holds the most, oldest first
  model::Moment paused_until{};
  double slowdown = 1;
  int refusals = 0;
  std::optional<model::Milliseconds> asked_for;  // of a pause that was cut to a day
};

// Who asks: a sweep leaves a fifth of each window to second looks, and at least one whole look.
enum class Share { whole, for_sweeps };

class Pacer {
 public:
  static constexpr double slowest = 64;  // times the gap of its rate

  Pacer(const text::Rates& rates, bool spacing);

  PacerState state() const;
  // Goes on from there, as far as that binds more than what this one knows itself. Other rates
  // apply to the same places.
  void resume(const PacerState& before);

  // The earliest moment, not before `now`, at which one more request may start.
  model::Moment ready_at(model::Moment now, Share share = Share::whole) const;
  void started(model::Moment now);

  // What fits in a bracket, which holds no long wait (see Room): how many requests may start from
  // now on, not after `last`, none of them after a longer wait than patience(); at most so many.
  std::size_t room(model::Moment now, std::size_t most, std::optional<model::Moment> last,
                   Share share) const;
  // The same where nothing has been asked yet.
  std::size_t whole_room(std::size_t most, Share share) const;
  // When so many will fit. No more than whole_room() ever do.
  model::Moment fits_at(model::Moment now, std::size_t requests, Share share) const;
  model::Milliseconds patience() const;
  // Half the pace, recovering as after a limit.
  void slow_down(model::Moment now);

  // The request that had started then has ended, in whatever way. The server may have counted it at
  // any moment up to now, so that its place in the window is free one period from now.
  void ended(model::Moment now, model::Moment started_at);

  // `started_at`: when the request that is answered now had started.
  void answered(model::Moment now, model::Moment started_at, const RateAdvice& advice);
  void limited(model::Moment now, model::Moment started_at, const RateAdvice& advice);

  // Slow-downs since the last good answer.
  int refusals() const { return refusals_; }
  double slowdown() const { return slowdown_; }
  model::Moment paused_until() const { return not_before_; }
  // How long the server asked us to wait, where the pause that stands was cut to a day.
  std::optional<model::Milliseconds> asked_for(model::Moment now) const;

 private:
  void pause(model::Moment now, model::Milliseconds wait);
  void heed(model::Moment now, const std::optional<model::Milliseconds>& wait);
  bool goes_apart() const { return spacing_ || slowdown_ > 1; }
  model::Milliseconds gap() const;

  struct Window {
    text::Rate rate;
    std::deque<model::Moment> taken;  // the last `count` places: since when, oldest first
  };

  std::vector<Window> windows_;  // the one with the shortest period first
  bool spacing_;
  double gap_ = 0;  // ms between requests, where there has to be one
  model::Moment last_start_ = model::Moment::min();
  model::Moment not_before_{};
  std::optional<model::Milliseconds> asked_for_;  // of the pause until then
  model::Moment slowed_at_ = model::Moment::min();
  double slowdown_ = 1;
  int good_since_ = 0;
  int refusals_ = 0;
};

}  // namespace probing
