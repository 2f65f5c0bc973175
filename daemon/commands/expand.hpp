// `handlewatch expand TEMPLATE…`: the handles a template yields.
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

// Adds the subcommand; when it is chosen, `exit_code` is set by running it.
void add_expand(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
