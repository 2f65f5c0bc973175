// `handlewatch expand TEMPLATE…`: the handles a template yields.
#pragma once

#include "commands/command.hpp"

namespace commands {

// Adds the subcommand; when it is chosen, `exit_code` is set by running it.
void add_expand(const Command& parent);

}  // namespace commands
