// `handlewatch run --config FILE [--once]`.
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

void add_run(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
