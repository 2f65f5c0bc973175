#include <algorithm>
#include <set>

#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

namespace simulator {
namespace {

constexpr std::size_t most_users = 50;

// formatversion=2 writes true and false; version 1 writes true as "" and leaves false out.
struct Format {
  bool modern;

  void flag(Json& json, std::string_view key, bool value) const {
    if (modern) {
      json.field(key, value);
    } else if (value) {
      json.field(key, "");
    }
  }
};

bool is_address(std::string_view name) {
  const std::vector<std::string> parts = split(name, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return !part.empty() && part.size() <= 3 &&
                  part.find_first_not_of("0123456789") == std::string::npos;
         });
}

// The names that MediaWiki calls `invalid`; what it merely would not let one create is below.
bool is_valid(const std::string& canonical) {
  if (canonical.empty() || canonical.size() > 255 || is_address(canonical)) return false;
  return canonical.find_first_of("#<>[]|{}/:\t\n\r\x7f") == std::string::npos;
}

bool is_creatable(const View& view, const std::string& canonical) {
  return canonical.find('@') == std::string::npos && !view.is_reserved(canonical);
}

std::vector<std::string> listed(const std::string& value) {
  if (value.starts_with('\x1f')) return split(std::string_view(value).substr(1), '\x1f');
  return split(value, '|');
}

Reply api_error(const std::string& code, const std::string& info, const Fields& numbers) {
  Json json;
  json.object().object("error").field("code", code).field("info", info);
  for (const auto& [key, digits] : numbers) json.number(key, digits);
  if (code == "maxlag") json.field("host", "10.64.0.1").field("type", "db");
  json.field("docref", "See /w/api.php for API usage.").end().end();
  Reply reply = json_reply(200, json.text());
  reply.headers.emplace_back("MediaWiki-API-Error", code);
  return reply;
}

Reply lagged(const View& view, int asked) {
  const auto lag = static_cast<int>(view.platform().lag);
  const std::string text = std::to_string(lag);
  Reply reply = api_error("maxlag", "Waiting for a database server: " + text + " seconds lagged.",
                          {{"lag", text}});
  reply.headers.emplace_back("Retry-After", std::to_string(std::max(asked, 5)));
  reply.headers.emplace_back("X-Database-Lag", text);
  return reply;
}

class UserList {
 public:
  UserList(View& view, const Request& request)
      : view_(view), format_{request.parameter("formatversion").value_or("1") == "2"} {
    for (const std::string& property : listed(request.parameter("usprop").value_or("")))
      properties_.push_back(property);
  }

  // Invalid names come first, as typed; then the others in the order asked, in canonical spelling.
  Reply answer(const std::vector<std::string>& names) const {
    Json json;
    json.object();
    format_.flag(json, "batchcomplete", true);
    json.object("query").list("users");
    for (const std::string& name : names) {
      if (is_valid(folded(Kind::mediawiki, name))) continue;
      json.object().field("name", name);
      format_.flag(json, "invalid", true);
      json.end();
    }
    for (const std::string& name : names) {
      const std::string canonical = folded(Kind::mediawiki, name);
      if (is_valid(canonical)) write_user(json, canonical);
    }
    json.end().end().end();
    return json_reply(200, json.text());
  }

 private:
  bool wants(std::string_view property) const {
    return std::find(properties_.begin(), properties_.end(), property) != properties_.end();
  }

  void write_user(Json& json, const std::string& canonical) const {
    const std::optional<Holder> holder = view_.holder(canonical);
    json.object();
    if (holder) {
      write_holder(json, *holder, canonical);
    } else {
      write_missing(json, canonical);
    }
    json.end();
  }

  void write_holder(Json& json, const Holder& holder, const std::string& canonical) const {
    json.number("userid", holder.id).field("name", canonical);
    if (wants("editcount")) json.field("editcount", 7);
    if (wants("registration")) json.field("registration", iso_seconds(holder.created));
    if (wants("groups")) json.list("groups").value("*").value("user").end();
    if (wants("blockinfo") && holder.suspended) {
      json.field("blockid", 1).field("blockedby", "Admin").field("blockedbyid", 1);
      json.field("blockreason", holder.bio.empty() ? "username policy" : holder.bio);
      json.field("blockedtimestamp", iso_seconds(holder.created)).field("blockexpiry", "infinite");
      format_.flag(json, "blockpartial", false);
      format_.flag(json, "blocknocreate", true);
    }
    if (wants("centralids")) {
      json.object("centralids").number("local", holder.id).end();
      json.object("attachedlocal");
      format_.flag(json, "local", true);
      json.end();
    }
  }

  void write_missing(Json& json, const std::string& canonical) const {
    json.field("name", canonical);
    format_.flag(json, "missing", true);
    if (!wants("cancreate")) return;
    const bool creatable = is_creatable(view_, canonical);
    format_.flag(json, "cancreate", creatable);
    if (creatable) return;
    const bool reserved = view_.is_reserved(canonical);
    json.list("cancreateerror").object();
    json.field("message", reserved ? "titleblacklist-forbidden-new-account" : "noname");
    json.list("params").end();
    json.field("code", reserved ? "titleblacklist-forbidden-new-account" : "invaliduser");
    json.field("type", "error").end().end();
  }

  View& view_;
  Format format_;
  std::vector<std::string> properties_;
};

Reply list_users(View& view, const Request& request) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const std::string& name : listed(request.parameter("ususers").value_or("")))
    if (seen.insert(name).second) names.push_back(name);
  if (names == std::vector<std::string>{""}) names.clear();
  for (const std::string& name : names) view.note(name);
  const std::string maxlag = request.parameter("maxlag").value_or("");
  const bool number = !maxlag.empty() && maxlag.size() < 6 &&
                      maxlag.find_first_not_of("0123456789") == std::string::npos;
  if (number && view.platform().lag > std::stoi(maxlag)) return lagged(view, std::stoi(maxlag));
  if (names.size() > most_users)
    return api_error("toomanyvalues",
                     "Too many values supplied for parameter \"ususers\". The limit is 50.",
                     {{"limit", "50"}, {"lowlimit", "50"}, {"highlimit", "500"}});
  return UserList(view, request).answer(names);
}

}  // namespace

Reply mediawiki(View& view, const Request& request) {
  if (request.header("user-agent").empty())
    return text_reply(403, "Requests must have a user agent with contact information.");
  if (request.path.empty() || request.path.back() != "api.php")
    return html_reply(404, "<!DOCTYPE html><title>Wiki</title><p>There is no such page.</p>");
  if (request.parameter("format").value_or("") != "json")
    return html_reply(200, "<!DOCTYPE html><title>MediaWiki API result</title>");
  if (request.parameter("action").value_or("") != "query")
    return api_error("badvalue", "Unrecognized value for parameter \"action\".", {});
  if (request.parameter("list").value_or("") != "users")
    return api_error("badvalue", "Unrecognized value for parameter \"list\".", {});
  return list_users(view, request);
}

}  // namespace simulator
