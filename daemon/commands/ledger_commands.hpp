// `status`, `incidents`, `history`, `own` and `ledger`: what people ask and decide.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_ledger_commands(const Command& parent);

}  // namespace commands
