#include "simulator/limits.hpp"

#include <algorithm>
#include <cmath>

#include "simulator/json.hpp"
#include "simulator/pages.hpp"

namespace simulator {
namespace {

bool is_graphql(const Request& request) {
  return request.path == std::vector<std::string>{"graphql"};
}

std::string whole_seconds(Seconds seconds) {
  return std::to_string(std::max(1LL, std::llround(std::ceil(seconds))));
}

Reply told_json(int status, std::string_view key, std::string_view text) {
  Json json;
  json.object().field(key, text).end();
  return json_reply(status, json.text());
}

Reply github_refusal(const Request& request) {
  if (!is_graphql(request))
    return told_json(403, "message", "API rate limit exceeded for 127.0.0.1.");
  Json json;
  json.object().list("errors").object().field("type", "RATE_LIMITED");
  json.field("message", "API rate limit exceeded for user ID 1.").end().end().end();
  return json_reply(200, json.text());
}

Reply rdap_refusal() {
  Json json;
  json.object().list("rdapConformance").value("rdap_level_0").end();
  json.field("errorCode", 429).field("title", "Too Many Requests").end();
  return json_reply(429, json.text(), "application/rdap+json");
}

Reply x_refusal() {
  Json json;
  json.object().field("title", "Too Many Requests").field("type", "about:blank");
  json.field("status", 429).field("detail", "Too Many Requests").end();
  return json_reply(429, json.text());
}

Reply twitch_refusal() {
  Json json;
  json.object().field("error", "Too Many Requests").field("status", 429);
  json.field("message", "Request limit exceeded").end();
  return json_reply(429, json.text());
}

Reply youtube_refusal() {
  static constexpr std::string_view text =
      "The request cannot be completed because you have exceeded your quota.";
  Json json;
  json.object().object("error").field("code", 403).field("message", text).list("errors").object();
  json.field("message", text).field("domain", "youtube.quota").field("reason", "quotaExceeded");
  json.end().end().end().end();
  return json_reply(403, json.text(), "application/json; charset=UTF-8");
}

Reply body_of_refusal(Kind kind, const Request& request) {
  switch (kind) {
    case Kind::bluesky: {
      Json json;
      json.object().field("error", "RateLimitExceeded").field("message", "Rate Limit Exceeded");
      return json_reply(429, json.end().text());
    }
    case Kind::mastodon: return told_json(429, "error", "Too many requests");
    case Kind::mediawiki:
      return html_reply(429, page("Wikimedia Error", "<p>Too many requests</p>"));
    case Kind::github: return github_refusal(request);
    case Kind::gitlab: return text_reply(429, "Retry later\n");
    case Kind::forgejo: return html_reply(429, error_page(429, "Too Many Requests"));
    case Kind::npm: return told_json(429, "error", "Too many requests");
    case Kind::rdap: return rdap_refusal();
    case Kind::site: return html_reply(429, error_page(429, "Too Many Requests"));
    case Kind::x: return x_refusal();
    case Kind::twitch: return twitch_refusal();
    case Kind::youtube: return youtube_refusal();
  }
  return text_reply(429, "Too Many Requests\n");
}

bool sends_retry_after(Kind kind) {
  return kind == Kind::mediawiki || kind == Kind::gitlab || kind == Kind::rdap ||
         kind == Kind::site;
}

}  // namespace

Quota Window::admit(const Rate& rate, Seconds now) {
  while (!taken_.empty() && taken_.front() <= now - rate.period) taken_.pop_front();
  Quota quota;
  quota.limit = rate.limit;
  quota.period = rate.period;
  quota.admitted = taken_.size() < rate.limit;
  if (quota.admitted) taken_.push_back(now);
  quota.remaining = rate.limit - std::min(taken_.size(), rate.limit);
  const Seconds freed = quota.remaining > 0 ? taken_.back() : taken_.front();
  quota.wait = freed + rate.period - now;
  return quota;
}

std::optional<Rate> documented_rate(Kind kind) {
  constexpr Seconds minute = 60, day = 86400;
  switch (kind) {
    case Kind::bluesky: return Rate{3000, 5 * minute};  // of bsky.social; AppView's is unpublished
    case Kind::mastodon: return Rate{300, 5 * minute};
    case Kind::x: return Rate{300, 15 * minute};  // an app; a user's token has 900
    case Kind::twitch: return Rate{800, minute};
    case Kind::youtube: return Rate{10'000, day};
    default: return std::nullopt;
  }
}

bool is_metered(Kind kind, const Request& request) {
  const std::string& road = request.path.front();
  if (kind == Kind::x) return road == "2";
  if (kind == Kind::twitch) return road == "helix";
  if (kind == Kind::youtube) return road == "youtube";
  // The sign-up check is another host's.
  if (kind == Kind::bluesky) return !request.path.back().starts_with("com.atproto.temp.");
  return true;
}

void announce(Kind kind, const Quota& quota, Instant date, const Request& request, Reply& reply) {
  const std::string limit = std::to_string(quota.limit);
  const std::string remaining = std::to_string(quota.remaining);
  const std::string used = std::to_string(quota.limit - quota.remaining);
  const Instant reset = date + milliseconds_of(quota.wait);
  const std::string at = std::to_string(epoch(reset));
  const auto add = [&](const char* name, std::string value) {
    reply.headers.emplace_back(name, std::move(value));
  };
  if (kind == Kind::bluesky) {
    add("RateLimit-Limit", limit);
    add("RateLimit-Remaining", remaining);
    add("RateLimit-Reset", at);
    add("RateLimit-Policy", limit + ";w=" + whole_seconds(quota.period));
  } else if (kind == Kind::mastodon) {
    add("X-RateLimit-Limit", limit);
    add("X-RateLimit-Remaining", remaining);
    add("X-RateLimit-Reset",
        formatted(reset + std::chrono::seconds(1), "%Y-%m-%dT%H:%M:%S") + ".000000Z");
  } else if (kind == Kind::github) {
    add("x-ratelimit-limit", limit);
    add("x-ratelimit-remaining", remaining);
    add("x-ratelimit-reset", at);
    add("x-ratelimit-used", used);
    add("x-ratelimit-resource", is_graphql(request) ? "graphql" : "core");
  } else if (kind == Kind::x) {
    add("x-rate-limit-limit", limit);
    add("x-rate-limit-remaining", remaining);
    add("x-rate-limit-reset", at);
  } else if (kind == Kind::twitch) {
    add("Ratelimit-Limit", limit);
    add("Ratelimit-Remaining", remaining);
    add("Ratelimit-Reset", at);
  } else if (kind == Kind::gitlab) {
    add("RateLimit-Limit", limit);
    add("RateLimit-Observed", used);
    add("RateLimit-Remaining", remaining);
    add("RateLimit-Reset", at);
  }
}

Reply refusal(Kind kind, const Quota& quota, Instant date, const Request& request) {
  Reply reply = body_of_refusal(kind, request);
  announce(kind, quota, date, request, reply);
  if (sends_retry_after(kind)) reply.headers.emplace_back("Retry-After", whole_seconds(quota.wait));
  return reply;
}

}  // namespace simulator
