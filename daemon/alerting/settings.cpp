#include "alerting/settings.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text/join.hpp"
#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace alerting {
namespace {

using reading::Json;
using reading::pointer;

const std::vector<std::string>& severities() {
  static const std::vector<std::string> words(model::severity_names.begin(),
                                              model::severity_names.end());
  return words;
}

model::Severity to_severity(const std::string& word) {
  const auto found = std::find(severities().begin(), severities().end(), word);
  return static_cast<model::Severity>(found - severities().begin());
}

// Strings of a list; nothing when there is no such list. Of a file that may be wrong.
std::vector<const Json*> strings_in(const Json& object, std::string_view key) {
  std::vector<const Json*> strings;
  const Json* list = object.find(key);
  if (list == nullptr || !list->is(Json::Kind::array)) return strings;
  for (const Json& item : list->items) {
    strings.push_back(item.is(Json::Kind::string) ? &item : nullptr);
  }
  return strings;
}

std::vector<std::string> watch_names(const Json& configuration) {
  std::vector<std::string> names;
  const Json* watches = configuration.find("watches");
  if (watches == nullptr) return names;
  for (const Json& watch : watches->items) {
    const Json* name = watch.find("name");
    if (name != nullptr && name->is(Json::Kind::string)) names.push_back(name->text);
  }
  return names;
}

void check_names(const Json& route, std::string_view key, std::string_view what,
                 const std::vector<std::string>& known, reading::Document& document,
                 const std::string& path) {
  const auto named = strings_in(route, key);
  for (std::size_t i = 0; i < named.size(); ++i) {
    if (named[i] == nullptr) continue;
    if (std::find(known.begin(), known.end(), named[i]->text) != known.end()) continue;
    document.report(*named[i], pointer(pointer(path, key), i),
                    fmt::format("no {} is called '{}'{}", what, text::visible(named[i]->text),
                                text::suggestion(named[i]->text, known)));
  }
}

Route read_route(const Json& json) {
  Route route;
  for (const std::string& word : reading::strings_at(json, "severity")) {
    route.severities.push_back(to_severity(word));
  }
  route.watches = reading::strings_at(json, "watch");
  route.to = reading::strings_at(json, "to");
  return route;
}

bool applies(const Route& route, model::Severity severity, const std::string& watch) {
  const auto met = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  return met(route.severities, severity) && met(route.watches, watch);
}

}  // namespace

void check_routes(const Json& configuration, reading::Document& document) {
  const Json* routes = configuration.find("routes");
  if (routes == nullptr || !routes->is(Json::Kind::array)) return;
  const Json* channels = configuration.find("channels");
  const auto names = channels == nullptr ? std::vector<std::string>{} : channels->keys;
  const auto watches = watch_names(configuration);
  for (std::size_t i = 0; i < routes->items.size(); ++i) {
    const std::string path = pointer("/routes", i);
    check_names(routes->items[i], "to", "channel", names, document, path);
    check_names(routes->items[i], "watch", "watch", watches, document, path);
  }
}

AlertSettings read_settings(const Json& configuration) {
  AlertSettings settings;
  settings.language = reading::string_at(configuration, "language");
  settings.timezone = reading::string_at(configuration, "timezone");
  if (const Json* routes = configuration.find("routes")) {
    for (const Json& route : routes->items) settings.routes.push_back(read_route(route));
  } else {
    settings.routes.push_back({{}, {}, reading::at(configuration, "channels").keys});
  }
  return settings;
}

std::vector<std::string> channels_for(const AlertSettings& settings, model::Severity severity,
                                      const std::string& watch) {
  std::vector<std::string> channels;
  for (const Route& route : settings.routes) {
    if (!applies(route, severity, watch)) continue;
    for (const std::string& name : route.to) {
      const bool told = std::find(channels.begin(), channels.end(), name) != channels.end();
      if (!told) channels.push_back(name);
    }
  }
  return channels;
}

std::vector<std::string> unreached(const AlertSettings& settings,
                                   const std::vector<std::string>& watches) {
  std::vector<std::string> sentences;
  for (const std::string& word : severities()) {
    std::vector<std::string> silent;
    for (const std::string& watch : watches) {
      if (channels_for(settings, to_severity(word), watch).empty()) silent.push_back(watch);
    }
    if (silent.empty()) continue;
    const std::string where = silent.size() == watches.size() ? "" : " in " + text::joined(silent);
    sentences.push_back(fmt::format("the severity '{}' reaches nobody{}", word, where));
  }
  return sentences;
}

}  // namespace alerting
