// `handlewatch init`: a first configuration, with a sentence about each key.
#pragma once

#include <CLI/App.hpp>

#include "commands/context.hpp"

namespace commands {

void add_init(CLI::App& app, const Common& common, int& exit_code);

}  // namespace commands
