// `incidents list|show|ack|snooze|dismiss|own|reopen`.
#pragma once

#include "commands/command.hpp"

namespace commands {

void add_incidents(const Command& parent);

}  // namespace commands
