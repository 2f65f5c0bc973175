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

struct ClaimedControls {
  std::vector<std::string> handles;  // canonical; none: the claimed side cannot be proven here
  bool ours = false;                 // accounts of ours, for want of better ones
};

// The claimed controls for one server: one for each ask of the chain from `entry` that can say
// claimed, as far as the definition names them. Where it has none for this server, up to three of
// `owned`: one of ours may be lost, and that must show rather than blind the platform.
ClaimedControls claimed_controls(const Definition& definition, std::size_t entry,
                                 const std::string& server, const std::vector<std::string>& owned);

}  // namespace platforms
