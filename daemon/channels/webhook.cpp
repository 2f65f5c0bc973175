#include "channels/webhook.hpp"

#include <utility>

#include "channels/forms.hpp"
#include "channels/response.hpp"

namespace channels {
namespace {

using reading::Form;
using reading::Json;
using reading::Shape;

// Between the 15 and 30 s that Standard Webhooks advises.
constexpr model::Milliseconds webhook_patience{20'000};

bool is_signing_secret(std::string_view text) {
  return text.starts_with("whsec_") && parse_signing_key(text).has_value();
}

Form signing_secret() {
  return {.name = "whsec_ and the base64 of 24 to 64 bytes", .admits = is_signing_secret};
}

Shape webhook_shape() {
  return Shape::object({required("url", Shape::string_or_secret(https_url()),
                                 "Where events are posted, in the form of Standard Webhooks."),
                        optional("secret", Shape::secret(signing_secret()),
                                 "Signs each message: whsec_ and the base64 of 24 to 64 random "
                                 "bytes.")});
}

Opened open_webhook(const Json& settings, const ChannelTools& tools) {
  WebhookEndpoint endpoint{tools.secret("url"), {}};
  if (settings.find("secret") != nullptr) {
    auto key = parse_signing_key(tools.secret("secret"));
    if (!key) return model::refused({"", 0, 0, "/secret", key.error().front().message});
    endpoint.keys.push_back(std::move(*key));
  }
  alerting::OpenChannel opened;
  opened.channel =
      std::make_unique<Webhook>(tools.fetcher, tools.clock, std::move(endpoint), tools.voice);
  return opened;
}

}  // namespace

ChannelKind webhook_kind() {
  return {"webhook", webhook_shape, open_webhook};
}

Webhook::Webhook(net::Fetcher& fetcher, const sys::Clock& clock, WebhookEndpoint endpoint,
                 alerting::Voice voice)
    : fetcher_(fetcher), clock_(clock), endpoint_(std::move(endpoint)), voice_(std::move(voice)) {}

net::Request Webhook::request_for(const alerting::Message& message) const {
  const auto seconds =
      std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
  net::Request request;
  request.method = "POST";
  request.url = endpoint_.url;
  request.body = reading::to_text(webhook_body(message, voice_));
  request.headers = {{"Content-Type", "application/json"},
                     {"webhook-id", message.id},
                     {"webhook-timestamp", std::to_string(seconds)}};
  if (!endpoint_.keys.empty()) {
    request.headers.emplace_back("webhook-signature",
                                 signatures(endpoint_.keys, message.id, seconds, request.body));
  }
  request.timeout = webhook_patience;
  // What a receiver says beside 'yes' does not matter.
  request.wants_body = [](const net::Head& head) { return head.status >= 300; };
  return request;
}

async::Task<alerting::Delivery> Webhook::deliver(alerting::Message message) {
  const net::Request request = request_for(message);
  const net::Reply reply = co_await fetcher_.fetch(request);
  co_return judge_answer(reply, clock_.now(), endpoint_.url);
}

std::string Webhook::preview(const alerting::Message& message) const {
  return reading::to_text(webhook_body(message, voice_)) + "\n";
}

}  // namespace channels
