// What the budget of a platform does not reach for, in words, for `config check`. In any of its
// periods it has to pay for the sweeps of all units that ask the platform, controls counted. Money
// is counted where each handle is claimed, which is what one who registers them works towards;
// requests, where the first answer decides. What is kept for second looks is not theirs. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platforms/definition.hpp"
#include "probing/authorization.hpp"
#include "probing/spend_limit.hpp"

namespace probing {

// A unit of the platform whose sweeps are paid for.
struct PaidUnit {
  std::string server;
  std::vector<std::string> owned;  // as in ProbePlan
  std::size_t targets = 0;
  model::Milliseconds every{0};
};

// "X (Twitter): a budget of 2.00 USD a day may not reach: …"; empty where it reaches. `entry`: the
// ask to begin with.
std::string shortfall(const platforms::Definition& definition, std::size_t entry,
                      const Budget& budget, const std::vector<PaidUnit>& units);

// The ask that a budget is meant for: the first that costs in its currency, wherever its credential
// is kept; of a budget of requests the first whose credential is here, or that needs none.
std::optional<std::size_t> paid_entry(const platforms::Definition& definition, const Budget& budget,
                                      const Credentials& credentials);

}  // namespace probing
