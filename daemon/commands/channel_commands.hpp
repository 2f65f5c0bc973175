// `channels`: who can be told, what a message looks like, and whether one arrives.
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

void add_channels(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
