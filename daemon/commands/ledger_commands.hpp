// `status`, `incidents`, `history`, `own` and `ledger`: what people ask and decide.
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

void add_ledger_commands(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
