// What outlives a lane, and is shared by whoever asks a platform, for whichever watch and in
// whichever sweep: the pace of each road, the tokens, and the purse of a platform with a budget.
#pragma once

#include <map>
#include <string>

#include "probing/paces.hpp"
#include "probing/purse.hpp"
#include "probing/tokens.hpp"

namespace probing {

struct Memory {
  Paces paces;
  Tokens tokens;
  std::map<std::string, Purse> purses;  // by platform; none: no budget

  Purse* purse_of(const std::string& platform) {
    const auto found = purses.find(platform);
    return found == purses.end() ? nullptr : &found->second;
  }
};

}  // namespace probing
