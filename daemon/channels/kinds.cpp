#include "channels/kinds.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "channels/email.hpp"
#include "channels/slack.hpp"
#include "channels/webhook.hpp"

namespace channels {

std::span<const ChannelKind> channel_kinds() {
  static const std::array kinds = {
      webhook_kind(),
      slack_kind(),
      email_kind(),
  };
  return kinds;
}

const ChannelKind* find_kind(std::string_view name) {
  const auto kinds = channel_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [name](const ChannelKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

std::string ChannelTools::secret(std::string_view key) const {
  const auto found = secrets.find(key);
  return found == secrets.end() ? "" : found->second.reveal();
}

Opened open_channel(const ChannelSettings& settings, const Speech& speech,
                    const ChannelTools& tools) {
  const ChannelKind* kind = find_kind(settings.type);
  auto texts = alerting::load_texts(speech.messages, settings.language);
  if (!texts) return tl::unexpected(texts.error());
  const ChannelTools own{tools.fetcher, tools.mailer, tools.clock,
                         alerting::Voice{std::move(*texts), speech.timezone, speech.links},
                         settings.secrets};
  Opened opened = kind->open(settings.json, own);
  if (opened) {
    opened->name = settings.name;
    return opened;
  }
  model::Problems problems = std::move(opened.error());
  for (model::Problem& problem : problems) {
    problem.path.insert(0, reading::pointer("/channels", settings.name));
  }
  return tl::unexpected(std::move(problems));
}

model::Result<std::vector<alerting::OpenChannel>> open_channels(
    std::span<const ChannelSettings> settings, const Speech& speech, const ChannelTools& tools) {
  std::vector<alerting::OpenChannel> channels;
  for (const ChannelSettings& one : settings) {
    Opened opened = open_channel(one, speech, tools);
    if (!opened) return tl::unexpected(std::move(opened.error()));
    channels.push_back(std::move(*opened));
  }
  return channels;
}

}  // namespace channels
