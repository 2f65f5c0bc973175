#include "probing/rate_advice.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "text/time.hpp"

namespace probing {
namespace {

using model::Milliseconds;

constexpr Milliseconds longest_wait = std::chrono::hours(24);

std::optional<double> number(std::string_view text) {
  // The IETF draft writes "limit=100, remaining=50, reset=5" in one header; that form is left to
  // the separate headers that its senders also give.
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool sane = value >= 0 && value <= 1e13;  // from_chars reads 'nan' and 'inf' too
  if (error != std::errc{} || end == text.data() || !sane) return std::nullopt;
  // "120, 120": sent twice. "10;w=60": an older draft. "2026-11-24": no number.
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (!rest.empty() && std::string_view(" ,;").find(rest.front()) == std::string_view::npos) {
    return std::nullopt;
  }
  return value;
}

Milliseconds until(model::Instant then, model::Instant now) {
  return std::clamp(Milliseconds(then - now), Milliseconds(0), longest_wait);
}

// A number is a point in time only where it lies near now: "1000000000" (2001) is a wait, a long
// one.
bool is_near(model::Instant then, model::Instant now) {
  return then > now - std::chrono::hours(24) && then < now + std::chrono::hours(24 * 366);
}

// A wait in seconds, an epoch in seconds or milliseconds, or a date. Rounded up: never too early.
std::optional<Milliseconds> wait(std::string_view text, model::Instant now) {
  if (const auto date = text::parse_http_date(text)) return until(*date, now);
  if (const auto date = text::parse_iso(text)) {
    const bool fraction = text.find('.') != std::string_view::npos;  // which parse_iso drops
    return until(*date + std::chrono::seconds(fraction ? 1 : 0), now);
  }
  const auto value = number(text);
  if (!value) return std::nullopt;
  const auto as_ms = [](double ms) { return Milliseconds(static_cast<long long>(std::ceil(ms))); };
  for (const Milliseconds since_epoch : {as_ms(*value * 1000), as_ms(*value)}) {
    const model::Instant then(since_epoch);
    if (is_near(then, now)) return until(then, now);
  }
  return std::min(as_ms(*value * 1000), longest_wait);
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

RateAdvice rate_advice(const net::Headers& headers, model::Instant now) {
  RateAdvice advice;
  advice.retry_after = wait(net::header(headers, "retry-after"), now);
  const auto left = number(first_of(
      headers, {"ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"}));
  if (left) advice.remaining = static_cast<long long>(*left);
  advice.reset =
      wait(first_of(headers, {"ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"}), now);
  return advice;
}

}  // namespace probing
