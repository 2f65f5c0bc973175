// When a unit is looked at. Pure: the calendar is an argument, and may have been stepped.
//
// Each unit has its own slots, `every` apart and moved by a hash of its name, so that many units
// spread over the time; each slot is moved once more, by up to a sixteenth of `every`, so that a
// platform does not see us at the same minute of every day. After a long sleep or downtime
// what is overdue is spread over a minute instead of all at once. So is everything after a clock
// was set back: a sweep of the future says nothing.
#pragma once

#include <optional>
#include <string_view>

#include "model/instant.hpp"

namespace watching {

struct Timing {
  model::Milliseconds every{0};
  std::uint64_t hash = 0;  // of the unit: where its slots are
};

std::uint64_t hash_of(std::string_view text);

// When the next sweep is due. `swept`: the end of the last one, if there ever was one. `up_since`:
// when the service started or its clock was set back: nothing overdue is due before.
model::Instant next_sweep(const Timing& timing, std::optional<model::Instant> swept,
                          model::Instant up_since, model::Instant now);

// The second sweep of a unit comes after an hour, or at its slot where those are not further apart:
// the first one alone proves little (contract, 'Truth' 4).
model::Instant second_sweep(const Timing& timing, model::Instant first_ended, model::Instant slot);

// The same after a sweep that ended `in_vain` (the platform was down, or put up a wall): it is
// tried again an eighth of the interval later, but not within a minute and not after `slot`.
model::Instant next_try(const Timing& timing, std::optional<model::Instant> in_vain,
                        model::Instant slot);

// Whether the calendar went back between two looks at it, by more than it is put right by.
bool was_set_back(model::Instant before, model::Instant now);

}  // namespace watching
