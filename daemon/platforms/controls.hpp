// Controls: handles whose answer is known beforehand (contract, 'Truth' 2).
#pragma once

#include <cstdint>
#include <random>
#include <set>
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
  bool drafted = false;              // not the definition's: of ours, for want of better ones
  std::vector<std::string> gone{};   // that were, and are found no more
  // Those that may be lost as any account may, whoever names them: ours, and those of whom it is
  // believed whether they are there.
  std::set<std::string> owned{};
  std::set<std::string> believed{};
};

// The claimed controls for one server, as the definition lists them. Where it has none for this
// server, up to three of `owned`: one of ours may be lost, and that must show rather than blind the
// platform.
ClaimedControls claimed_controls(const Definition& definition, const std::string& server,
                                 const std::vector<std::string>& owned);

// Those of a definition that are known to be gone stand apart. One that stands is left in any case.
void pass_over(ClaimedControls& controls, const std::vector<std::string>& gone);

}  // namespace platforms
