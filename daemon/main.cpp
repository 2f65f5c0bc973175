// argv to a command, exceptions to exit codes.

#include <csignal>
#include <cstdio>
#include <exception>

#include "commands/command_line.hpp"

int main(int argc, char** argv) {
  // A reader that goes away is noticed by write(2), not by dying.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return commands::run(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "handlewatch: %s\n", failure.what());
    return 4;
  }
}
