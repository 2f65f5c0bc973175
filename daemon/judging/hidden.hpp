// A target that a platform does not answer about, though it does about the others (contract,
// 'Truth' 7): never decided for a week, or decided once and then for three sweeps and a day not.
// Somebody may be hiding there. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "judging/belief.hpp"
#include "model/observation.hpp"

namespace judging {

constexpr model::Milliseconds never_decided_for = std::chrono::hours(7 * 24);
constexpr model::Milliseconds undecided_for = std::chrono::hours(24);
constexpr long long undecided_sweeps = 3;

// Since when a target itself has been undecided, for reasons that may be its own.
struct Undecided {
  model::Instant since{};
  long long sweep = 0;    // of the unit, then
  bool told = false;      // that it is hidden
  bool incident = false;  // which opened the incident that stands
  bool operator==(const Undecided&) const = default;
};

// Whether an undecided answer may be this target's own doing: not what the definition cannot prove,
// what was not asked, or what befell the platform or us.
bool may_be_its_own(const model::Observation& seen);

// `sweep`: the one that left it undecided again.
bool is_hidden(const Undecided& undecided, bool was_decided, model::Instant now, long long sweep);

}  // namespace judging
