#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

namespace simulator {
namespace {

Reply mastodon_error(int status, std::string_view message) {
  Json json;
  json.object().field("error", message).end();
  return json_reply(status, json.text());
}

// `name@domain` of this very server is the name alone; of another server nobody here.
std::optional<std::string> local_name(const View& view, const Request& request,
                                      std::string_view account) {
  const std::size_t at = account.find('@');
  if (at == std::string_view::npos) return std::string(account);
  const std::string domain = lowered(account.substr(at + 1));
  bool ours = domain == request.host || domain == lowered(request.authority);
  for (const std::string& host : view.platform().hosts) ours = ours || domain == host;
  if (!ours) return std::nullopt;
  return std::string(account.substr(0, at));
}

// Accounts show the day of their making, not the time.
std::string day(Instant created) {
  return formatted(created, "%Y-%m-%dT00:00:00.000Z");
}

Reply lookup(View& view, const Request& request) {
  const std::string account = request.parameter("acct").value_or("");
  const std::optional<std::string> name = local_name(view, request, account);
  view.note(name.value_or(account));
  if (view.platform().closed_api && request.header("authorization").empty())
    return mastodon_error(401, "This method requires an authenticated user");
  const std::optional<Holder> holder = name ? view.holder(*name) : std::nullopt;
  if (!holder) return mastodon_error(404, "Record not found");
  if (holder->deactivated) return mastodon_error(410, "Gone");
  const std::string base = "https://" + domain_of(view, request);
  const bool shown = !holder->suspended;
  const std::string note =
      holder->bio.empty() || !shown ? "" : "<p>" + escaped_html(holder->bio) + "</p>";
  Json json;
  json.object().field("id", holder->id).field("username", holder->handle);
  json.field("acct", holder->handle).field("display_name", shown ? holder->display_name : "");
  json.field("locked", false).field("bot", false).field("discoverable", shown);
  json.field("indexable", false).field("group", false).field("created_at", day(holder->created));
  json.field("note", note).field("url", base + "/@" + holder->handle);
  json.field("uri", base + "/users/" + holder->handle);
  json.field("avatar", base + "/avatars/original/missing.png").field("header", "");
  json.field("followers_count", 12).field("following_count", 3).field("statuses_count", 7);
  json.field("last_status_at", nullptr);
  if (holder->suspended) json.field("suspended", true);
  json.list("emojis").end().list("fields").end().end();
  return json_reply(200, json.text());
}

Reply webfinger(View& view, const Request& request) {
  const std::string resource = request.parameter("resource").value_or("");
  const std::size_t at = resource.find('@');
  if (!resource.starts_with("acct:") || at == std::string::npos) return {400, "", "", {}};
  const std::string account = resource.substr(5);
  const std::optional<std::string> name = local_name(view, request, account);
  view.note(name.value_or(account));
  const std::optional<Holder> holder = name ? view.holder(*name) : std::nullopt;
  if (!holder) return {404, "", "", {}};
  if (holder->suspended || holder->deactivated) return {410, "", "", {}};
  const std::string domain = domain_of(view, request);
  const std::string page = "https://" + domain + "/@" + holder->handle;
  const std::string self = "https://" + domain + "/users/" + holder->handle;
  Json json;
  json.object().field("subject", "acct:" + holder->handle + "@" + domain);
  json.list("aliases").value(page).value(self).end();
  json.list("links");
  json.object().field("rel", "http://webfinger.net/rel/profile-page").field("type", "text/html");
  json.field("href", page).end();
  json.object().field("rel", "self").field("type", "application/activity+json");
  json.field("href", self).end();
  json.end().end();
  return json_reply(200, json.text(), "application/jrd+json; charset=utf-8");
}

}  // namespace

Reply mastodon(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  if (path == std::vector<std::string>{"api", "v1", "accounts", "lookup"})
    return lookup(view, request);
  if (path == std::vector<std::string>{".well-known", "webfinger"}) return webfinger(view, request);
  if (!path.empty() && path[0] == "api") return mastodon_error(404, "Record not found");
  return html_reply(404, "<!DOCTYPE html><title>The page you are looking for isn't here.</title>");
}

}  // namespace simulator
