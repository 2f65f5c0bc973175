// What a server says about its limits in the headers of one answer. Pure.
//
// Retry-After is seconds or an HTTP date (RFC 9110, 10.2.3). The rate-limit headers have no
// standard form: a reset is epoch seconds (GitHub, X, Twitch, Bluesky), an ISO time (Mastodon) or
// seconds left (Reddit, the IETF draft); a number is a point in time where as a wait it would last
// over thirty years. Points in time are the server's: they are read against its own clock, as its
// Date says it (RFC 9110, 6.6.1), where that is not a day off ours. Waits are as they are asked
// for, were it centuries: who obeys bounds them (contract, 'Truth' 10).
#pragma once

#include <optional>

#include "model/instant.hpp"
#include "net/message.hpp"

namespace probing {

// However long a platform asks us to wait, we wait a day at most.
constexpr model::Milliseconds longest_wait = std::chrono::hours(24);

struct RateAdvice {
  std::optional<model::Milliseconds> retry_after;  // zero: asked for, or passed already
  std::optional<long long> remaining;              // requests left in the window
  std::optional<model::Milliseconds> reset;        // until the window begins anew
};

RateAdvice rate_advice(const net::Headers& headers, model::Instant now);

// How long the answer asks us to wait, all in all: its Retry-After, and until the reset of a window
// that is empty. A refusal says without a count that it is. Nothing: it does not ask.
std::optional<model::Milliseconds> wait_of(const RateAdvice& advice, bool refused);

}  // namespace probing
