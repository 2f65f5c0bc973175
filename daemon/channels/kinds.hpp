// The kinds of channels, one line each. A kind is a file pair that alone knows its service: what a
// person configures, what a message looks like there, what an answer means. The configuration and
// its schema, `config check`, `channels` and what runs all go through the list.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerting/channel.hpp"
#include "channels/section.hpp"
#include "model/problem.hpp"
#include "net/fetcher.hpp"
#include "net/mail.hpp"
#include "reading/shape.hpp"
#include "system/clock.hpp"

namespace channels {

// What a channel is made with; all but the last two outlive it.
struct ChannelTools {
  net::Fetcher& fetcher;  // without the guard that probes have: a channel may be in our own network
  net::Mailer& mailer;
  const sys::Clock& clock;
  // Of the one channel.
  alerting::Voice voice{};
  Secrets secrets{};

  // Revealed; empty when the configuration gives none.
  std::string secret(std::string_view key) const;
};

// Without its name. Refused: what its settings name cannot be had.
using Opened = model::Result<alerting::OpenChannel>;

struct ChannelKind {
  std::string_view name;      // the `type` in the configuration
  reading::Shape (*shape)();  // of its settings: an object; `language` is every kind's
  Opened (*open)(const reading::Json& settings, const ChannelTools& tools);
};

std::span<const ChannelKind> channel_kinds();
// Null: there is none of that name.
const ChannelKind* find_kind(std::string_view name);

// One channel, or what is wrong with it at its path in the configuration.
Opened open_channel(const ChannelSettings& settings, const Speech& speech,
                    const ChannelTools& tools);

// Every channel, or what is wrong with the first that cannot be opened, at its path in the
// configuration.
model::Result<std::vector<alerting::OpenChannel>> open_channels(
    std::span<const ChannelSettings> settings, const Speech& speech, const ChannelTools& tools);

}  // namespace channels
