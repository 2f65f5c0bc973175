#include "commands/command_line.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "commands/channel_commands.hpp"
#include "commands/check.hpp"
#include "commands/config.hpp"
#include "commands/expand.hpp"
#include "commands/init.hpp"
#include "commands/ledger_commands.hpp"
#include "commands/platforms.hpp"
#include "commands/run.hpp"
#include "commands/status.hpp"
#include "text/nearest.hpp"

namespace commands {
namespace {

std::string wrong_patterns(const std::string& folder) {
  std::error_code unseen;
  const bool good = std::filesystem::is_directory(folder + "/platforms", unseen) &&
                    std::filesystem::is_directory(folder + "/datasets", unseen);
  return good ? "" : folder + " holds no folders 'platforms' and 'datasets'";
}

void add_common_options(CLI::App& app, Common& common) {
  app.add_option("--config", common.config,
                 "Configuration file (default: $HANDLEWATCH_CONFIG, /etc/handlewatch/config.json)")
      ->type_name("FILE");
  app.add_option("--patterns", common.patterns, "Datasets and definitions (default: installed)")
      ->type_name("DIR")
      ->check(wrong_patterns);
  app.add_option("--format", common.format, "How lists are written (default: table, or jsonl)")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"table", "jsonl", "json", "csv", "md"}));
  app.add_option("--color", common.colour, "Colours at a terminal")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_flag("--quiet,-q", common.quiet, "Results and errors only");
  app.add_flag("--verbose,-v", common.verbose, "Say more on stderr");
}

void collect_option_names(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      const std::string written = "--" + name;  // every command has a --help of its own
      if (std::find(names.begin(), names.end(), written) == names.end()) names.push_back(written);
    }
  }
}

// CLI11 says which argument it could not place; we add what was probably meant: an option of the
// innermost command that was understood, or one of its subcommands.
std::string unknown_argument(const CLI::App& app) {
  std::vector<std::string> names;
  collect_option_names(app, names);
  const CLI::App* innermost = &app;
  for (auto chosen = app.get_subcommands(); !chosen.empty();
       chosen = innermost->get_subcommands()) {
    innermost = chosen.front();
    collect_option_names(*innermost, names);
  }
  const auto left = app.remaining(true);
  if (left.empty()) return "a command is missing";
  const std::string word = left.front().substr(0, left.front().find('='));
  if (!word.starts_with('-')) {
    names.clear();
    for (const CLI::App* command : innermost->get_subcommands({})) {
      names.push_back(command->get_name());
    }
  }
  return fmt::format("unknown {} '{}'{}", word.starts_with('-') ? "option" : "argument", word,
                     text::suggestion(word, names));
}

int usage_error(const CLI::App& app, const CLI::ParseError& error, const Common& common) {
  Context context(common);
  const bool unknown = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  context.error(unknown ? unknown_argument(app) : error.what());
  context.remark("try: handlewatch --help");
  return Exit::usage;
}

int command_missing(const Common& common, std::string_view after) {
  Context context(common);
  context.error(fmt::format("a command is missing; try: {} --help", after));
  return Exit::usage;
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("Detects handle squatting: who holds the handles that ought to be yours?",
               "handlewatch");
  app.set_version_flag("--version", "handlewatch " HANDLEWATCH_VERSION);
  app.set_help_all_flag();
  app.footer(
      "Examples:\n"
      "  handlewatch expand '@PNationale{fr-departments}'\n"
      "  handlewatch check '@PNationale{fr-departments}' --platform bluesky --platform codeberg\n"
      "  handlewatch platforms list");
  Common common;
  add_common_options(app, common);
  int exit_code = Exit::done;
  const Command top(app, common, exit_code);
  add_expand(top);
  add_check(top);
  add_platforms(top);
  add_run(top);
  add_status(top);
  add_ledger_commands(top);
  add_channels(top);
  add_config(top);
  add_init(top);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    std::ostringstream text;
    app.exit(asked, text, text);
    Context context(common);
    context.results().write(text.str());
    context.results().flush();
    return Exit::done;
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error, common);
  }
  for (const CLI::App* chosen : app.get_subcommands()) {
    const bool has_actions = !chosen->get_subcommands({}).empty();
    if (!has_actions || !chosen->get_subcommands().empty()) return exit_code;
    return command_missing(common, fmt::format("handlewatch {}", chosen->get_name()));
  }
  return command_missing(common, "handlewatch");
}

}  // namespace commands
