// The kinds of channels, one line each. A kind is a file pair that alone knows its service: what a
// person configures, what a message looks like there, what an answer means. The configuration and
// its schema, `config check`, `channels` and what runs all go through the list.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerting/channel.hpp"
#include "alerting/rendering.hpp"
#include "model/problem.hpp"
#include "net/fetcher.hpp"
#include "net/mail.hpp"
#include "reading/secret.hpp"
#include "reading/shape.hpp"
#include "service/clock.hpp"

namespace alerting {

// By the key that they stand at.
using Secrets = std::map<std::string, reading::Secret, std::less<>>;

// What a channel is made with; all but the last two outlive it.
struct ChannelTools {
  net::Fetcher& fetcher;  // without the guard that probes have: a channel may be in our own network
  net::Mailer& mailer;
  const service::Clock& clock;
  // Of the one channel.
  Voice voice{};
  Secrets secrets{};

  // Revealed; empty when the configuration gives none.
  std::string secret(std::string_view key) const;
};

// Without its name. Refused: what its settings name cannot be had.
using Opened = model::Result<OpenChannel>;

struct ChannelKind {
  std::string_view name;      // the `type` in the configuration
  reading::Shape (*shape)();  // of its settings: an object; `language` is every kind's
  Opened (*open)(const reading::Json& settings, const ChannelTools& tools);
};

std::span<const ChannelKind> channel_kinds();

// One of the section `channels`. Its secrets are read with the configuration, and not again.
struct ChannelSettings {
  std::string name;
  std::string type;
  std::string language;  // "en", "fr"
  reading::Json json;
  Secrets secrets;
};

reading::Shape channels_shape();

// Of the whole configuration, as completed() and check_secrets() gave it.
std::vector<ChannelSettings> read_channels(const reading::Json& configuration,
                                           const std::filesystem::path& folder);

// How all of them speak.
struct Speech {
  std::filesystem::path messages;  // the folder of the texts
  std::string timezone;
  Links links;
};

// Every channel, or what is wrong with the first that cannot be opened, at its path in the
// configuration.
model::Result<std::vector<OpenChannel>> open_channels(std::span<const ChannelSettings> settings,
                                                      const Speech& speech,
                                                      const ChannelTools& tools);

// Opens all, with tools that reach nobody, and closes them; reports what is wrong with each.
void try_channels(std::span<const ChannelSettings> settings, const Speech& speech,
                  reading::Document& document);

}  // namespace alerting
