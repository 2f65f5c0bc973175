// Slack's incoming webhooks: Block Kit within its limits, a plain text beside it for notifications
// and screen readers. Nothing in it can mention, link or unfurl: what strangers wrote stands in
// code spans with & < > escaped, and Slack is told to leave plain text alone (`verbatim`).
// Slack knows no idempotency key: after an answer that never came the same message is sent again,
// and its short id at the foot tells people so.
#pragma once

#include <string>

#include "alerting/channel.hpp"
#include "alerting/rendering.hpp"
#include "channels/kinds.hpp"
#include "net/fetcher.hpp"
#include "reading/json.hpp"
#include "system/clock.hpp"

namespace channels {

ChannelKind slack_kind();

// Undocumented; messages above about 13,200 characters were refused with msg_blocks_too_long
// (slackapi/bolt-js issue 2509).
constexpr std::size_t largest_slack_body = 12'000;

reading::Json slack_body(const alerting::Message& message, const alerting::Voice& voice);

// `mrkdwn` of at most `most` characters after escaping, cut between them.
std::string slack_markup(const alerting::Spans& spans, std::size_t most);

class Slack final : public alerting::Channel {
 public:
  // `url` is the secret of an incoming webhook.
  Slack(net::Fetcher& fetcher, const sys::Clock& clock, std::string url, alerting::Voice voice);

  async::Task<alerting::Delivery> deliver(alerting::Message message) override;
  std::string preview(const alerting::Message& message) const override;

 private:
  net::Fetcher& fetcher_;
  const sys::Clock& clock_;
  std::string url_;
  alerting::Voice voice_;
};

// What Slack's answer means: success is 200 with the body `ok`, and nothing else.
alerting::Delivery judge_slack(const net::Reply& reply, model::Instant now, const std::string& url);

}  // namespace channels
