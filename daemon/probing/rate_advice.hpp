// What a server says about its limits in the headers of one answer. Pure.
//
// Retry-After is seconds or an HTTP date (RFC 9110, 10.2.3). The rate-limit headers have no
// standard form: a reset is epoch seconds (GitHub, X, Twitch, Bluesky), an ISO time (Mastodon) or
// seconds left (Reddit, the IETF draft); a number is taken for an epoch when it lies near now. No
// wait is longer than 24 hours: a slip of a server must not silence it for years.
#pragma once

#include <optional>

#include "model/instant.hpp"
#include "net/message.hpp"

namespace probing {

struct RateAdvice {
  std::optional<model::Milliseconds> retry_after;  // 0 to 24 hours
  std::optional<long long> remaining;              // requests left in the window
  std::optional<model::Milliseconds> reset;        // until the window begins anew
};

RateAdvice rate_advice(const net::Headers& headers, model::Instant now);

}  // namespace probing
