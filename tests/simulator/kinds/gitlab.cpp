#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

namespace simulator {
namespace {

Reply message(int status, std::string_view text) {
  Json json;
  json.object().field("message", text).end();
  return json_reply(status, json.text(), "application/json");
}

// Users and groups share one name space, but this road sees users only.
Reply users(View& view, const Request& request) {
  const std::optional<std::string> name = request.parameter("username");
  if (!name) return message(403, "403 Forbidden - Not authorized to access /api/v4/users");
  view.note(*name);
  const std::optional<Holder> holder = view.holder(*name);
  if (!holder || holder->group) return json_reply(200, "[]", "application/json");
  const std::string domain = domain_of(view, request);
  Json json;
  json.list().object().number("id", holder->id).field("username", holder->handle);
  json.field("public_email", nullptr);
  json.field("name", holder->display_name.empty() ? holder->handle : holder->display_name);
  json.field("state", holder->suspended     ? "blocked"
                      : holder->deactivated ? "deactivated"
                                            : "active");
  json.field("locked", false).field("avatar_url", nullptr);
  json.field("web_url", "https://" + domain + "/" + holder->handle).end().end();
  return json_reply(200, json.text(), "application/json");
}

// A private group is invisible here: it answers as a missing one does.
Reply groups(View& view, const Request& request, const std::string& name) {
  view.note(name);
  const std::optional<Holder> holder = view.holder(name);
  if (!holder || !holder->group || holder->hidden) return message(404, "404 Group Not Found");
  const std::string& shown = holder->display_name.empty() ? holder->handle : holder->display_name;
  Json json;
  json.object().number("id", holder->id);
  json.field("web_url", "https://" + domain_of(view, request) + "/groups/" + holder->handle);
  json.field("name", shown).field("path", holder->handle).field("description", holder->bio);
  json.field("visibility", "public").field("avatar_url", nullptr).field("full_name", shown);
  json.field("full_path", holder->handle).field("created_at", iso_millis(holder->created));
  json.field("parent_id", nullptr).end();
  return json_reply(200, json.text(), "application/json");
}

// The sign-up check: users, groups of any visibility, reserved paths.
Reply exists(View& view, const std::string& name) {
  view.note(name);
  Json json;
  json.object().field("exists", view.holder(name).has_value() || view.is_reserved(name)).end();
  return json_reply(200, json.text());
}

}  // namespace

Reply gitlab(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  if (path == std::vector<std::string>{"api", "v4", "users"}) return users(view, request);
  if (path.size() == 4 && path[0] == "api" && path[1] == "v4" && path[2] == "groups")
    return groups(view, request, path[3]);
  if (path.size() == 3 && path[0] == "users" && path[2] == "exists") return exists(view, path[1]);
  if (path[0] == "api") return json_reply(404, "{\"error\":\"404 Not Found\"}", "application/json");
  return html_reply(404, "<!DOCTYPE html><title>The page could not be found (404)</title>");
}

}  // namespace simulator
