#include "commands/command.hpp"

#include <algorithm>
#include <charconv>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "text/join.hpp"
#include "text/nearest.hpp"

namespace commands {
namespace {

// Every command takes them, before or after its name; `handlewatch --help` explains them.
constexpr const char* common_options =
    "\n\nCommon options: --config, --patterns, --format, --color, --quiet, --verbose; see\n"
    "  handlewatch --help";

void require(CLI::Option* option, Need need) {
  if (need == Need::required) option->required();
}

// CLI11's own validators say it in words of their own.
CLI::Validator one_of(const std::vector<std::string>& words) {
  const auto wrong = [words](const std::string& word) -> std::string {
    if (std::find(words.begin(), words.end(), word) != words.end()) return "";
    return fmt::format("unknown '{}'{}", word, text::suggestion(word, words));
  };
  return {wrong, fmt::format("{{{}}}", text::joined(words, ","))};
}

template <class Number>
std::optional<Number> parse_number(const std::string& written) {
  Number number{};
  const char* const end = written.data() + written.size();
  const auto read = std::from_chars(written.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

CLI::Validator between(int from, int to) {
  const auto wrong = [from, to](const std::string& written) -> std::string {
    const auto number = parse_number<int>(written);
    if (number && *number >= from && *number <= to) return "";
    return fmt::format("'{}' is no number from {} to {}", written, from, to);
  };
  return {wrong, fmt::format("{} to {}", from, to)};
}

std::string no_number(const std::string& written) {
  return parse_number<long long>(written) ? "" : fmt::format("'{}' is no number", written);
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
  app_->add_option(name, into, what)->type_name("N")->check(between(from, to));
  return *this;
}

const Command& Command::choice(const char* name, std::string& into,
                               const std::vector<std::string>& words, const char* what,
                               const char* kind) const {
  app_->add_option(name, into, what)->type_name(kind)->check(one_of(words));
  return *this;
}

const Command& Command::flag(const char* name, bool& into, const char* what) const {
  app_->add_flag(name, into, what)->disable_flag_override();
  return *this;
}

const Command& Command::argument(const char* name, std::string& into, const char* what) const {
  app_->add_option(name, into, what)->required();
  return *this;
}

const Command& Command::argument(const char* name, long long& into, const char* what) const {
  app_->add_option(name, into, what)->required()->check(no_number, "");
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
