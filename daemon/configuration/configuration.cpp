#include "configuration/configuration.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "configuration/references.hpp"
#include "configuration/watch_plan.hpp"
#include "reading/file.hpp"
#include "targets/planning.hpp"
#include "text/visible.hpp"

namespace configuration {
namespace {

using reading::Document;
using reading::Json;
using reading::Shape;

constexpr const char* default_file = "/etc/handlewatch/config.json";

std::map<std::string, probing::PlatformSettings> read_platforms(const Json& json) {
  std::map<std::string, probing::PlatformSettings> platforms;
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    platforms.emplace(json.keys[i], probing::read_platform_settings(json.items[i]));
  }
  return platforms;
}

// The file was read a moment ago by the check; one that is gone now gives nothing.
watching::Watch read_watch_and_owned(const Json& json, const Document& document) {
  const std::filesystem::path folder = std::filesystem::path(document.file).parent_path();
  watching::Watch watch = watching::read_watch(json, folder);
  if (!watch.owned_file.empty()) {
    if (auto owned = read_owned_file(watch.owned_file)) watch.owned = std::move(*owned);
    return watch;
  }
  for (std::size_t i = 0; i < watch.owned.size(); ++i) {
    const std::size_t at = reading::at(json, "owned").items[i].offset;
    watch.owned[i].line = reading::problem_at(document.text, at, "", "", "").line;
  }
  return watch;
}

// One handle with two account ids: seen only where handles have their platform's spelling.
model::Problems conflicts(const Configuration& configuration, Known known) {
  model::Problems problems;
  for (const watching::Watch& watch : configuration.watches) {
    const auto& file = watch.owned_file.empty() ? configuration.file : watch.owned_file;
    for (model::Problem& problem :
         targets::plan_targets(places_of(watch, known.catalogue), {}, watch.owned).conflicts) {
      problem.file = file.string();
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

void warn_of_channels(Configuration& configuration) {
  const alerting::AlertSettings& alerting = configuration.alerting;
  if (configuration.channels.empty()) {
    configuration.warnings.emplace_back("no channel: nobody is told of anything");
    return;
  }
  std::vector<std::string> watches;
  for (const watching::Watch& watch : configuration.watches) watches.push_back(watch.name);
  configuration.warnings = alerting::unreached(alerting, watches);
  for (const channels::ChannelSettings& channel : configuration.channels) {
    const bool named = std::any_of(
        alerting.routes.begin(), alerting.routes.end(), [&](const alerting::Route& route) {
          return std::find(route.to.begin(), route.to.end(), channel.name) != route.to.end();
        });
    if (named) continue;
    configuration.warnings.push_back(
        fmt::format("no route leads to the channel '{}'", channel.name));
  }
}

void warn(Configuration& configuration) {
  warn_of_channels(configuration);
  std::vector<std::string>& warnings = configuration.warnings;
  if (configuration.watches.empty()) warnings.emplace_back("no watch: nothing is looked at");
  if (configuration.run_by.contact.empty()) {
    warnings.emplace_back("no contact of the operator: platforms cannot know who asks");
  }
  for (std::string& warning : proxy_warnings(configuration.network)) {
    warnings.push_back(std::move(warning));
  }
  const std::filesystem::path folder = configuration.ledger.path.parent_path();
  std::error_code error;
  if (!folder.empty() && !std::filesystem::is_directory(folder, error)) {
    warnings.push_back(fmt::format("the ledger's folder {} is not there yet", folder.string()));
  }
}

void warn_of_misfits(Configuration& configuration, Known known) {
  for (const watching::Watch& watch : configuration.watches) {
    const auto planned = planned_targets(watch, known, handles_at_a_start);
    if (!planned) continue;
    for (std::string& found : misfits(watch, *planned)) {
      configuration.warnings.push_back(std::move(found));
    }
  }
}

Configuration read_sections(const Json& json, const Document& document) {
  const std::filesystem::path file = document.file;
  const std::filesystem::path folder = file.parent_path();
  Configuration configuration;
  configuration.file = file;
  configuration.ledger = ledger::read_settings(reading::at(json, "ledger"), folder);
  configuration.retention = ledger::read_retention(reading::at(json, "retention"));
  configuration.run_by = read_operator_section(reading::at(json, "operator"));
  configuration.network = read_network_section(reading::at(json, "network"), folder);
  for (const Json& watch : reading::at(json, "watches").items) {
    configuration.watches.push_back(read_watch_and_owned(watch, document));
  }
  configuration.platforms = read_platforms(reading::at(json, "platforms"));
  configuration.channels = channels::read_channels(json, folder);
  configuration.alerting = alerting::read_settings(json);
  warn(configuration);
  return configuration;
}

// Before the templates are read that may name them.
void add_datasets(const Json& json, const std::filesystem::path& folder,
                  naming::DatasetStore& datasets, Document& document) {
  const Json* named = json.find("datasets");
  if (named == nullptr || !named->is(Json::Kind::object)) return;
  for (std::size_t i = 0; i < named->items.size(); ++i) {
    if (!named->items[i].is(Json::Kind::string)) continue;
    const std::string where = reading::pointer("/datasets", named->keys[i]);
    if (!naming::is_dataset_name(named->keys[i])) {
      document.report(named->items[i], where, "the name of a dataset is of a-z, 0-9 and '-'");
      continue;
    }
    const std::filesystem::path file = folder / named->items[i].text;
    for (model::Problem& problem : datasets.add(named->keys[i] + "=" + file.string())) {
      if (problem.line > 0) {
        document.problems.push_back(std::move(problem));
      } else {
        document.report(named->items[i], where,
                        fmt::format("{}: {}", problem.file, problem.message));
      }
    }
  }
}

// In the order of the file; what stands in other files comes after it.
void put_in_order(model::Problems& problems, const std::string& file) {
  std::stable_sort(problems.begin(), problems.end(), [&](const auto& a, const auto& b) {
    if (a.file != file || b.file != file) return a.file == file && b.file != file;
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
}

}  // namespace

Shape configuration_shape() {
  const Json empty = Json::object();
  return Shape::object(
      {optional("$schema", Shape::string(reading::some_text("the place of a JSON Schema")),
                "For editors: what `handlewatch config schema` prints."),
       optional(
           "ledger", ledger::settings_shape(),
           "Where all is kept that was seen and sent. sqlite::memory: is forgotten at the end.",
           ledger::default_settings()),
       optional("operator", operator_shape(),
                "Goes into the User-Agent, so that platforms know who asks.", empty),
       optional("language", alerting::language_shape(), "Of messages: en or fr.",
                Json::string("en")),
       optional("timezone", alerting::timezone_shape(),
                "Of the times in messages: the IANA name of a zone, such as Europe/Paris.",
                Json::string("UTC")),
       optional(
           "datasets",
           Shape::map(reading::some_text("the name of a dataset"), Shape::string(reading::path())),
           "Tables of your own for the templates: a CSV file each, whose first column is a key.",
           empty),
       optional("watches", Shape::list(watching::watch_shape()),
                "What is looked at, and how often.", Json::array()),
       optional("platforms",
                Shape::map(reading::some_text("the id of a platform"),
                           probing::platform_settings_shape()),
                "What differs from a platform's definition, by its id.", empty),
       optional("network", network_shape(), "How the net is reached.", empty),
       optional("channels", channels::channels_shape(), "Who can be told, each with a name.",
                empty),
       optional("routes", alerting::routes_shape(),
                "Who is told of what. Every route that applies counts, and a channel gets a "
                "message once. Without this key everybody is told of everything."),
       optional("retention", ledger::retention_shape(), "How long what is over is kept.", empty),
       optional("reminders", Shape::later(), "When an open incident is told again."),
       optional("heartbeat", Shape::later(), "A URL that is asked while all is well.")});
}

model::Result<Configuration> read_configuration(const std::filesystem::path& file, Known known) {
  const auto text = reading::read_file(file);
  if (!text) return model::refused(text.error());
  auto json = reading::parse_json(*text, reading::our_files, file.string());
  if (!json) {
    for (auto& problem : json.error()) problem.message.insert(0, "syntax error: ");
    return model::refused(std::move(json.error()));
  }
  Document document{file.string(), *text, {}};
  const Shape shape = configuration_shape();
  const std::filesystem::path folder = file.parent_path();
  check(shape, *json, document);
  check_secrets(shape, *json, folder, document);
  alerting::check_routes(*json, document);
  add_datasets(*json, folder, known.datasets, document);
  check_references(*json, folder, known, document);
  if (!document.problems.empty()) {
    put_in_order(document.problems, document.file);
    return model::refused(std::move(document.problems));
  }
  Configuration configuration = read_sections(completed(shape, *json), document);
  document.problems = conflicts(configuration, known);
  // What runs opens them the same way, but with tools that reach somebody.
  try_channels(configuration.channels, {known.messages, configuration.alerting.timezone, {}},
               document);
  if (!document.problems.empty()) return model::refused(std::move(document.problems));
  warn_of_misfits(configuration, known);
  return configuration;
}

std::filesystem::path configuration_file(const std::string& given) {
  if (!given.empty()) return given;
  const char* environment = std::getenv("HANDLEWATCH_CONFIG");
  return environment != nullptr && *environment != '\0' ? environment : default_file;
}

void adjust(importing::Catalogue& catalogue, const Configuration& configuration) {
  for (const auto& [id, settings] : configuration.platforms) {
    const platforms::Definition* definition = catalogue.find(id);
    if (definition != nullptr) catalogue.put(probing::adjusted(*definition, settings));
  }
}

}  // namespace configuration
