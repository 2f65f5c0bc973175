// What an event carries, as one line of JSON in its row: the target as it was seen, what was
// believed before, and why.
#pragma once

#include "model/event.hpp"

namespace ledger {

std::string to_text(const model::Event& event);

// Fills `seen`, `before` and `detail`; what cannot be read stays empty.
void read_text(const std::string& text, model::Event& event);

}  // namespace ledger
