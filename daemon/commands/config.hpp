// `handlewatch config check|schema`: is the configuration right, and what may stand in it?
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_config(const Command& parent);

}  // namespace commands
