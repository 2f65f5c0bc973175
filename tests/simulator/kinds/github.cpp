#include <rapidjson/document.h>

#include "simulator/json.hpp"
#include "simulator/kinds/graphql.hpp"
#include "simulator/kinds/kinds.hpp"

namespace simulator {
namespace {

Reply error(int status, std::string_view message) {
  Json json;
  json.object().field("message", message);
  json.field("documentation_url", "https://docs.github.com/rest");
  json.field("status", std::to_string(status)).end();
  return json_reply(status, json.text());
}

// Suspended and hidden accounts look exactly like missing ones.
std::optional<Holder> visible(const View& view, std::string_view login) {
  std::optional<Holder> holder = view.holder(login);
  if (holder && (holder->suspended || holder->deactivated || holder->hidden)) holder.reset();
  return holder;
}

std::string page_of(const Holder& holder) {
  return "https://github.com/" + holder.handle;
}

std::string avatar_of(const Holder& holder) {
  return "https://avatars.githubusercontent.com/u/" + holder.id + "?v=4";
}

Reply user(View& view, const std::string& login) {
  view.note(login);
  const std::optional<Holder> holder = visible(view, login);
  if (!holder) return error(404, "Not Found");
  Json json;
  json.object().field("login", holder->handle).number("id", holder->id);
  json.field("node_id", "U_kgDO" + holder->id).field("avatar_url", avatar_of(*holder));
  json.field("gravatar_id", "").field("url", "https://api.github.com/users/" + holder->handle);
  json.field("html_url", page_of(*holder));
  json.field("type", holder->group ? "Organization" : "User").field("site_admin", false);
  if (holder->display_name.empty()) {
    json.field("name", nullptr);
  } else {
    json.field("name", holder->display_name);
  }
  json.field("company", nullptr).field("blog", "").field("location", nullptr);
  if (holder->bio.empty()) {
    json.field("bio", nullptr);
  } else {
    json.field("bio", holder->bio);
  }
  json.field("public_repos", 7).field("followers", 12).field("following", 3);
  json.field("created_at", iso_seconds(holder->created));
  json.field("updated_at", iso_seconds(holder->created)).end();
  return json_reply(200, json.text());
}

void write_owner(Json& json, const Selection& selection, const Holder& holder) {
  const std::string_view type = holder.group ? "Organization" : "User";
  const auto wants = [&](std::string_view name) { return selection.selects(type, name); };
  json.object(selection.alias);
  if (wants("__typename")) json.field("__typename", type);
  if (wants("login")) json.field("login", holder.handle);
  if (wants("id")) json.field("id", "U_kgDO" + holder.id);
  if (wants("url")) json.field("url", page_of(holder));
  if (wants("databaseId")) json.number("databaseId", holder.id);
  if (wants("name")) json.field("name", holder.display_name);
  if (wants("bio") && !holder.group) json.field("bio", holder.bio);
  if (wants("description") && holder.group) json.field("description", holder.bio);
  if (wants("avatarUrl")) json.field("avatarUrl", avatar_of(holder));
  if (wants("createdAt")) json.field("createdAt", iso_seconds(holder.created));
  if (wants("websiteUrl")) json.field("websiteUrl", nullptr);
  if (wants("isVerified") && holder.group) json.field("isVerified", false);
  if (wants("followers")) json.object("followers").field("totalCount", 12).end();
  json.end();
}

std::string query_in(const std::string& body) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
  if (document.HasParseError() || !document.IsObject()) return {};
  if (!document.HasMember("query") || !document["query"].IsString()) return {};
  return document["query"].GetString();
}

Reply graphql_error(std::string_view message) {
  Json json;
  json.object().list("errors").object().field("message", message).end().end().end();
  return json_reply(200, json.text());
}

bool is_known(const Selection& selection) {
  return selection.field == "repositoryOwner" || selection.field == "user" ||
         selection.field == "rateLimit";
}

// A missing `user` is null and an error of type NOT_FOUND; a missing `repositoryOwner` is null and
// nothing else.
Reply graphql(View& view, const Request& request) {
  if (lowered(request.header("authorization")).find("bearer ") != 0)
    return error(401, "This endpoint requires you to be authenticated.");
  const auto selections = parsed_graphql(query_in(request.body));
  if (!selections) return graphql_error("Parse error on the query");
  for (const Selection& selection : *selections) {
    if (!is_known(selection))
      return graphql_error("Field '" + well_formed_utf8(selection.field) +
                           "' doesn't exist on type 'Query'");
  }
  std::vector<const Selection*> missing;
  Json json;
  json.object().object("data");
  for (const Selection& selection : *selections) {
    if (selection.field == "rateLimit") {
      json.object(selection.alias).field("cost", 1).field("remaining", 4999).end();
      continue;
    }
    const std::string login = well_formed_utf8(selection.argument("login"));
    view.note(login);
    const std::optional<Holder> holder = visible(view, login);
    if (holder && !(selection.field == "user" && holder->group)) {
      write_owner(json, selection, *holder);
    } else {
      json.field(selection.alias, nullptr);
      if (selection.field == "user") missing.push_back(&selection);
    }
  }
  json.end();
  if (!missing.empty()) {
    json.list("errors");
    for (const Selection* selection : missing) {
      json.object().field("type", "NOT_FOUND").list("path").value(selection->alias).end();
      json.field("message", "Could not resolve to a User with the login of '" +
                                well_formed_utf8(selection->argument("login")) + "'.");
      json.end();
    }
    json.end();
  }
  json.end();
  return json_reply(200, json.text());
}

}  // namespace

Reply github(View& view, const Request& request) {
  if (request.header("user-agent").empty())
    return text_reply(403,
                      "Request forbidden by administrative rules. Please make sure your request "
                      "has a User-Agent header.");
  const std::vector<std::string>& path = request.path;
  if (path == std::vector<std::string>{"graphql"} && request.method == "POST")
    return graphql(view, request);
  if (path.size() == 2 && path[0] == "users" && request.method != "POST")
    return user(view, path[1]);
  return error(404, "Not Found");
}

}  // namespace simulator
