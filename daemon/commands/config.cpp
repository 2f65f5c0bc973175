#include "commands/config.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "commands/catalogue_input.hpp"
#include "configuration/watch_plan.hpp"
#include "probing/credentials.hpp"
#include "probing/shortfall.hpp"
#include "reading/schema.hpp"
#include "targets/planning.hpp"
#include "text/join.hpp"
#include "text/time.hpp"

namespace commands {
namespace {

std::string amount(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : thing.ends_with('h') ? "es" : "s");
}

std::size_t targets_of(const targets::PlannedTargets& probes) {
  std::size_t targets = 0;
  for (const probing::ProbePlan& probe : probes.plan.probes) targets += probe.targets.size();
  return targets;
}

std::string watch_line(const watching::Watch& watch, const targets::PlannedTargets& probes) {
  return fmt::format("watch {}: {} on {}, every {}\n", watch.name,
                     amount(targets_of(probes), "target"),
                     amount(probes.plan.probes.size(), "platform"), text::spoken(watch.every));
}

std::string channels_line(const std::vector<channels::ChannelSettings>& channels) {
  std::vector<std::string> names;
  for (const channels::ChannelSettings& channel : channels) names.push_back(channel.name);
  if (names.empty()) return "";
  return fmt::format(": {}", text::joined(names));
}

// What watches ask of a platform that has a budget.
struct Paid {
  const platforms::Definition* definition = nullptr;
  std::vector<probing::PaidUnit> units;
};
using PaidPlatforms = std::map<std::string, Paid>;

void add_paid(PaidPlatforms& paid, const watching::Watch& watch,
              const targets::PlannedTargets& probes,
              const configuration::Configuration& configuration) {
  for (const probing::ProbePlan& probe : probes.plan.probes) {
    const auto settings = configuration.platforms.find(probe.definition->id);
    if (settings == configuration.platforms.end() || !settings->second.budget) continue;
    Paid& platform = paid[probe.definition->id];
    platform.definition = probe.definition;
    platform.units.push_back({probe.server, probe.owned, probe.targets.size(), watch.every});
  }
}

std::vector<std::string> shortfalls(const PaidPlatforms& paid,
                                    const configuration::Configuration& configuration) {
  std::vector<std::string> found;
  const probing::Credentials credentials = probing::system_credentials();
  for (const auto& [id, platform] : paid) {
    const probing::Budget& budget = *configuration.platforms.at(id).budget;
    const auto entry = probing::paid_entry(*platform.definition, budget, credentials);
    if (!entry) continue;
    std::string words = probing::shortfall(*platform.definition, *entry, budget, platform.units);
    if (!words.empty()) found.push_back(std::move(words));
  }
  return found;
}

int check_configuration(Context& context) {
  importing::Catalogue catalogue = read_catalogue(context);
  compile_all(context, catalogue);
  naming::DatasetStore datasets({context.patterns() / "datasets"});
  const configuration::Known known{catalogue, datasets, context.patterns() / "messages"};
  const std::filesystem::path file = configuration::configuration_file(context.common().config);
  const auto configuration = configuration::read_configuration(file, known);
  if (!configuration) {
    context.errors(configuration.error());
    return Exit::usage;
  }
  configuration::adjust(catalogue, *configuration);
  std::size_t targets = 0;
  PaidPlatforms paid;
  std::string watch_lines;
  std::vector<std::string> warnings = configuration->warnings;
  for (const watching::Watch& watch : configuration->watches) {
    const targets::PlannedTargets probes = *configuration::planned_targets(watch, known);
    watch_lines += watch_line(watch, probes);
    targets += targets_of(probes);
    add_paid(paid, watch, probes, *configuration);
    for (const std::string& misfit : configuration::misfits(watch, probes)) {
      // What a watch of few handles has is among them already.
      const bool is_new = std::find(warnings.begin(), warnings.end(), misfit) == warnings.end();
      if (is_new) warnings.push_back(misfit);
    }
  }
  for (std::string& words : shortfalls(paid, *configuration)) warnings.push_back(std::move(words));
  const std::size_t channels = configuration->channels.size();
  context.results().write(fmt::format("{} is ok: {}, {}, {}{}\n{}", file.string(),
                                      amount(configuration->watches.size(), "watch"),
                                      amount(targets, "target"), amount(channels, "channel"),
                                      channels_line(configuration->channels), watch_lines));
  context.results().flush();
  for (const std::string& warning : warnings) context.remark("warning: " + warning);
  return Exit::done;
}

int print_schema(Context& context) {
  const reading::Json schema = reading::json_schema(configuration::configuration_shape());
  context.results().write(reading::to_lines(schema) + "\n");
  context.results().flush();
  return Exit::done;
}

}  // namespace

void add_config(const Command& parent) {
  const Command config = parent.add("config", "Check the configuration, or describe it");
  config.footer(
      "Examples:\n"
      "  handlewatch config check --config handlewatch.json\n"
      "  handlewatch config schema > handlewatch.schema.json");
  config.add("check", "Is it right? Every mistake at once")
      .footer(
          "Exit: 0 it is right (see the warnings), 2 it is not.\n"
          "Example:\n  handlewatch config check --config handlewatch.json")
      .runs(check_configuration);
  config.add("schema", "A JSON Schema, for editors")
      .footer("Example:\n  handlewatch config schema > handlewatch.schema.json")
      .runs(print_schema);
}

}  // namespace commands
