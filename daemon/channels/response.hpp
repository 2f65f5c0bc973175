// What an HTTP answer means for a delivery, as the services agree on it: later, never this message,
// or never this channel. Pure. A channel whose service says more than its status code looks at that
// first.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alerting/message.hpp"
#include "net/message.hpp"

namespace channels {

// 2xx: delivered, even where the body then broke off. 408, 421, 423, 425, 429, 5xx and no answer:
// retry. 3xx (nothing is followed: the address is wrong), 401, 402, 403, 404, 405, 407, 410, 451:
// closed. What is left of 4xx: refused. `url` is secret beyond its host; the detail never quotes
// it.
alerting::Delivery judge_answer(const net::Reply& reply, model::Instant now,
                                const std::string& url);

// Retry-After in seconds or as a date, from now; a date that has passed is 0.
std::optional<model::Milliseconds> retry_after(const net::Headers& headers, model::Instant now);

// One short harmless line of what the other side said, without what is secret in `url`.
std::string quoted(std::string_view said, const std::string& url);

}  // namespace channels
