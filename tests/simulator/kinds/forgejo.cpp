#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

namespace simulator {
namespace {

constexpr char json_type[] = "application/json;charset=utf-8";

// The name stands lower-cased in this text, as the look-up of a redirect lower-cases it first.
Reply missing(const std::string& name, const std::string& domain) {
  Json json;
  json.object();
  json.field("message", "user redirect does not exist [name: " + lowered(name) + "]");
  json.field("url", "https://" + domain + "/api/swagger").end();
  return json_reply(404, json.text(), json_type);
}

// Hidden from the anonymous, yet held: the same status, another text.
Reply hidden(const std::string& name, const std::string& domain) {
  Json json;
  json.object();
  json.list("errors").value("user does not exist [uid: 0, name: " + name + "]").end();
  json.field("message", "GetUserByName");
  json.field("url", "https://" + domain + "/api/swagger").end();
  return json_reply(404, json.text(), json_type);
}

Reply profile(const Holder& holder, const std::string& domain) {
  const std::string page = "https://" + domain + "/" + holder.handle;
  Json json;
  json.object().number("id", holder.id).field("login", holder.handle).field("login_name", "");
  json.field("source_id", 0).field("full_name", holder.display_name);
  json.field("email", lowered(holder.handle) + "@noreply." + domain);
  json.field("avatar_url", "https://" + domain + "/avatars/" + holder.id);
  json.field("html_url", page).field("language", "").field("is_admin", false);
  json.field("last_login", "0001-01-01T00:00:00Z").field("created", iso_seconds(holder.created));
  json.field("restricted", false).field("active", false).field("prohibit_login", false);
  json.field("location", "").field("pronouns", "").field("website", "");
  json.field("description", holder.bio).field("visibility", "public").field("followers_count", 12);
  json.field("following_count", 3).field("starred_repos_count", 7);
  json.field("username", holder.handle).end();
  return json_reply(200, json.text(), json_type);
}

}  // namespace

Reply forgejo(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  const bool users = path.size() == 4 && path[0] == "api" && path[1] == "v1" && path[2] == "users";
  const std::string domain = domain_of(view, request);
  if (!users) {
    return path[0] == "api" ? json_reply(404, "{\"message\":\"Not Found\"}", json_type)
                            : html_reply(404, "<!DOCTYPE html><title>Page Not Found</title>");
  }
  const std::string& name = path[3];
  view.note(name);
  const std::optional<Holder> holder = view.holder(name);
  if (holder && (holder->hidden || holder->deactivated)) return hidden(name, domain);
  if (holder) return profile(*holder, domain);
  const std::optional<std::string> present = view.renamed_to(name);
  if (present)
    return redirect_to(307, request.prefix + "/api/v1/users/" + percent_encoded(*present));
  return missing(name, domain);
}

}  // namespace simulator
