// When a new unit tells of the strangers that were there before it was watched: all in one, when
// its first sweep and the second looks of that have ended, but not long after the first was found
// (contract, 'Truth' 4). Pure.
#pragma once

#include <optional>

#include "model/instant.hpp"

namespace judging {

constexpr model::Milliseconds summary_within = std::chrono::minutes(75);

struct Summary {
  std::optional<model::Instant> found;  // the first stranger was seen
  std::optional<model::Instant> told;   // since then each is told for itself
};

// When it is due by the clock alone.
std::optional<model::Instant> summary_at(const Summary& summary);

// `swept`: the first sweep has ended; `awaited`: second looks are still wanted.
bool is_due(const Summary& summary, bool swept, bool awaited, model::Instant now);

}  // namespace judging
