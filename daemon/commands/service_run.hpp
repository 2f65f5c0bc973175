// `handlewatch run`: the service itself. It starts in the order of the page and ends in the
// reverse; SIGHUP makes its configuration anew and keeps the old one when the new is wrong; SIGTERM
// and SIGINT end it within five seconds.
#pragma once

#include "commands/configuration.hpp"

namespace commands {

// Gives the exit code: 128 + signal, or, with `once`, that of `check`.
int run_service(Context& context, const std::filesystem::path& file, bool once);

}  // namespace commands
