// A point in time as people of a language read it, on the clocks of their place.
#pragma once

#include <string>

#include "model/instant.hpp"

namespace text {

// "22 November 2026, 07:40 (UTC+1)" or "22 novembre 2026 à 07:40 (UTC+1)". `zone` is an IANA name;
// one that ICU does not know counts as UTC. A language that has no form here gets the English one.
std::string local_time(model::Instant instant, const std::string& zone,
                       const std::string& language);

}  // namespace text
