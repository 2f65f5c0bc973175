#include "probing/rate_advice.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "text/time.hpp"

namespace probing {
namespace {

using model::Instant;
using model::Milliseconds;

// As a wait these would be 31 years; as seconds since 1970 they are 2001.
constexpr double first_epoch = 1e9;
constexpr double first_epoch_in_ms = 1e12;
constexpr double most = 1e13;  // more says no more than this

std::optional<double> number(std::string_view text) {
  // The IETF draft writes "limit=100, remaining=50, reset=5" in one header; that form is left to
  // the separate headers that its senders also give.
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number =
      value >= 0 && std::isfinite(value);  // from_chars reads 'nan' and 'inf' too
  const bool is_too_large = error == std::errc::result_out_of_range && text.front() != '-';
  if (is_too_large) value = most;
  if ((error != std::errc{} && !is_too_large) || end == text.data() || !is_number) {
    return std::nullopt;
  }
  // "120, 120": sent twice. "10;w=60": an older draft. "2026-11-24": no number.
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (!rest.empty() && std::string_view(" ,;").find(rest.front()) == std::string_view::npos) {
    return std::nullopt;
  }
  return std::min(value, most);
}

// By which points in time are read: the server's clock when it answered, and ours where that one
// may be of no sense.
struct Clocks {
  Instant server;
  std::optional<Instant> ours;
};

// What a cache kept for a while is that much older than its Date.
Clocks clocks_of(const net::Headers& headers, Instant now) {
  const auto date = text::parse_http_date(net::header(headers, "date"));
  if (!date) return {now, {}};
  const double age = number(net::header(headers, "age")).value_or(0);
  constexpr double longest_age = 86'400;
  const auto kept = std::chrono::seconds(std::llround(std::min(age, longest_age)));
  const Instant then = *date + kept;
  constexpr Milliseconds absurd = std::chrono::hours(24);
  const bool is_sane = then > now - absurd && then < now + absurd;
  return {then, is_sane ? std::nullopt : std::optional(now)};
}

// Where the clocks are a day apart, by the one that makes more sense of it: the shorter wait, but
// not one that is over.
Milliseconds until(Instant then, const Clocks& clocks) {
  const Milliseconds by_server = std::max<Milliseconds>(then - clocks.server, Milliseconds(0));
  if (!clocks.ours) return by_server;
  const Milliseconds by_ours = std::max<Milliseconds>(then - *clocks.ours, Milliseconds(0));
  if (by_server == Milliseconds(0) || by_ours == Milliseconds(0))
    return std::max(by_server, by_ours);
  return std::min(by_server, by_ours);
}

// A wait in seconds, an epoch in seconds or milliseconds, or a date. Rounded up: never too early.
std::optional<Milliseconds> wait(std::string_view text, const Clocks& clocks) {
  if (const auto date = text::parse_http_date(text)) return until(*date, clocks);
  if (const auto date = text::parse_iso(text)) {
    const bool fraction = text.find('.') != std::string_view::npos;  // which parse_iso drops
    return until(*date + std::chrono::seconds(fraction ? 1 : 0), clocks);
  }
  const auto value = number(text);
  if (!value) return std::nullopt;
  const bool in_ms = *value >= first_epoch_in_ms;
  const Milliseconds ms(static_cast<long long>(std::ceil(in_ms ? *value : *value * 1000)));
  return *value >= first_epoch ? until(Instant(ms), clocks) : ms;
}

std::string_view first_of(const net::Headers& headers,
                          std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const std::string_view value = net::header(headers, name);
    if (!value.empty()) return value;
  }
  return {};
}

}  // namespace

RateAdvice rate_advice(const net::Headers& headers, Instant now) {
  const Clocks clocks = clocks_of(headers, now);
  RateAdvice advice;
  advice.retry_after = wait(net::header(headers, "retry-after"), clocks);
  const auto left = number(first_of(
      headers, {"ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"}));
  if (left) advice.remaining = static_cast<long long>(*left);
  advice.reset = wait(
      first_of(headers, {"ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"}), clocks);
  return advice;
}

std::optional<Milliseconds> wait_of(const RateAdvice& advice, bool refused) {
  const bool is_empty = advice.remaining ? *advice.remaining <= 0 : refused;
  // What is not said is less than any wait.
  const auto asked = is_empty ? std::max(advice.retry_after, advice.reset) : advice.retry_after;
  const bool asks_nothing = asked == Milliseconds(0) && !is_empty && !refused;
  return asks_nothing ? std::nullopt : asked;
}

}  // namespace probing
