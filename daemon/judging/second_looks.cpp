#include "judging/second_looks.hpp"

#include <algorithm>
#include <array>

#include "judging/identity.hpp"

namespace judging {

using model::Instant;
using model::Milliseconds;
using model::Observation;

namespace {

// Of a loss of ours, since the first answer; the first of them is `confirm`.
constexpr std::array<Milliseconds, 3> looks_at_ours = {Milliseconds(0), std::chrono::minutes(15),
                                                       std::chrono::hours(1)};

bool is_unproven(const Observation& seen) {
  return !seen.tied && !proven_account(seen);
}

// `least`: where the platform was not caught lying.
int looks_wanted(int least, const Circumstances& circumstances, int most) {
  const auto lies = std::min<std::size_t>(circumstances.lies, most_lies);
  return std::min(most, least + static_cast<int>(lies));
}

int looks_at_gain(const Observation& seen, const Circumstances& circumstances) {
  return looks_wanted(is_unproven(seen) ? 2 : 1, circumstances, most_looks_at_gain);
}

int looks_at_loss(const TargetState& was, const Circumstances& circumstances) {
  const int least = is_about_us(was, circumstances) ? static_cast<int>(looks_at_ours.size()) : 1;
  return looks_wanted(least, circumstances, most_looks_at_loss);
}

Instant next_look_at_gain(const Pending& pending, const Observation& seen,
                          const Circumstances& circumstances) {
  if (pending.repeats) return at_next_sweep;
  if (pending.agreed == 0) return pending.last + circumstances.confirm;
  const bool is_the_late_one = pending.agreed == 1 && is_unproven(seen);
  return pending.last + (is_the_late_one ? unproven_gap : doubted_gap);
}

std::optional<Instant> next_look_at_loss(const Pending& pending, const TargetState& was,
                                         const Circumstances& circumstances) {
  const auto agreed = static_cast<std::size_t>(pending.agreed);
  if (pending.agreed >= looks_at_loss(was, circumstances)) return std::nullopt;
  if (!is_about_us(was, circumstances) || agreed >= looks_at_ours.size()) {
    return pending.last + (agreed == 0 ? circumstances.confirm : doubted_gap);
  }
  const Instant planned = pending.first_seen + looks_at_ours[agreed];
  return std::max<Instant>(planned, pending.last + circumstances.confirm);
}

bool is_another_sweep(const Pending& pending, const Circumstances& circumstances) {
  return circumstances.occasion == Occasion::sweep && pending.sweep != 0 &&
         circumstances.sweep > pending.sweep;
}

}  // namespace

Pending begin(const TargetState& state, const Observation& seen,
              const Circumstances& circumstances) {
  Pending pending;
  pending.state = state;
  pending.first_seen = pending.last = circumstances.now;
  if (circumstances.occasion == Occasion::sweep) pending.sweep = circumstances.sweep;
  pending.variant = seen.target.variant;
  if (!is_gain(pending)) pending.expected = seen.target.expected;
  return pending;
}

std::optional<Instant> next_look(const Pending& pending, const Observation& seen,
                                 const TargetState& was, const Circumstances& circumstances) {
  if (is_gain(pending)) return next_look_at_gain(pending, seen, circumstances);
  return next_look_at_loss(pending, was, circumstances);
}

bool is_look(const Pending& pending, const Observation& seen, const TargetState& was,
             const Circumstances& circumstances) {
  const bool by_sweep = circumstances.occasion == Occasion::sweep;
  if (pending.repeats) return by_sweep;
  // Two sweeps and a look are three answers.
  const bool is_ours = is_about_us(was, circumstances);
  if (by_sweep && !is_gain(pending) && !is_ours) return false;
  const auto due = next_look(pending, seen, was, circumstances);
  return due && *due <= circumstances.now;
}

void agree(Pending& pending, const Observation& seen, const TargetState& was,
           const Circumstances& circumstances) {
  const bool is_awaited = is_look(pending, seen, was, circumstances);
  if (is_another_sweep(pending, circumstances)) {
    pending.confirmed = true;
    // Its look is still to come, and not at the same moment.
    if (!is_gain(pending) && pending.agreed == 0) pending.last = circumstances.now;
  }
  if (circumstances.occasion == Occasion::sweep && pending.sweep == 0) {
    pending.sweep = circumstances.sweep;
  }
  if (!is_awaited) return;
  ++pending.agreed;
  pending.failed = 0;
  pending.repeats = false;
  pending.last = circumstances.now;
}

bool is_sure(const Pending& pending, const Observation& seen, const TargetState& was,
             const Circumstances& circumstances) {
  if (is_gain(pending)) return pending.agreed >= looks_at_gain(seen, circumstances);
  const bool enough = pending.agreed >= looks_at_loss(was, circumstances) &&
                      (pending.confirmed || is_about_us(was, circumstances));
  const bool lasts = pending.first_seen + losses_last <= circumstances.now;
  return enough && (lasts || !circumstances.many_lost);
}

void take_back(Pending& pending) {
  pending.agreed = std::max(0, pending.agreed - 1);
}

bool repeat(Pending& pending) {
  pending.repeats = true;
  return ++pending.failed <= most_repeats;
}

}  // namespace judging
