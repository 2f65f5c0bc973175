// The check record: one observation as programs read it. Every record has all keys, in this order;
// what is not known is null.
#pragma once

#include <string>
#include <vector>

#include "model/observation.hpp"
#include "reading/json.hpp"

namespace reporting {

const std::vector<std::string>& record_keys();

reading::Json record_of(const model::Observation& seen);

}  // namespace reporting
