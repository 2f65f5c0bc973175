// The sections `routes`, `language` and `timezone` of the configuration: which channels are told of
// what, and the words' language and hours. Plain values, read once at start and again at SIGHUP.
#pragma once

#include <string>
#include <vector>

#include "model/event.hpp"
#include "reading/shape.hpp"

namespace alerting {

// What meets both lists goes to every channel named; an empty list is met by everything.
struct Route {
  std::vector<model::Severity> severities;
  std::vector<std::string> watches;
  std::vector<std::string> to;
};

struct AlertSettings {
  std::string language;
  std::string timezone;  // an IANA name
  std::vector<Route> routes;
};

reading::Shape routes_shape();
reading::Shape language_shape();
reading::Shape timezone_shape();

// Names in routes that no channel and no watch has. `configuration` is the whole file, right or
// wrong: what is not of its shape is passed over.
void check_routes(const reading::Json& configuration, reading::Document& document);

// Of the whole configuration, as completed() gave it.
AlertSettings read_settings(const reading::Json& configuration);

// Names of the channels that are told, each once. `watch` is empty for what concerns the service.
std::vector<std::string> channels_for(const AlertSettings& settings, model::Severity severity,
                                      const std::string& watch);

// "nobody is told of 'medium'", for each severity that reaches no channel in some of the watches.
std::vector<std::string> unreached(const AlertSettings& settings,
                                   const std::vector<std::string>& watches);

}  // namespace alerting
