// Time. `Instant` is the calendar (UTC, milliseconds) and may be stepped by an administrator;
// `Moment` is the monotonic clock that pacing and time-outs count on. Neither is ever read inside a
// pure room: time is an argument.
#pragma once

#include <chrono>

namespace model {

using Milliseconds = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Milliseconds>;
using Moment = std::chrono::time_point<std::chrono::steady_clock, Milliseconds>;

}  // namespace model
