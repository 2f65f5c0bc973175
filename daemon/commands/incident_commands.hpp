// `incidents list|show|ack|snooze|dismiss|own|reopen`.
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

void add_incidents(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
