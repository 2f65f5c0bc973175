#include "commands/command_line.hpp"

#include <algorithm>
#include <array>
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
#include "reading/object.hpp"
#include "text/nearest.hpp"

namespace commands {
namespace {

std::string wrong_patterns(const std::string& folder) {
  std::error_code unseen;
  const bool good = std::filesystem::is_directory(folder + "/platforms", unseen) &&
                    std::filesystem::is_directory(folder + "/datasets", unseen);
  return good ? "" : folder + " holds no folders 'platforms' and 'datasets'";
}

void add_common_options(CLI::App& app, const Command& top, Common& common) {
  app.add_option("--config", common.config,
                 "Configuration file (default: $HANDLEWATCH_CONFIG, /etc/handlewatch/config.json)")
      ->type_name("FILE");
  app.add_option("--patterns", common.patterns, "Datasets and definitions (default: installed)")
      ->type_name("DIR")
      ->check(wrong_patterns);
  top.choice("--format", common.format, {"table", "jsonl", "json", "csv", "md"},
             "How lists are written (default: table, or jsonl)", "FORMAT")
      .choice("--color", common.colour, {"auto", "always", "never"}, "Colours at a terminal",
              "WHEN")
      .flag("--quiet,-q", common.quiet, "Results and errors only")
      .flag("--verbose,-v", common.verbose, "Say more on stderr");
}

void collect_option_names(const CLI::App& app, std::vector<std::string>& names) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      const std::string written = "--" + name;  // every command has a --help of its own
      if (std::find(names.begin(), names.end(), written) == names.end()) names.push_back(written);
    }
  }
}

// The command that was understood, from the first word to the innermost.
struct Understood {
  const CLI::App* innermost = nullptr;
  std::string written = "handlewatch";
  std::vector<std::string> options;
};

Understood understood(const CLI::App& app) {
  Understood understood;
  understood.innermost = &app;
  collect_option_names(app, understood.options);
  for (auto chosen = app.get_subcommands(); !chosen.empty();
       chosen = understood.innermost->get_subcommands()) {
    understood.innermost = chosen.front();
    understood.written += " " + understood.innermost->get_name();
    collect_option_names(*understood.innermost, understood.options);
  }
  return understood;
}

// Commands, and options of commands, that the contract names and this version lacks.
struct LaterPart {
  std::string_view command;
  std::string_view word;
};

constexpr auto later_parts = std::to_array<LaterPart>({
    {"handlewatch", "compare"},
    {"handlewatch", "dossier"},
    {"handlewatch", "evidence"},
    {"handlewatch", "sighting"},
    {"handlewatch channels", "hosts"},
    {"handlewatch check", "--identity"},
    {"handlewatch check", "--variants"},
    {"handlewatch check", "--watch"},
    {"handlewatch expand", "--variants"},
    {"handlewatch incidents", "outcome"},
    {"handlewatch incidents", "reclassify"},
    {"handlewatch incidents", "report"},
    {"handlewatch status", "--handles"},
});

bool is_later(std::string_view command, std::string_view word) {
  return std::any_of(later_parts.begin(), later_parts.end(), [&](const LaterPart& part) {
    return part.command == command && part.word == word;
  });
}

// CLI11 says which argument it could not place; we add what was probably meant: an option of the
// innermost command that was understood, or one of its subcommands.
std::string unknown_argument(const CLI::App& app, const Understood& understood) {
  const auto left = app.remaining(true);
  if (left.empty()) return "a command is missing";
  const std::string word = left.front().substr(0, left.front().find('='));
  if (is_later(understood.written, word)) return reading::not_yet(word);
  if (word.starts_with('-')) {
    return fmt::format("unknown option '{}'{}", word, text::suggestion(word, understood.options));
  }
  std::vector<std::string> commands;
  for (const CLI::App* command : understood.innermost->get_subcommands({})) {
    commands.push_back(command->get_name());
  }
  return fmt::format("unknown {} '{}'{}", commands.empty() ? "argument" : "command", word,
                     text::suggestion(word, commands));
}

// CLI11 counts values; a person has left one out, or given one where none belongs.
std::string wrong_count(const std::string& said) {
  const std::string option = said.substr(0, said.find_first_of(": "));
  if (said.ends_with(" missing")) return option + " needs a value";
  if (said.find(" At Most 1 ") != std::string::npos) return option + " may stand only once";
  return (option.starts_with('-') ? "" : "--") + option + " takes no value";
}

int usage_error(const CLI::App& app, const CLI::ParseError& error, const Common& common) {
  Context context(common);
  const Understood known = understood(app);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    context.error(unknown_argument(app, known));
  } else if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    context.error(wrong_count(error.what()));
  } else {
    context.error(error.what());
  }
  context.remark(fmt::format("try: {} --help", known.written));
  return Exit::usage;
}

int command_missing(const Common& common, std::string_view after) {
  Context context(common);
  context.error("a command is missing");
  context.remark(fmt::format("try: {} --help", after));
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
  int exit_code = Exit::done;
  const Command top(app, common, exit_code);
  add_common_options(app, top, common);
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
