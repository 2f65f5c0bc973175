// `handlewatch config check|schema`: is the configuration right, and what may stand in it?
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

void add_config(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
