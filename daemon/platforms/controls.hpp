// Controls: handles whose answer is known beforehand (contract, 'Truth' 2).
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "platforms/definition.hpp"

namespace platforms {

// 12 to 15 of [a-z0-9], a letter first and last, in canonical spelling.
std::string random_free_name(const Definition& definition, std::mt19937_64& random);

// Whether the grammar admits such names.
bool admits_random_controls(const Definition& definition);

// The claimed controls for one server, canonical: one for each ask of the chain from `entry` that
// can say claimed, as far as the definition names them. `owned` is used where the definition has
// none for this server. Empty: the claimed side cannot be proven here.
std::vector<std::string> claimed_controls(const Definition& definition, std::size_t entry,
                                          const std::string& server,
                                          const std::vector<std::string>& owned);

}  // namespace platforms
