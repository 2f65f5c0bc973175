#include "commands/platform_learn.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "commands/catalogue_input.hpp"
#include "commands/network_options.hpp"
#include "commands/new_file.hpp"
#include "configuration/configuration.hpp"
#include "learning/learning_run.hpp"
#include "platforms/definition_writer.hpp"
#include "platforms/loader.hpp"
#include "text/case.hpp"
#include "text/counted.hpp"
#include "text/join.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

struct LearnOptions {
  std::string url;
  std::vector<std::string> claimed;
  std::string id;
  std::string output;
  NetworkOptions network;
};

// "Www.Example.ORG:81" -> "example-org-81": what an id may be made of.
std::string id_from(std::string_view text) {
  std::string id;
  for (const char c : text::to_lower(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  if (id.starts_with("www-") || id.starts_with("api-")) id.erase(0, 4);
  return id;
}

// The host without {handle} and what binds it: "{handle}.example.org" -> "example.org".
std::string host_name(const std::string& url) {
  std::string host = platforms::host_of(url);
  const std::size_t slot = host.find("{handle}");
  if (slot != std::string::npos) host.erase(slot, std::string_view("{handle}").size());
  while (!host.empty() && (host.front() == '.' || host.front() == '-')) host.erase(0, 1);
  return host;
}

// --id, else the name of the new file, which a definition is named after, else the host.
std::string id_of(const LearnOptions& options) {
  if (!options.id.empty()) return options.id;
  std::string stem = std::filesystem::path(options.output).stem().string();
  if (!stem.empty() && id_from(stem) == stem) return stem;
  return id_from(host_name(options.url));
}

std::optional<learning::Lesson> read_lesson(Context& context, const LearnOptions& options) {
  learning::Lesson lesson;
  const bool http = options.url.starts_with("https://") || options.url.starts_with("http://");
  if (!http || options.url.find("{handle}") == std::string::npos) {
    context.error(fmt::format(
        "'{}' is no address to learn from; one with {{handle}} where the name stands is "
        "needed, such as https://example.org/users/{{handle}}",
        options.url));
    return std::nullopt;
  }
  for (std::string name : options.claimed) {
    if (name.starts_with('@')) name.erase(0, 1);
    if (name.empty() || name.find('@') != std::string::npos) {
      context.error(fmt::format("--claimed: '{}' is no name of an account", name));
      return std::nullopt;
    }
    const auto& known = lesson.claimed;
    if (std::find(known.begin(), known.end(), name) == known.end()) lesson.claimed.push_back(name);
  }
  if (lesson.claimed.empty()) {
    context.error("--claimed: a name that is surely claimed there is needed; two are better");
    return std::nullopt;
  }
  lesson.url = options.url;
  lesson.id = id_of(options);
  lesson.name = host_name(options.url);
  lesson.source = "handlewatch platforms learn";
  const auto blank = learning::blank_definition(lesson);
  if (!blank) {
    for (const model::Problem& problem : blank.error()) {
      context.error(fmt::format("no definition could hold this: {}", problem.message));
    }
    return std::nullopt;
  }
  return lesson;
}

std::string names_and_counts(const std::map<std::string, int>& asked) {
  std::vector<std::string> words;
  words.reserve(asked.size());
  for (const auto& [name, times] : asked) words.push_back(fmt::format("{} ({})", name, times));
  return text::joined(words);
}

void report_questions(Context& context, const learning::LearningOutcome& outcome) {
  context.remark(
      fmt::format("asked {}, one at a time", text::counted(outcome.requests, "question")));
  context.remark(fmt::format("  claimed: {}", names_and_counts(outcome.claimed)));
  context.remark(fmt::format("  made up at random: {}", names_and_counts(outcome.missing)));
}

void report(Context& context, const learning::LearningOutcome& outcome) {
  const learning::Learned& learned = *outcome.result;
  const platforms::Definition& definition = learned.definition;
  context.remark(fmt::format("an account:   {}", learned.claimed_by));
  context.remark(fmt::format("a free name:  {}",
                             learned.missing_by.empty() ? "nothing shows it" : learned.missing_by));
  context.remark(fmt::format("proven with the finished definition on {}",
                             text::counted(outcome.proofs, "further answer")));
  context.remark(fmt::format(
      "handles: {}{}; a careful guess: the platform may admit more, or less",
      definition.grammar.pattern.as_regex(),
      definition.grammar.folds.empty() ? "" : ", asked in lower case: letter case does not count"));
  if (outcome.redirects > 0) {
    context.remark(fmt::format("redirects: up to {} are followed", outcome.redirects));
  }
  for (const std::string& remark : learned.remarks) {
    context.remark(fmt::format("not proven: {}", remark));
  }
}

std::string source_of(const learning::Lesson& lesson, const learning::LearningOutcome& outcome) {
  const std::string when = text::iso(
      std::chrono::time_point_cast<model::Milliseconds>(std::chrono::system_clock::now()));
  return fmt::format(
      "learned by handlewatch platforms learn at {} from {}: {} and {}, {}{}; no one has read it "
      "yet",
      when, lesson.url, text::counted(outcome.claimed.size(), "claimed spelling"),
      text::counted(outcome.missing.size(), "random name"),
      text::counted(outcome.requests, "answer"),
      outcome.result->missing_by.empty() ? "; positive only" : "");
}

// The file's text, proven by loading it; nothing when no file can hold what was learned.
model::Result<std::string> file_text(const learning::Lesson& lesson,
                                     learning::LearningOutcome& outcome) {
  platforms::Definition& definition = outcome.result->definition;
  definition.source = source_of(lesson, outcome);
  auto text = platforms::definition_text(definition);
  if (!text) return text;
  const auto again = platforms::load_definition(*text, "", definition.id);
  if (!again) return model::refused(again.error());
  return text;
}

int learn(Context& context, const LearnOptions& options) {
  importing::Catalogue catalogue = read_catalogue(context);
  const auto configuration = given_configuration(context, catalogue);
  if (!configuration) return Exit::usage;
  const auto network = read_network(context, options.network, *configuration);
  const auto lesson = read_lesson(context, options);
  if (!network || !lesson) return Exit::usage;
  std::error_code error;
  if (!options.output.empty() &&
      std::filesystem::exists(std::filesystem::symlink_status(options.output, error))) {
    context.error(
        fmt::format("{} exists already, and stays as it is; nothing was asked", options.output));
    return Exit::usage;
  }
  learning::LearningOutcome outcome =
      learning::run_learning(*network, *lesson, [&context](model::Milliseconds wait) {
        context.remark(fmt::format("waiting {} before the next question", text::spoken(wait)));
      });
  if (outcome.signal != 0) return 128 + outcome.signal;
  report_questions(context, outcome);
  if (!outcome.result) {
    context.error(
        fmt::format("accounts and free names cannot be told apart: {}; nothing was written",
                    outcome.result.error()));
    return Exit::undecided;
  }
  const auto text = file_text(*lesson, outcome);
  if (!text) {
    context.error(fmt::format("what was learned cannot be written down: {}; nothing was written",
                              to_string(text.error().front())));
    return Exit::undecided;
  }
  report(context, outcome);
  if (!options.output.empty()) {
    const int code = write_new_file(context, options.output, *text);
    if (code == Exit::done) {
      context.remark(
          fmt::format("wrote {}; next, read it: then handlewatch check NAME "
                      "--platform-file {} --explain",
                      options.output, options.output));
    }
    return code;
  }
  context.results().write(*text);
  context.results().flush();
  return Exit::done;
}

}  // namespace

void add_platform_learn(const Command& parent) {
  const auto options = std::make_shared<LearnOptions>();
  const Command learned = parent.add(
      "learn", "Find out what tells accounts from free names on a site, and write a definition");
  learned.argument("URL", options->url, "The page or API of an account, with {handle} for its name")
      .options("--claimed", options->claimed,
               "A name that is surely claimed there (repeatable; two or more are surer)", "NAME")
      .option("--id", options->id, "Of the definition (default: after the file or the host)", "ID")
      .option("--output", options->output, "A new file (default: standard output)", "FILE")
      .footer(
          "About 20 to 40 questions are asked, one at a time and at most 30 a minute: for the\n"
          "claimed names and for names made up at random, each several times. Believed is what\n"
          "is always there for the one and never for the other, and holds for further names.\n"
          "What it asked, what it found and what it could not prove is told on standard error.\n"
          "Exit: 0 a definition was written, 3 they cannot be told apart.\n"
          "Example:\n"
          "  handlewatch platforms learn 'https://example.org/users/{handle}' --claimed alice \\\n"
          "      --claimed bob --output example.json")
      .runs([options](Context& context) { return learn(context, *options); });
  add_network_options(learned, options->network);
}

}  // namespace commands
