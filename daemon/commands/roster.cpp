#include "commands/roster.hpp"

#include <fmt/format.h>

namespace commands {
namespace {

constexpr const char* overlay = "/etc/handlewatch/platforms";

std::string origin_text(const naming::Origin& origin) {
  std::string slots;
  for (const auto& [slot, value] : origin.slots) {
    slots += fmt::format("{}{}={}", slots.empty() ? "" : ", ", slot, value);
  }
  return slots.empty() ? origin.text : fmt::format("{} ({})", origin.text, slots);
}

}  // namespace

void add_roster_options(CLI::App& command, RosterOptions& options, const char* what,
                        bool required) {
  auto* templates = command.add_option("TEMPLATE", options.templates,
                                       "Naming templates such as PNationale{fr-departments}");
  templates->type_name(what);
  if (required) templates->required();
  command.add_option("--dataset", options.datasets, "Add a dataset from a CSV file (repeatable)")
      ->type_name("NAME=FILE")
      ->allow_extra_args(false)
      ->take_all();
}

std::optional<Templates> read_templates(Context& context, const RosterOptions& options) {
  Templates read{naming::DatasetStore({context.patterns() / "datasets"}), {}};
  model::Problems problems;
  for (const std::string& dataset : options.datasets) {
    const model::Problems found = read.datasets.add(dataset);
    problems.insert(problems.end(), found.begin(), found.end());
  }
  // A dataset that could not be read would only seem unknown to the templates that name it.
  const bool complete = problems.empty();
  for (const std::string& written : options.templates) {
    if (!complete) break;
    auto parsed = naming::parse_template(written, read.datasets);
    if (parsed) {
      read.templates.push_back(std::move(*parsed));
    } else {
      problems.insert(problems.end(), parsed.error().begin(), parsed.error().end());
    }
  }
  if (problems.empty()) return read;
  context.errors(problems);
  return std::nullopt;
}

platforms::Catalogue read_catalogue(Context& context) {
  platforms::Catalogue catalogue;
  catalogue.add_folder(context.patterns() / "platforms");
  catalogue.add_folder(overlay);
  for (const model::Problem& problem : catalogue.refused()) {
    context.remark(fmt::format("warning: definition left out: {}", to_string(problem)));
  }
  return catalogue;
}

void report_collisions(Context& context, const naming::Expansion& expansion) {
  for (const naming::Collision& collision : expansion.collisions) {
    context.remark(fmt::format("two rows give one handle: {} from {} and {}", collision.handle,
                               origin_text(collision.first), origin_text(collision.second)));
  }
  if (expansion.repeated > expansion.collisions.size() && !expansion.collisions.empty()) {
    context.remark(fmt::format("{} handles came more than once in all", expansion.repeated));
  }
}

}  // namespace commands
