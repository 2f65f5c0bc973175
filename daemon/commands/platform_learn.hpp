// `handlewatch platforms learn URL --claimed NAME`: asks a site for names that are claimed and for
// names that nobody has, and writes a definition of what tells them apart; or says why it cannot.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_platform_learn(const Command& parent);

}  // namespace commands
