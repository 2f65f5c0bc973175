// What must hold between the asks of a definition. Used by loader.cpp alone.
#pragma once

#include "platforms/definition.hpp"
#include "reading/object.hpp"

namespace platforms {

// Names are unique; no circle; at most three asks in a row; some rule says claimed; no body rule
// can be talked into 'available' by what a stranger writes. Fills definition.entries.
void check_chains(reading::Document& document, const reading::Json& asks, Definition& definition);

}  // namespace platforms
