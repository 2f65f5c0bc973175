// `handlewatch run --config FILE [--once]`.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_run(const Command& parent);

}  // namespace commands
