#include "channels/response.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "text/clip.hpp"
#include "text/time.hpp"
#include "text/visible.hpp"

namespace channels {
namespace {

using Outcome = alerting::Delivery::Outcome;

Outcome outcome_of(int status) {
  constexpr std::array later = {408, 421, 423, 425, 429};
  constexpr std::array closed = {401, 402, 403, 404, 405, 407, 410, 451};
  const auto among = [status](const auto& codes) {
    return std::find(codes.begin(), codes.end(), status) != codes.end();
  };
  if (status >= 200 && status < 300) return Outcome::delivered;
  if (status >= 300 && status < 400) return Outcome::closed;
  if (among(later)) return Outcome::retry;
  if (among(closed)) return Outcome::closed;
  return status >= 400 && status < 500 ? Outcome::refused : Outcome::retry;
}

// "/services/T0/B0/xyz?token=1" of "https://user:secret@host/services/…": everything but the
// scheme and host may be a secret.
std::string_view secret_part(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t path = url.find_first_of("/?#", host);
  return path == std::string_view::npos ? std::string_view{} : url.substr(path);
}

void hide(std::string& text, std::string_view secret) {
  if (secret.size() < 4) return;  // "/", or too short to be one
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "…");
  }
}

// The whole, its parts between slashes, and what is before an '@'.
void hide_parts(std::string& text, std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t at = url.substr(host, url.find_first_of("/?#", host) - host).find('@');
  if (at != std::string_view::npos) hide(text, url.substr(host, at));
  std::string_view rest = secret_part(url);
  hide(text, rest);
  constexpr std::size_t as_long_as_a_secret = 8;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of("/?#&="), rest.size());
    if (end >= as_long_as_a_secret) hide(text, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

}  // namespace

std::string quoted(std::string_view said, const std::string& url) {
  constexpr std::size_t longest = 200;
  std::string line(said.substr(0, said.find_first_of("\r\n")));
  hide_parts(line, url);
  return text::clipped(text::visible(line), longest);
}

std::optional<model::Milliseconds> retry_after(const net::Headers& headers, model::Instant now) {
  const std::string_view written = net::header(headers, "Retry-After");
  if (written.empty()) return std::nullopt;
  constexpr long long most = 366LL * 86'400;  // what is longer is a slip, or has no end
  long long seconds = 0;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), seconds);
  if (read.ec == std::errc() && read.ptr == written.data() + written.size()) {
    return std::chrono::seconds(std::clamp(seconds, 0LL, most));
  }
  const auto date = text::parse_http_date(written);
  if (!date) return std::nullopt;
  const model::Milliseconds wait = *date - now;
  return std::clamp<model::Milliseconds>(wait, model::Milliseconds(0), std::chrono::seconds(most));
}

alerting::Delivery judge_answer(const net::Reply& reply, model::Instant now,
                                const std::string& url) {
  alerting::Delivery delivery;
  const int status = reply.head.status;
  if (status < 200) {  // no answer, or not the head of one
    delivery.outcome = Outcome::retry;
    delivery.may_have_arrived = reply.sent;
    const bool unreadable = reply.failure == model::Reason::no_rule;  // a word of platforms' rules
    const std::string_view reason =
        reply.failure && !unreadable ? name(*reply.failure) : "no answer";
    delivery.detail = fmt::format("{}: {}", reason, channels::quoted(reply.failure_detail, url));
    return delivery;
  }
  delivery.outcome = outcome_of(status);
  delivery.detail = fmt::format("HTTP {}", status);
  if (!reply.body.empty() && delivery.outcome != Outcome::delivered) {
    delivery.detail += ": " + channels::quoted(reply.body, url);
  }
  delivery.surely = status == 410;
  if (delivery.outcome == Outcome::retry)
    delivery.not_before = retry_after(reply.head.headers, now);
  return delivery;
}

}  // namespace channels
