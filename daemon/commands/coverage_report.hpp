// The end of a check over several platforms, for people: a table of what is ours, free and taken
// where, and what to reserve.
#pragma once

#include <vector>

#include "commands/context.hpp"
#include "importing/catalogue.hpp"
#include "model/observation.hpp"

namespace commands {

void print_coverage(Context& context, const std::vector<model::Observation>& observations,
                    const importing::Catalogue& catalogue);

// "bluesky: 96 free: reserve these now at https://bsky.app (free as seen from here)": an account
// that the platform hides from our address looks free, and no rule can tell.
std::string reserve_these(const std::string& where, const std::string& free,
                          const std::string& signup);

}  // namespace commands
