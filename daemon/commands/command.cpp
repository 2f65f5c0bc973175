#include "commands/command.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace commands {
namespace {

// Every command takes them, before or after its name; `handlewatch --help` explains them.
constexpr const char* common_options =
    "\n\nCommon options: --config, --patterns, --format, --color, --quiet, --verbose; see\n"
    "  handlewatch --help";

void require(CLI::Option* option, Need need) {
  if (need == Need::required) option->required();
}

}  // namespace

Command Command::add(const char* name, const char* what) const {
  CLI::App* made = app_->add_subcommand(name, what);
  made->fallthrough();
  made->footer(common_options + 2);
  return {*made, *common_, *exit_code_};
}

const Command& Command::option(const char* name, std::string& into, const char* what,
                               const char* kind, Need need) const {
  require(app_->add_option(name, into, what)->type_name(kind), need);
  return *this;
}

const Command& Command::option(const char* name, std::optional<std::string>& into, const char* what,
                               const char* kind) const {
  app_->add_option(name, into, what)->type_name(kind);
  return *this;
}

const Command& Command::options(const char* name, std::vector<std::string>& into, const char* what,
                                const char* kind) const {
  app_->add_option(name, into, what)->type_name(kind)->allow_extra_args(false)->take_all();
  return *this;
}

const Command& Command::number(const char* name, int& into, const char* what, int from,
                               int to) const {
  app_->add_option(name, into, what)->type_name("N")->check(CLI::Range(from, to));
  return *this;
}

const Command& Command::choice(const char* name, std::string& into,
                               const std::vector<std::string>& words, const char* what,
                               const char* kind) const {
  app_->add_option(name, into, what)->type_name(kind)->check(CLI::IsMember(words));
  return *this;
}

const Command& Command::flag(const char* name, bool& into, const char* what) const {
  app_->add_flag(name, into, what);
  return *this;
}

const Command& Command::flag(const char* name, std::string& into, const char* what) const {
  app_->add_flag(name, into, what);
  return *this;
}

const Command& Command::argument(const char* name, std::string& into, const char* what) const {
  app_->add_option(name, into, what)->required();
  return *this;
}

const Command& Command::argument(const char* name, long long& into, const char* what) const {
  app_->add_option(name, into, what)->required();
  return *this;
}

const Command& Command::arguments(const char* name, std::vector<std::string>& into,
                                  const char* what, Need need) const {
  require(app_->add_option(name, into, what), need);
  return *this;
}

const Command& Command::anything() const {
  app_->allow_extras()->fallthrough(false);
  return *this;
}

const Command& Command::footer(const std::string& text) const {
  app_->footer(text + common_options);
  return *this;
}

const Command& Command::runs(Action action) const {
  app_->callback([action = std::move(action), common = common_, exit_code = exit_code_] {
    Context context(*common);
    *exit_code = action(context);
  });
  return *this;
}

}  // namespace commands
