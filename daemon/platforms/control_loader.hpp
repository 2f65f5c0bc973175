// The part of the loader that reads the controls: the names by which a platform proves that it
// tells claimed from available. Used by loader.cpp alone, when grammar and server have been read.
#pragma once

#include "platforms/definition.hpp"
#include "reading/object.hpp"

namespace platforms {

void read_controls(reading::Document& document, const reading::Json& json, Definition& definition);

// Reports a grammar (the `handle` object) that forbids every random free control.
void check_random_control(reading::Document& document, const reading::Json& handle,
                          const Definition& definition);

}  // namespace platforms
