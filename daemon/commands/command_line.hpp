// The command line: subcommands, common options, and what happens to a mistake in them.
#pragma once

namespace commands {

// Gives the exit code. Throws only when our machine or our code is broken.
int run(int argc, char** argv);

}  // namespace commands
