#include "judging/baseline.hpp"

namespace judging {

using model::Status;

bool is_provisional(const Belief& belief) {
  return belief.state.status == Status::unknown || belief.baseline.has_value();
}

bool may_have_been_there(const Belief& belief, model::Instant seen) {
  if (belief.state.status == Status::unknown) {
    return !belief.misses || belief.misses->sweeps < enough_misses;
  }
  // A time in the future is one of a clock that was set back since.
  return belief.baseline && seen < belief.since + baseline_day;
}

void confirm_baseline(Belief& belief, const Circumstances& circumstances) {
  const bool another = circumstances.occasion == Occasion::sweep && belief.baseline &&
                       circumstances.sweep > *belief.baseline;
  // Two sweeps prove that it was free, not that nobody had what was closed.
  const bool is_first_day = circumstances.now < belief.since + baseline_day;
  if (another && !(is_closed(belief.state.status) && is_first_day)) belief.baseline.reset();
}

void note_miss(Belief& belief, const Circumstances& circumstances) {
  const bool counts =
      circumstances.occasion == Occasion::sweep && belief.state.status == Status::unknown;
  if (!counts) return;
  Misses misses = belief.misses.value_or(Misses{});
  if (misses.sweeps >= enough_misses || misses.last >= circumstances.sweep) return;
  ++misses.sweeps;
  misses.last = circumstances.sweep;
  belief.misses = misses;
}

}  // namespace judging
