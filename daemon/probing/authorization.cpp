#include "probing/authorization.hpp"

#include <algorithm>

#include "probing/preflight.hpp"

namespace probing {

using model::Reason;
using platforms::Ask;

Authorization::Authorization(const platforms::Definition& definition,
                             const Credentials& credentials, Tokens& tokens)
    : definition_(definition), credentials_(credentials), tokens_(tokens) {}

std::optional<std::size_t> Authorization::entry() const {
  for (const std::size_t entry : definition_.entries) {
    if (has_credential(ask_at(entry))) return entry;
  }
  return std::nullopt;
}

bool Authorization::has_credential(const Ask& ask) const {
  return ask.credential.empty() || credentials_(ask.credential, "").has_value();
}

std::string Authorization::key_of(const Ask& ask) const {
  return token_key(ask, credentials_(ask.credential, "").value_or(""));
}

std::optional<Reason> Authorization::closed(std::size_t index) {
  const Ask& ask = ask_at(index);
  if (!has_credential(ask)) {
    lacking_.insert(ask.credential);
    return Reason::no_credential;
  }
  if (!ask.token) return std::nullopt;
  const auto why = no_token_.find(key_of(ask));
  return why == no_token_.end() ? std::nullopt : std::optional(why->second);
}

platforms::RequestContext Authorization::road(std::size_t index, const std::string& server) const {
  const Ask& ask = ask_at(index);
  platforms::RequestContext road;
  road.server = server;
  if (ask.token) road.token = tokens_.last(key_of(ask));
  if (!ask.credential.empty()) {
    road.credential = [this, name = ask.credential](std::string_view key) {
      return credentials_(name, key).value_or("");
    };
  }
  return road;
}

platforms::RequestContext Authorization::masked(std::size_t index,
                                                const std::string& server) const {
  platforms::RequestContext masked;
  masked.server = server;
  masked.credential = [](std::string_view) { return std::string("***"); };
  if (ask_at(index).token) masked.token = "***";
  return masked;
}

bool Authorization::wants_token(std::size_t index, model::Moment now) const {
  const Ask& ask = ask_at(index);
  if (!ask.token || !has_credential(ask)) return false;
  const std::string key = key_of(ask);
  return !no_token_.contains(key) && !tokens_.valid(key, now);
}

void Authorization::got_token(std::size_t index, const net::Reply& reply, model::Moment now) {
  const Ask& ask = ask_at(index);
  const auto token = token_found(reply);
  if (token) {
    tokens_.keep(key_of(ask), *token, now);
    return;
  }
  no_token_.emplace(key_of(ask), token.error());
  // RFC 6749, section 5.2: invalid_client and the like come with 400 or 401.
  const int status = reply.head.status;
  if (status == 400 || status == 401 || status == 403) refused_.insert(ask.credential);
}

bool Authorization::renews(std::size_t index, const platforms::RequestContext& road,
                           const net::Reply& reply, bool asked_again) {
  const Ask& ask = ask_at(index);
  if (!ask.token || reply.failure || reply.head.status != 401) return false;
  const std::string key = key_of(ask);
  tokens_.drop(key, road.token);
  if (asked_again) no_token_.emplace(key, Reason::blocked);
  return !asked_again;
}

// 401; a refusal in JSON (a wall is a page); or what the definition itself calls blocked.
void Authorization::judge(std::size_t index, const net::Reply& reply,
                          const std::vector<platforms::Reading>& readings) {
  const Ask& ask = ask_at(index);
  if (ask.credential.empty() || reply.failure) return;
  const std::string_view type = net::header(reply.head.headers, "content-type");
  const bool in_json = type.find("json") != std::string_view::npos;
  const bool by_rule = std::any_of(readings.begin(), readings.end(), [](const auto& reading) {
    return reading.rule > 0 && reading.status == model::Status::unknown &&
           reading.next == platforms::Reading::Next::decided &&
           reading.unknown_because == Reason::blocked;
  });
  const int status = reply.head.status;
  if (status == 401 || (status == 403 && in_json) || by_rule) refused_.insert(ask.credential);
}

void Authorization::lack_all_entries() {
  for (const std::size_t entry : definition_.entries) lacking_.insert(ask_at(entry).credential);
}

}  // namespace probing
