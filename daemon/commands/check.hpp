// `handlewatch check [TEMPLATE|HANDLE…]`: one pass now. Reads, never writes, never alerts.
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

void add_check(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
