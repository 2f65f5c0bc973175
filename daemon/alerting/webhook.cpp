#include "alerting/webhook.hpp"

#include <utility>

#include "alerting/answer.hpp"

namespace alerting {
namespace {

// Between the 15 and 30 s that Standard Webhooks advises.
constexpr model::Milliseconds patience{20'000};

}  // namespace

Webhook::Webhook(net::Fetcher& fetcher, const service::Clock& clock, WebhookEndpoint endpoint,
                 Voice voice)
    : fetcher_(fetcher), clock_(clock), endpoint_(std::move(endpoint)), voice_(std::move(voice)) {}

net::Request Webhook::request_for(const Message& message) const {
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
  request.timeout = patience;
  // What a receiver says beside 'yes' does not matter.
  request.wants_body = [](const net::Head& head) { return head.status >= 300; };
  return request;
}

boost::asio::awaitable<Delivery> Webhook::deliver(Message message) {
  const net::Request request = request_for(message);
  const net::Reply reply = co_await fetcher_.fetch(request);
  co_return judge_answer(reply, clock_.now(), endpoint_.url);
}

std::string Webhook::preview(const Message& message) const {
  return reading::to_text(webhook_body(message, voice_)) + "\n";
}

}  // namespace alerting
