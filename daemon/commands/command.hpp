// A command as people type it: what it takes, its help, what it does. CLI11 parses; its headers
// cost seconds in every file that sees them, so only command.cpp and command_line.cpp do.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commands/context.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace commands {

enum class Need { optional, required };

// A handle to a command of the parser: copied freely. What options are read into must live until
// the command has run: let the action own it.
class Command {
 public:
  using Action = std::function<int(Context&)>;

  Command(CLI::App& app, const Common& common, int& exit_code)
      : app_(&app), common_(&common), exit_code_(&exit_code) {}

  Command add(const char* name, const char* what) const;

  // `kind` is what help calls a value: FILE, TIME.
  const Command& option(const char* name, std::string& into, const char* what, const char* kind,
                        Need need = Need::optional) const;
  // None: it was not given, which is not the same as being given empty.
  const Command& option(const char* name, std::optional<std::string>& into, const char* what,
                        const char* kind) const;
  // May be given again and again.
  const Command& options(const char* name, std::vector<std::string>& into, const char* what,
                         const char* kind) const;
  const Command& number(const char* name, int& into, const char* what, int from, int to) const;
  const Command& choice(const char* name, std::string& into, const std::vector<std::string>& words,
                        const char* what, const char* kind) const;
  const Command& flag(const char* name, bool& into, const char* what) const;

  const Command& argument(const char* name, std::string& into, const char* what) const;
  const Command& argument(const char* name, long long& into, const char* what) const;
  const Command& arguments(const char* name, std::vector<std::string>& into, const char* what,
                           Need need = Need::optional) const;
  // Whatever follows is taken and ignored.
  const Command& anything() const;

  // The end of its help: exit codes, examples.
  const Command& footer(const std::string& text) const;
  const Command& runs(Action action) const;

 private:
  CLI::App* app_;
  const Common* common_;
  int* exit_code_;
};

}  // namespace commands
