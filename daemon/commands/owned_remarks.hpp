// What `check` says of the handles that are ours: each that is lost, and those whose account is not
// confirmed yet.
#pragma once

#include <vector>

#include "commands/context.hpp"
#include "judging/owned.hpp"
#include "model/observation.hpp"

namespace commands {

void remark_on_owned(Context& context, const std::vector<model::Observation>& observations,
                     const judging::OwnedHandles& owned);

}  // namespace commands
