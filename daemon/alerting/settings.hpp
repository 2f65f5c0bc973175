// The sections `channels`, `routes`, `language` and `timezone` of the configuration: who is told of
// what, and how. Plain values, read once at start and again at SIGHUP, with their secrets.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/event.hpp"
#include "reading/secret.hpp"
#include "reading/shape.hpp"

namespace alerting {

// https, or http to loopback.
struct WebhookSettings {
  reading::Secret url;
  std::optional<reading::Secret> secret;  // "whsec_" and base64 of 24 to 64 bytes; none: unsigned
};

struct SlackSettings {
  reading::Secret url;
};

// Never without TLS, but for smtp:// to loopback.
struct EmailSettings {
  std::string smtp;  // smtps://HOST[:PORT], or smtp://HOST[:PORT] with STARTTLS
  std::string user;  // empty: no AUTH
  reading::Secret password;
  std::string from;
  std::vector<std::string> to;  // a mail each

  bool may_be_plain() const;  // the server is this machine
};

struct ChannelSettings {
  std::string name;
  std::string language;  // "en", "fr"
  std::variant<WebhookSettings, SlackSettings, EmailSettings> kind;
};

// What meets both lists goes to every channel named; an empty list is met by everything.
struct Route {
  std::vector<model::Severity> severities;
  std::vector<std::string> watches;
  std::vector<std::string> to;
};

struct Settings {
  std::string language;
  std::string timezone;  // an IANA name
  std::vector<ChannelSettings> channels;
  std::vector<Route> routes;
};

reading::Shape channels_shape();
reading::Shape routes_shape();
reading::Shape language_shape();
reading::Shape timezone_shape();

// Names in routes that no channel and no watch has. `configuration` is the whole file, right or
// wrong: what is not of its shape is passed over.
void check_routes(const reading::Json& configuration, reading::Document& document);

// Of the whole configuration, as completed() and check_secrets() gave it.
Settings read_settings(const reading::Json& configuration, const std::filesystem::path& folder);

// Names of the channels that are told, each once. `watch` is empty for what concerns the service.
std::vector<std::string> channels_for(const Settings& settings, model::Severity severity,
                                      const std::string& watch);

// "nobody is told of 'medium'", for each severity that reaches no channel in some of the watches.
std::vector<std::string> unreached(const Settings& settings,
                                   const std::vector<std::string>& watches);

}  // namespace alerting
