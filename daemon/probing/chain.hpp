// Where a chain of asks can lead. Pure.
#pragma once

#include <vector>

#include "platforms/definition.hpp"

namespace probing {

// `entry` and every ask that its rules can lead to, each once.
std::vector<std::size_t> chain_from(const platforms::Definition& definition, std::size_t entry);

}  // namespace probing
