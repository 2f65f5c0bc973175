// `handlewatch check [TEMPLATE|HANDLE…]`: one pass now. Reads, never writes, never alerts.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_check(const Command& parent);

}  // namespace commands
