// When to try again. Pure: what happened and when in, what next and when out; the seed is the
// message's, so that many messages of one outage do not come back in one second and a test can
// foretell each.
//
// The waits are those of Standard Webhooks 1.0.0: ten attempts in about 75 hours, each wait 10 %
// longer or shorter. A message that all of them failed is not lost: it waits (contract: three days
// of trying), and the dispatcher decides what becomes of it.
#pragma once

#include <cstdint>
#include <optional>

#include "alerting/message.hpp"

namespace alerting {

// What is known of a message's attempts, the last one included.
struct Attempts {
  int count = 1;
  model::Instant first{};
};

struct NextStep {
  enum class What {
    done,   // delivered
    again,  // at `at`
    wait,   // no more attempts of its own
    dead,   // refused
  };
  What what = What::done;
  model::Instant at{};
};

// No wait is longer: the last one, with its jitter.
constexpr model::Milliseconds longest_wait = model::Milliseconds(std::chrono::hours(24)) * 11 / 10;

// `now`: the end of the attempt that gave `delivery`. What it says of a channel (`closed`) leaves
// the message as it is: it is tried again until the channel is suspended (below).
NextStep after(const Attempts& attempts, const Delivery& delivery, RetryPolicy service,
               model::Instant now, std::uint64_t seed);

// What the last answers say about a channel as a whole. Kept by whoever keeps the outbox.
struct ChannelHealth {
  int closed_in_a_row = 0;
  std::optional<model::Instant> closed_since;  // of the first of them
  bool surely = false;                         // one of them said so itself
};

// A refused message is a channel that works; a network that fails says nothing about it.
ChannelHealth after(ChannelHealth health, const Delivery& delivery, model::Instant now);

// Three answers in a row over at least ten minutes, or one that leaves no doubt: proxies and broken
// deployments say 403 and 404 too.
bool is_suspended(const ChannelHealth& standing, model::Instant now);

}  // namespace alerting
