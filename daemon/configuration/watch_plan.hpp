// What a watch comes to on its platforms: to be counted, and to find the handles that are expected
// in vain. Of a watch that was found right, so that nothing is refused here.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "configuration/configuration.hpp"
#include "targets/planning.hpp"

namespace configuration {

// More handles than this take longer to go through than a service that reads its configuration anew
// has time for; `config check` goes through all.
constexpr std::size_t handles_at_a_start = 20'000;

// Of all the handles, or of a watch that has more than `most` nothing.
std::optional<targets::PlannedTargets> planned_targets(
    const watching::Watch& watch, Known known,
    std::size_t most = std::numeric_limits<std::size_t>::max());

// In a sentence each: that handles of a watch can exist nowhere, or none of them on a platform.
std::vector<std::string> misfits(const watching::Watch& watch,
                                 const targets::PlannedTargets& planned);

}  // namespace configuration
