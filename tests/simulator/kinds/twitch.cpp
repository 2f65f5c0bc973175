#include <algorithm>

#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

// From the facts: client credentials for a token, the Client-Id header, the batch, that banned and
// missing accounts are both left out, 400 for one malformed login, 401. From memory: the texts of
// the errors and what the token endpoint answers.
namespace simulator {
namespace {

constexpr std::size_t most_logins = 100;

bool is_login(std::string_view login) {
  const auto letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (login.size() < 4 || login.size() > 25 || !letter_or_digit(login.front())) return false;
  return std::all_of(login.begin(), login.end(),
                     [&](char c) { return letter_or_digit(c) || c == '_'; });
}

Reply refused(int status, std::string_view error, std::string_view message) {
  Json json;
  json.object();
  if (!error.empty()) json.field("error", error);  // the token endpoint has no such field
  json.field("status", status).field("message", message).end();
  return json_reply(status, json.text());
}

Reply unauthorized(std::string_view message) {
  return refused(401, "Unauthorized", message);
}

Reply token(View& view, const Request& request) {
  const Platform& platform = view.platform();
  if (request.method != "POST") return refused(404, "", "404 page not found");
  const std::string id = request.parameter("client_id").value_or("");
  const std::string secret = request.parameter("client_secret").value_or("");
  if (id.empty()) return refused(400, "", "missing client id");
  if (platform.client_id && id != *platform.client_id) return refused(400, "", "invalid client");
  if (secret.empty()) return refused(400, "", "missing client secret");
  if (platform.credential && secret != *platform.credential)
    return refused(403, "", "invalid client secret");
  if (request.parameter("grant_type") != "client_credentials")
    return refused(400, "", "invalid grant type");
  Json json;
  json.object().field("access_token", view.tokens().issue(view.now()));
  json.field("expires_in", static_cast<long long>(platform.token_life));
  json.field("token_type", "bearer").end();
  return json_reply(200, json.text());
}

// Nothing where the call may go on.
std::optional<Reply> turned_away(View& view, const Request& request) {
  static constexpr std::string_view scheme = "bearer ";
  const std::string sent = request.header("authorization");
  if (!lowered(sent).starts_with(scheme)) return unauthorized("OAuth token is missing");
  const std::string id = request.header("client-id");
  if (id.empty()) return unauthorized("Client ID is missing");
  if (!view.tokens().admits(sent.substr(scheme.size()), view.platform(), view.now()))
    return unauthorized("Invalid OAuth token");
  if (view.platform().client_id && id != *view.platform().client_id)
    return unauthorized("Client ID and OAuth token do not match");
  return std::nullopt;
}

void write_twitch_user(Json& json, const Holder& holder) {
  json.object().field("id", holder.id).field("login", lowered(holder.handle));
  json.field("display_name", holder.display_name.empty() ? holder.handle : holder.display_name);
  json.field("type", "").field("broadcaster_type", "").field("description", holder.bio);
  json.field("profile_image_url", "https://static-cdn.jtvnw.net/" + holder.id + "-300x300.png");
  json.field("offline_image_url", "").field("view_count", 0);
  json.field("created_at", iso_seconds(holder.created)).end();
}

Reply users(View& view, const Request& request) {
  const std::vector<std::string> logins = request.all_parameters("login");
  for (const std::string& login : logins) view.note(login);
  if (std::optional<Reply> refusal = turned_away(view, request)) return *std::move(refusal);
  const bool good = !logins.empty() && logins.size() <= most_logins &&
                    std::all_of(logins.begin(), logins.end(), is_login);
  if (!good)
    return refused(400, "Bad Request", "Invalid username(s), email(s), or ID(s). Bad Identifiers.");
  Json json;
  json.object().list("data");
  for (const std::string& login : logins) {
    const std::optional<Holder> holder = view.holder(login);
    if (holder && !holder->suspended && !holder->deactivated) write_twitch_user(json, *holder);
  }
  json.end().end();
  return json_reply(200, json.text());
}

}  // namespace

Reply twitch(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  if (path == std::vector<std::string>{"oauth2", "token"}) return token(view, request);
  if (path == std::vector<std::string>{"helix", "users"} && request.method != "POST")
    return users(view, request);
  return refused(404, "Not Found", "");
}

}  // namespace simulator
