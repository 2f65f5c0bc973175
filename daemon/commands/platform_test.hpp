// `platforms test`: does each platform still answer as its definition says? Live, or from kept
// exchanges.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_platform_test(const Command& parent);

}  // namespace commands
