// Durations, rates and dates as people and servers write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/instant.hpp"

namespace text {

// `90s 15m 6h 7d 5y` (a year is 365 days), also `200ms`; one number, one unit, no sign.
std::optional<model::Milliseconds> parse_duration(std::string_view written);

// At most `count` requests in any sliding `period`.
struct Rate {
  int count = 30;
  model::Milliseconds period = std::chrono::minutes(1);
  friend bool operator==(const Rate&, const Rate&) = default;
};

// `300/15m`: a count from 1 to 1,000,000 and a duration.
std::optional<Rate> parse_rate(std::string_view written);

std::string to_string(const Rate& rate);

// Several that all hold: "300/1m and 1000/1h".
using Rates = std::vector<Rate>;
std::string to_string(const Rates& rates);

// "4 min", "1 h 20 min", "35 s": for people.
std::string spoken(model::Milliseconds duration);

// "2026-11-22T06:40:00Z".
std::string iso(model::Instant at);

// An RFC 3339 date-time, to the second, with Z or an offset.
std::optional<model::Instant> parse_iso(std::string_view written);

// An HTTP date in the form every server sends: "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<model::Instant> parse_http_date(std::string_view written);

}  // namespace text
