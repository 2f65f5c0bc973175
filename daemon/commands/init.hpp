// `handlewatch init`: a first configuration, with a sentence about each key.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_init(const Command& parent);

}  // namespace commands
