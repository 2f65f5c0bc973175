#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"
#include "simulator/pages.hpp"

namespace simulator {
namespace {

Reply json_error(int status, std::string_view error) {
  Json json;
  json.object().field("error", error).end();
  return json_reply(status, json.text(), "application/json");
}

void write_user(Json& json, const Holder& holder) {
  json.field("id", holder.id).field("name", holder.handle);
  json.field("display_name", holder.display_name).field("bio", holder.bio);
  json.field("created_at", iso_seconds(holder.created));
}

Reply profile_page(const View& view, const Holder& holder) {
  std::string body = "<h1>" + escaped_html(holder.display_name) + "</h1>\n";
  body += "<p class=\"handle\">@" + escaped_html(holder.handle) + "</p>\n";
  body += "<p class=\"bio\" data-id=\"" + escaped_html(holder.id) + "\">";
  body += escaped_html(holder.bio) + "</p>";
  const std::string title = holder.display_name + " (@" + holder.handle + ")";
  return html_reply(200, page(title, body, view.platform().page_bytes));
}

Reply notice(const View& view, int status, std::string_view title, std::string_view text) {
  const std::string body = "<p class=\"notice\">" + std::string(text) + "</p>";
  return html_reply(status, page(title, body, view.platform().page_bytes));
}

Reply by_status(const View& view, const std::optional<Holder>& holder) {
  if (!holder) return notice(view, 404, "Not found", "There is nothing here.");
  if (holder->suspended) return notice(view, 410, "Gone", "There is nothing here any more.");
  return profile_page(view, *holder);
}

Reply by_message(const View& view, const std::optional<Holder>& holder) {
  if (!holder) return notice(view, 200, "User not found", "Sorry, this user does not exist.");
  if (holder->suspended)
    return notice(view, 200, "Account suspended", "This account has been suspended.");
  return profile_page(view, *holder);
}

Reply by_json(const std::optional<Holder>& holder) {
  if (!holder) return json_error(404, "not_found");
  if (holder->suspended) return json_error(403, "suspended");
  Json json;
  json.object().object("user");
  write_user(json, *holder);
  json.end().end();
  return json_reply(200, json.text(), "application/json");
}

Reply profile(View& view, const Request& request, const std::string& name) {
  view.note(name);
  std::optional<Holder> holder = view.holder(name);
  if (holder && holder->deactivated) holder.reset();
  switch (view.platform().shape) {
    case Shape::message: return by_message(view, holder);
    case Shape::redirect:
      if (!holder || holder->suspended) return redirect_to(302, request.prefix + "/");
      return profile_page(view, *holder);
    case Shape::json: return by_json(holder);
    case Shape::always200: return notice(view, 200, "Profiles", "Loading the profile…");
    case Shape::status:
    case Shape::batch: return by_status(view, holder);
  }
  return by_status(view, holder);
}

// Missing, suspended and deactivated ones are left out.
Reply batch(View& view, const Request& request) {
  Json json;
  json.object().list("users");
  for (const std::string& name : split(request.parameter("names").value_or(""), ',')) {
    if (name.empty()) continue;
    view.note(name);
    const std::optional<Holder> holder = view.holder(name);
    if (!holder || holder->suspended || holder->deactivated) continue;
    json.object();
    write_user(json, *holder);
    json.end();
  }
  json.end().end();
  return json_reply(200, json.text(), "application/json");
}

}  // namespace

Reply site(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  if (path.size() == 2 && path[0] == "u") return profile(view, request, path[1]);
  const bool batches = view.platform().shape == Shape::batch;
  if (batches && path == std::vector<std::string>{"batch"}) return batch(view, request);
  return html_reply(404, not_found_page());
}

}  // namespace simulator
