// What outlives a probe, and is shared by whoever asks a platform, for whichever watch and in
// whichever sweep: the pace of each road, the tokens, and the spend limit of a platform with a
// budget.
#pragma once

#include <map>
#include <string>

#include "probing/payments.hpp"
#include "probing/rate_limits.hpp"
#include "probing/spend_limit.hpp"
#include "probing/tokens.hpp"

namespace probing {

struct SharedLimits {
  RateLimits rate_limits;
  Tokens tokens;
  std::map<std::string, SpendLimit> spend_limits;  // by platform; none: no budget
  SpendingBook spending_book;

  SpendLimit* spend_limit_of(const std::string& platform) {
    const auto found = spend_limits.find(platform);
    return found == spend_limits.end() ? nullptr : &found->second;
  }
};

}  // namespace probing
