// `channels`: who can be told, what a message looks like, and whether one arrives.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_channels(const Command& parent);

}  // namespace commands
