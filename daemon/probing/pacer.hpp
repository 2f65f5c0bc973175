// Politeness as one primitive: when may the next request of this road start? Pure; time is an
// argument.
//
// At most `rate.count` requests in any sliding `rate.period`; with spacing, evenly. A limit or an
// overload (429, 503) pauses the road, for as long as the server asks or for a wait that doubles,
// and slows it down: the gap between requests doubles up to 64 times the rate's own, and shrinks by
// a tenth after every ten good answers. Answers to requests that were under way before the last
// slow-down do not count again.
#pragma once

#include <deque>

#include "model/instant.hpp"
#include "probing/rate_advice.hpp"
#include "text/time.hpp"

namespace probing {

class Pacer {
 public:
  Pacer(text::Rate rate, bool spacing);

  // The earliest moment, not before `now`, at which one more request may start.
  model::Moment ready_at(model::Moment now) const;
  void started(model::Moment now);

  void answered(model::Moment now, const RateAdvice& advice);
  // `started_at`: when the refused request had started.
  void limited(model::Moment now, model::Moment started_at, const RateAdvice& advice);

  // Refusals since the last good answer, each counted once however many were under way.
  int refusals() const { return refusals_; }
  double slowdown() const { return slowdown_; }

 private:
  void heed(model::Moment now, const RateAdvice& advice);

  text::Rate rate_;
  bool spacing_;
  std::deque<model::Moment> starts_;  // the last `count`, oldest first
  model::Moment not_before_{};
  model::Moment slowed_at_{};
  double slowdown_ = 1;
  int good_since_ = 0;
  int refusals_ = 0;
};

}  // namespace probing
