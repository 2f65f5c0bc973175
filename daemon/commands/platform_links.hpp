// The official names and links of platforms, for messages and lists.
#pragma once

#include "alerting/rendering.hpp"
#include "platforms/catalogue.hpp"

namespace commands {

// The catalogue outlives what is given.
alerting::Links links_of(const platforms::Catalogue& catalogue);

}  // namespace commands
