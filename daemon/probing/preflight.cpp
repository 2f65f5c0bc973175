#include "probing/preflight.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "platforms/base_url.hpp"
#include "platforms/walls.hpp"

namespace probing {
namespace {

using model::Reason;
using reading::Json;

platforms::Values values_of(const std::string& server) {
  platforms::Values values;
  values.server = server;
  return values;
}

}  // namespace

net::Request discovery_request(const platforms::ServerRule& rule, const std::string& server) {
  net::Request request;
  request.url = fill(rule.discover, values_of(server), platforms::Encoding::url);
  request.redirects = 3;
  return request;
}

Found server_found(const platforms::ServerRule& rule, const std::string& server,
                   const net::Reply& reply) {
  if (reply.failure) return tl::unexpected(*reply.failure);
  const platforms::Answer answer(reply);
  if (const auto wall = wall_before_rules(answer)) return tl::unexpected(wall->reason);
  if (reply.head.status == 404) return server;
  if (reply.head.status == 200 && answer.json() != nullptr) {
    const auto same = [](std::string_view text) { return std::string(text); };
    const Json* at = walk(*answer.json(), rule.discover_at, values_of(server), same);
    const bool text = at != nullptr && at->is(Json::Kind::string);
    if (const auto base = text ? platforms::base_url(at->text) : std::nullopt) return *base;
  }
  const auto wall = wall_after_rules(answer);
  return tl::unexpected(wall ? wall->reason : Reason::no_rule);
}

net::Request token_request(const platforms::Definition& definition, const platforms::Ask& ask,
                           const platforms::RequestContext& road) {
  const platforms::Values values = platforms::values_for(definition, road, "", 0);
  net::Request request;
  request.method = "POST";
  request.look_up = true;  // another token harms nobody
  request.url = fill(ask.token->url, values, platforms::Encoding::url);
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.headers.emplace_back("Accept", "application/json");
  request.body = "grant_type=client_credentials";
  if (ask.token->basic) {
    request.user = road.credential("id");
    request.password = road.credential("secret");
  } else {
    request.body += "&client_id=" + platforms::percent_encoded(road.credential("id"));
    request.body += "&client_secret=" + platforms::percent_encoded(road.credential("secret"));
  }
  return request;
}

tl::expected<Token, Reason> token_found(const net::Reply& reply) {
  if (reply.failure) return tl::unexpected(*reply.failure);
  if (reply.head.status == 429) return tl::unexpected(Reason::rate_limited);
  const auto json = reading::parse_json(reply.body, reading::answers);
  const Json* token = json ? json->find("access_token") : nullptr;
  const bool good = token != nullptr && token->is(Json::Kind::string) && !token->text.empty();
  if (reply.head.status != 200 || !good) return tl::unexpected(Reason::blocked);
  const Json* lives = json->find("expires_in");
  std::optional<model::Milliseconds> life;
  if (lives != nullptr && lives->is(Json::Kind::number)) {
    const double seconds = std::strtod(lives->text.c_str(), nullptr);
    constexpr double longest = 1e9;
    if (seconds >= 0) life = model::Milliseconds(std::llround(std::min(seconds, longest) * 1000));
  }
  return Token{token->text, life};
}

}  // namespace probing
