// `handlewatch platforms list|show|test|hosts`: what is known of the platforms, and whether they
// still answer as their definitions say.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_platforms(const Command& parent);

}  // namespace commands
