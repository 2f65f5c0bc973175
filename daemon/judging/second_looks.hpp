// When a change is believed, and when it is looked at again before that (contract, 'Truth' 5).
// Pure.
//
// A gain is asked about once more after `confirm`; where neither an id nor a tied rule proves more,
// again an hour later. A look that fails or says otherwise is repeated by the next sweep, three
// times; one that says otherwise, or is caught lying, takes back one that agreed.
// A loss takes two sweeps and a look; one of ours three looks within an hour; one of many that were
// lost in one sweep three days.
// For each lie that the platform was caught in lately either takes another look, a quarter of an
// hour after the last, up to eight looks at a gain and twelve at a loss: with four, a platform
// whose answers lie one time in five had false alarms by the hundred a year (tests/behaviours).
#pragma once

#include "judging/circumstances.hpp"
#include "model/observation.hpp"

namespace judging {

constexpr int most_looks_at_gain = 8;
constexpr int most_looks_at_loss = 12;
constexpr int most_lies = most_looks_at_loss;  // that are remembered
constexpr int most_repeats = 3;
constexpr model::Milliseconds unproven_gap = std::chrono::hours(1);
constexpr model::Milliseconds doubted_gap = std::chrono::minutes(15);
constexpr model::Milliseconds losses_last = std::chrono::hours(72);
// How long a platform is doubted that was caught lying.
constexpr model::Milliseconds lies_last = std::chrono::hours(7 * 24);
// When to look again: at the next sweep, whenever that is.
constexpr model::Instant at_next_sweep = model::Instant::max();

// The first answer that says so. The look that is to follow: next_look().
Pending begin(const TargetState& state, const model::Observation& seen,
              const Circumstances& circumstances);

// An answer has said the same.
void agree(Pending& pending, const model::Observation& seen, const TargetState& was,
           const Circumstances& circumstances);

bool is_sure(const Pending& pending, const model::Observation& seen, const TargetState& was,
             const Circumstances& circumstances);

// None: what follows is a sweep's answer, as it comes.
std::optional<model::Instant> next_look(const Pending& pending, const model::Observation& seen,
                                        const TargetState& was, const Circumstances& circumstances);

// Whether an answer at this moment is a look that was waited for.
bool is_look(const Pending& pending, const model::Observation& seen, const TargetState& was,
             const Circumstances& circumstances);

// A look at a gain failed, or said otherwise. False: one too many in a row, it is given up.
bool repeat(Pending& pending);

// Nobody is there after all, or the platform was caught lying beside it: one look less that agreed.
void take_back(Pending& pending);

}  // namespace judging
