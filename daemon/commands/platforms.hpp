// `handlewatch platforms list|show|test|hosts`: what is known of the platforms, and whether they
// still answer as their definitions say.
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

void add_platforms(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
