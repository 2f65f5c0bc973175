// What a channel is given, and what came of it.
//
// A message has one id for ever, and its list of events never grows: sent again, it is the same
// message. Everything in its events may be written by a stranger.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/event.hpp"

namespace alerting {

struct Message {
  std::string id;         // idempotency key; holds no '.'
  std::string channel;    // name in the configuration
  std::string recipient;  // of an email; empty for channels with one address
  model::Instant created{};
  // At least one; all of one watch, or of the service, but in one that stands for others.
  std::vector<model::Event> events;
  // The message that began the conversation about this incident on this channel; empty: this one.
  std::string thread;
  // Ids of messages that never arrived and that this one stands for.
  std::vector<std::string> stands_for;
};

struct Delivery {
  enum class Outcome {
    delivered,
    retry,    // this may pass: network, 408, 425, 429, 5xx, 4yz
    refused,  // this message never: 400, 413, 422, a refused recipient. The channel is fine
    closed,   // this channel never again as it is configured: 401, 403, 404, 410, a bad password
  };
  Outcome outcome = Outcome::retry;
  std::string detail;  // in words, without secrets: "HTTP 429", "550 no such user"
  std::optional<model::Milliseconds> not_before;  // Retry-After, in its largest reading
  // The whole message was sent but no answer came: it may have arrived.
  bool may_have_arrived = false;
  // Of closed: the service itself says that this is for good (410). Other refusals are believed
  // only when repeated, because proxies and broken deployments say them too.
  bool surely = false;
};

// How a service wants to be tried again (retry.hpp).
enum class RetryPolicy {
  http,
  // Greylisting servers refuse a first attempt and the next for five minutes or so: the first
  // retry comes after that.
  mail,
};

}  // namespace alerting
