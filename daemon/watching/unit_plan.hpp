// What a sweep of a unit takes and costs, in words, for `status`.
#pragma once

#include <string>

#include "probing/authorization.hpp"
#include "probing/shared_limits.hpp"
#include "targets/unit.hpp"

namespace watching {

// "X: 101 handles, 2 requests every 6 h, at most 4.12 USD a day; its budget is 2.00 USD a day";
// empty where it costs nothing and has no budget, or cannot be asked.
std::string plan_of(const targets::WatchedUnit& unit, std::size_t targets,
                    const probing::Credentials& credentials, probing::SharedLimits& limits);

}  // namespace watching
