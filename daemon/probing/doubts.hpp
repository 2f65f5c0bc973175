// Why a platform's answers count only in part, or not at all: what its controls said, in words, or
// what of ours was in the way; and for how long it wants whom to be left alone, where that is out
// of the ordinary.
#pragma once

#include <string>

#include "probing/probe_plan.hpp"

namespace probing {

// A sentence about "it", the platform, such as "claimed answers are unproven: …", or two; empty
// when both sides are proven, or nothing was asked.
std::string doubts(const ProbeReport& probe);

}  // namespace probing
