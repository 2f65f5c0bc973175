// The channel for programs: one signed POST a message (Standard Webhooks 1.0.0). The body's schema
// is patterns/messages/webhook.schema.json, explained in the README beside it. It is the same in
// every attempt; what changes is the timestamp, and with it the signature. No redirect is followed.
#pragma once

#include <string>
#include <vector>

#include "alerting/channel.hpp"
#include "alerting/rendering.hpp"
#include "channels/kinds.hpp"
#include "channels/signature.hpp"
#include "net/fetcher.hpp"
#include "reading/json.hpp"
#include "system/clock.hpp"

namespace channels {

ChannelKind webhook_kind();

struct WebhookEndpoint {
  std::string url;               // secret beyond its host
  std::vector<SigningKey> keys;  // none: not signed
};

// Standard Webhooks advises less than 20 kB.
constexpr std::size_t largest_webhook_body = 20'000;

reading::Json webhook_body(const alerting::Message& message, const alerting::Voice& voice);

class Webhook final : public alerting::Channel {
 public:
  Webhook(net::Fetcher& fetcher, const sys::Clock& clock, WebhookEndpoint endpoint,
          alerting::Voice voice);

  async::Task<alerting::Delivery> deliver(alerting::Message message) override;
  std::string preview(const alerting::Message& message) const override;

 private:
  net::Request request_for(const alerting::Message& message) const;

  net::Fetcher& fetcher_;
  const sys::Clock& clock_;
  WebhookEndpoint endpoint_;
  alerting::Voice voice_;
};

}  // namespace channels
