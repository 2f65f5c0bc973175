// The official names and links of platforms, for messages and lists.
#pragma once

#include "alerting/rendering.hpp"
#include "importing/catalogue.hpp"

namespace running {

// The catalogue outlives what is given.
alerting::Links links_of(const importing::Catalogue& catalogue);

}  // namespace running
