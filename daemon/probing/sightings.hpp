// Which claimed controls of a definition are there and which are not, as one sweep saw it: whoever
// keeps it may find that one is gone (contract, 'Truth' 2). Plain values.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/words.hpp"

namespace probing {

struct Sighted {
  std::string handle;
  model::Status status = model::Status::unknown;
};

struct Sightings {
  std::set<std::string> present;  // answered claimed
  std::set<std::string> absent;   // answered available while another one answered claimed

  // The claimed controls that stood at one end of a bracket, or in one batch.
  void add(const std::vector<Sighted>& together);
};

}  // namespace probing
