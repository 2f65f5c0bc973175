// The two clocks and waiting, as one face that tests replace by a virtual one: a simulated year
// then takes seconds and a 60 s pause is tested to the millisecond.
#pragma once

#include "async/task.hpp"
#include "model/instant.hpp"

namespace sys {

// A calendar may be stepped and a machine may sleep: who waits for an hour of the calendar looks at
// it again after this.
constexpr model::Milliseconds longest_trust{30'000};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual model::Instant now() const = 0;    // calendar; may be stepped
  virtual model::Moment steady() const = 0;  // monotonic; for pacing
  // Returns at `moment`, at once when it has passed, or early after wake_all(): look at the clock.
  virtual async::Task<void> sleep_until(model::Moment moment) = 0;
  virtual void wake_all() = 0;
  // The same for what concerns one sleeper: early after wake() of the same key too, which leaves
  // all others asleep. A clock that cannot tell them apart wakes everybody.
  virtual async::Task<void> sleep_until_or_woken(model::Moment moment, const void* /*key*/) {
    return sleep_until(moment);
  }
  virtual void wake(const void* /*key*/) { wake_all(); }
};

}  // namespace sys
