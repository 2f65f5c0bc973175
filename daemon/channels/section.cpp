#include "channels/section.hpp"

#include <stdexcept>
#include <utility>

#include "alerting/settings.hpp"
#include "channels/kinds.hpp"

namespace channels {

using reading::Json;
using reading::Shape;

namespace {

Secrets secrets_in(const Shape& shape, const Json& json, const std::filesystem::path& folder) {
  Secrets secrets;
  for (const reading::Field& field : shape.fields) {
    if (field.shape.kind != Shape::Kind::secret || json.find(field.key) == nullptr) continue;
    secrets.emplace(field.key, reading::secret_at(json, field.key, folder));
  }
  return secrets;
}

// Nobody delivers anything while channels are tried.
class Nowhere final : public net::Fetcher, public net::Mailer, public sys::Clock {
 public:
  async::Task<net::Reply> fetch(net::Request) override { refuse(); }
  async::Task<net::MailReply> send(net::Mail) override { refuse(); }
  async::Task<void> sleep_until(model::Moment) override { refuse(); }
  model::Instant now() const override { return {}; }
  model::Moment steady() const override { return {}; }
  void wake_all() override {}

 private:
  [[noreturn]] static void refuse() { throw std::logic_error("a channel that is only tried"); }
};

}  // namespace

Shape channels_shape() {
  std::vector<std::string> names;
  std::vector<Shape> shapes;
  for (const ChannelKind& kind : channel_kinds()) {
    names.emplace_back(kind.name);
    Shape shape = kind.shape();
    shape.fields.push_back(optional("language", alerting::language_shape(),
                                    "Of this channel's messages, instead of the common one."));
    shape.fields.push_back(
        optional("all_quiet", Shape::later(), "A word now and then that all is quiet."));
    shapes.push_back(std::move(shape));
  }
  return Shape::map(reading::identifier(),
                    Shape::variant("type", std::move(names), std::move(shapes)));
}

std::vector<ChannelSettings> read_channels(const Json& configuration,
                                           const std::filesystem::path& folder) {
  std::vector<ChannelSettings> channels;
  const Json& section = reading::at(configuration, "channels");
  for (std::size_t i = 0; i < section.items.size(); ++i) {
    const Json& json = section.items[i];
    ChannelSettings settings{section.keys[i], reading::string_at(json, "type"), "", json, {}};
    const bool own = json.find("language") != nullptr;
    settings.language = reading::string_at(own ? json : configuration, "language");
    settings.secrets = secrets_in(find_kind(settings.type)->shape(), json, folder);
    channels.push_back(std::move(settings));
  }
  return channels;
}

void try_channels(std::span<const ChannelSettings> settings, const Speech& speech,
                  reading::Document& document) {
  Nowhere nowhere;
  for (const ChannelSettings& one : settings) {
    const Opened opened = open_channel(one, speech, {nowhere, nowhere, nowhere});
    if (opened) continue;
    for (const model::Problem& problem : opened.error()) {
      if (problem.file.empty()) {
        document.report(one.json, problem.path, problem.message);
      } else {
        document.problems.push_back(problem);
      }
    }
  }
}

}  // namespace channels
