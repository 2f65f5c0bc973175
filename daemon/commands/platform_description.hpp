// A definition in words, all of it.
#pragma once

#include <string>

#include "platforms/definition.hpp"

namespace commands {

// Readable, in lines of at most 80 columns where that is possible.
std::string description(const platforms::Definition& definition);

}  // namespace commands
