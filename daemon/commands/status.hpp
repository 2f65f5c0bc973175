// handlewatch status
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_status(const Command& parent);

}  // namespace commands
