#include "serving/channel_api.hpp"

#include <array>
#include <span>

#include <fmt/format.h>

#include "serving/routes.hpp"
#include "text/nearest.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace serving {

namespace asio = boost::asio;
using alerting::Message;
using alerting::OpenChannel;
using channels::ChannelSettings;
using reading::Json;
using serving::Request;
using serving::Response;

namespace {

constexpr std::string_view prefix = "/v1/channels";

enum class Asked { list, preview, test };
using ChannelRoute = serving::Route<Asked>;
constexpr std::array routes = {
    ChannelRoute{"GET", "/v1/channels", Asked::list},
    ChannelRoute{"GET", "/v1/channels/{name}/preview", Asked::preview},
    ChannelRoute{"POST", "/v1/channels/{name}/test", Asked::test},
};

// One for each address; an empty one for a channel that has but one.
std::vector<std::string> recipients_of(const OpenChannel& channel) {
  return channel.recipients.empty() ? std::vector<std::string>{""} : channel.recipients;
}

model::Event test_event(model::Instant now) {
  model::Event event;
  event.id = "test";
  event.type = model::EventType::test;
  event.severity = model::severity_of(event.type);
  event.at = now;
  event.seen.checked_at = now;
  return event;
}

// A claim as it would be told, of names that nobody can have.
model::Event example_event(model::Instant now) {
  model::Event event;
  event.id = "example-e1";
  event.type = model::EventType::claimed;
  event.severity = model::severity_of(event.type);
  event.at = now;
  event.watch = "example";
  event.detail = "an example: nothing of this has happened";
  model::Observation& seen = event.seen;
  seen.target = {"bluesky", std::nullopt, "example.example.invalid", "Example", std::nullopt};
  seen.checked_at = now;
  seen.status = model::Status::claimed;
  seen.holder = model::Holder::stranger;
  seen.reason = "example/1";
  seen.url = "https://example.invalid/example";
  seen.profile.display_name = "An example, not an account";
  seen.profile.account_id = "example-id";
  event.before = model::Before{model::Status::available, std::nullopt, std::nullopt,
                               now - std::chrono::hours(24)};
  return event;
}

Message message_of(const std::string& channel, const std::string& recipient, std::string id,
                   model::Event event) {
  Message message;
  message.id = std::move(id);
  message.channel = channel;
  message.recipient = recipient;
  message.created = event.at;
  message.events.push_back(std::move(event));
  return message;
}

Json row_of(const ChannelSettings& settings, ledger::Ledger& ledger) {
  const auto suspension = ledger.outbox.suspension(settings.name);
  const auto counts = ledger.outbox.counts(settings.name);
  Json row = Json::object();
  row.add("name", Json::string(settings.name));
  row.add("type", Json::string(settings.type));
  row.add("language", Json::string(settings.language));
  row.add("state", Json::string(suspension ? "suspended" : "ok"));
  row.add("since", suspension ? Json::string(text::iso(suspension->at)) : Json::null());
  row.add("detail", suspension ? Json::string(suspension->detail) : Json::null());
  row.add("pending", Json::number(counts.pending));
  row.add("waiting", Json::number(counts.waiting));
  row.add("delivered", Json::number(counts.delivered));
  row.add("dead", Json::number(counts.dead));
  return row;
}

}  // namespace

bool ChannelApi::answers(const Request& request) {
  const std::string& path = request.path;
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

async::Task<Response> ChannelApi::answer(Request request) {
  const auto chosen = serving::choose(std::span<const ChannelRoute>(routes), request);
  if (!chosen) co_return chosen.error();
  if (chosen->handler == Asked::list) co_return co_await list();
  const std::string name = chosen->given[0];
  const ChannelSettings* settings = settings_of(name);
  if (settings == nullptr) {
    std::vector<std::string> known;
    for (const ChannelSettings& one : office_.channels) known.push_back(one.name);
    co_return serving::refusal(404, fmt::format("no channel is called '{}'{}", text::visible(name),
                                                text::suggestion(name, known)));
  }
  if (chosen->handler == Asked::preview) co_return preview(name);
  co_return co_await test(name);
}

async::Task<Response> ChannelApi::list() {
  const auto body = [this](ledger::Ledger& ledger) {
    Json rows = Json::array();
    for (const ChannelSettings& settings : office_.channels) rows.add(row_of(settings, ledger));
    return rows;
  };
  ledger::Answer<Json> rows = co_await office_.ledger.ask(body);
  if (!rows) co_return serving::refusal(500, rows.error().what());
  Response reply{200, Json::object()};
  reply.body.add("channels", std::move(*rows));
  co_return reply;
}

Response ChannelApi::preview(const std::string& name) const {
  const OpenChannel* open = office_.find(name);
  if (open == nullptr) return serving::refusal(500, name + " is not open");
  const Message message = message_of(name, recipients_of(*open).front(), "example-m1",
                                     example_event(office_.clock.now()));
  Response reply{200, Json::object()};
  reply.body.add("preview", Json::string(open->channel->preview(message)));
  return reply;
}

async::Task<Response> ChannelApi::test(std::string name) {
  const OpenChannel* open = office_.find(name);
  if (open == nullptr) co_return serving::refusal(500, name + " is not open");
  Json answers = Json::array();
  bool works = true;
  for (const std::string& recipient : recipients_of(*open)) {
    const model::Instant now = office_.clock.now();
    // Another for each test: a receiver forgets what it has had.
    std::string id =
        fmt::format("test-{}-{}", now.time_since_epoch().count(), answers.items.size());
    Message message = message_of(name, recipient, std::move(id), test_event(now));
    const alerting::Delivery delivery = co_await open->channel->deliver(std::move(message));
    const bool delivered = delivery.outcome == alerting::Delivery::Outcome::delivered;
    works = works && delivered;
    Json answer = Json::object();
    answer.add("to", recipient.empty() ? Json::null() : Json::string(recipient));
    answer.add("delivered", Json::boolean(delivered));
    answer.add("answer", Json::string(delivery.detail));
    answers.add(std::move(answer));
  }
  if (works) {
    const ledger::Answer<void> resumed = co_await office_.works(name);
    if (!resumed) co_return serving::refusal(500, resumed.error().what());
  }
  Response reply{200, Json::object()};
  reply.body.add("answers", std::move(answers));
  co_return reply;
}

const ChannelSettings* ChannelApi::settings_of(const std::string& name) const {
  for (const ChannelSettings& one : office_.channels) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

}  // namespace serving
