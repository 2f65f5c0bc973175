#include "channels/slack.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

#include "channels/forms.hpp"
#include "channels/response.hpp"
#include "text/trim.hpp"

namespace channels {
namespace {

using Outcome = alerting::Delivery::Outcome;
using reading::Json;
using reading::Shape;

constexpr model::Milliseconds slack_patience{20'000};

// A 429 says in its body too how long to wait: {"retry_after":1,"ok":false,"error":"rate_limited"}.
std::optional<model::Milliseconds> wait_in_body(const std::string& body) {
  const auto json = reading::parse_json(body, reading::answers);
  if (!json || !json->is(reading::Json::Kind::object)) return std::nullopt;
  const reading::Json* wait = json->find("retry_after");
  if (wait == nullptr || !wait->is(reading::Json::Kind::number)) return std::nullopt;
  double seconds = 0;
  const std::string& digits = wait->text;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  constexpr double most = 366.0 * 86'400;
  if (read.ec != std::errc() || !(seconds >= 0)) return std::nullopt;
  return model::Milliseconds(std::llround(std::min(seconds, most) * 1000));
}

Shape slack_shape() {
  return Shape::object({required("url", Shape::secret(https_url()),
                                 "The URL of an incoming webhook. Whoever knows it can post.")});
}

Opened open_slack(const Json&, const ChannelTools& tools) {
  alerting::OpenChannel opened;
  opened.channel =
      std::make_unique<Slack>(tools.fetcher, tools.clock, tools.secret("url"), tools.voice);
  return opened;
}

}  // namespace

ChannelKind slack_kind() {
  return {"slack", slack_shape, open_slack};
}

alerting::Delivery judge_slack(const net::Reply& reply, model::Instant now,
                               const std::string& url) {
  alerting::Delivery delivery = judge_answer(reply, now, url);
  const std::string_view said = text::trimmed(reply.body);
  if (delivery.outcome == Outcome::delivered) {
    if (reply.head.status == 200 && said == "ok" && !reply.failure) return delivery;
    // A proxy's page, or an answer that broke off: Slack may have it or not.
    delivery.outcome = Outcome::retry;
    delivery.may_have_arrived = true;
    delivery.detail += ", but not Slack's 'ok'";
    if (!said.empty()) delivery.detail += ": " + channels::quoted(said, url);
  }
  // These come with 400 as well, and then speak of the webhook, not of the message.
  constexpr std::array<std::string_view, 6> of_the_channel = {
      "invalid_token", "no_service",          "no_service_id",
      "no_team",       "channel_is_archived", "channel_not_found"};
  const bool refused = delivery.outcome == Outcome::refused;
  if (refused &&
      std::find(of_the_channel.begin(), of_the_channel.end(), said) != of_the_channel.end()) {
    delivery.outcome = Outcome::closed;
  }
  if (delivery.outcome == Outcome::retry) {
    const auto wait = wait_in_body(reply.body);
    if (wait) delivery.not_before = std::max(*wait, delivery.not_before.value_or(*wait));
  }
  return delivery;
}

Slack::Slack(net::Fetcher& fetcher, const sys::Clock& clock, std::string url, alerting::Voice voice)
    : fetcher_(fetcher), clock_(clock), url_(std::move(url)), voice_(std::move(voice)) {}

async::Task<alerting::Delivery> Slack::deliver(alerting::Message message) {
  net::Request request;
  request.method = "POST";
  request.url = url_;
  request.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  request.body = reading::to_text(slack_body(message, voice_));
  request.timeout = slack_patience;
  const net::Reply reply = co_await fetcher_.fetch(request);
  co_return judge_slack(reply, clock_.now(), url_);
}

std::string Slack::preview(const alerting::Message& message) const {
  return reading::to_text(slack_body(message, voice_)) + "\n";
}

}  // namespace channels
