#include <algorithm>

#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

// From the facts: both roads, their verdicts, the batch, what one malformed name does, and that the
// host in an error's `type` may change. From memory: the texts of 400 and 401, and that a suspended
// name's error has the `type` of a missing one, so that only `detail` tells the two apart.
namespace simulator {
namespace {

constexpr std::size_t most_names = 100;
constexpr std::size_t longest = 15;
constexpr std::size_t shortest_new = 4;  // of a name that is registered today

bool has_good_letters(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= longest && has_good_letters(name);
}

Reply problem(int status, std::string_view title) {
  Json json;
  json.object().field("title", title).field("type", "about:blank").field("status", status);
  json.field("detail", title).end();
  return json_reply(status, json.text());
}

Reply invalid(const std::string& values, const std::string& message) {
  Json json;
  json.object().list("errors").object();
  json.object("parameters").list("usernames").value(values).end().end();
  json.field("message", message).end().end();
  json.field("title", "Invalid Request");
  json.field("detail", "One or more parameters to your request was invalid.");
  json.field("type", "https://api.x.com/2/problems/invalid-request").end();
  return json_reply(400, json.text());
}

bool is_authorized(const View& view, const Request& request) {
  static constexpr std::string_view scheme = "bearer ";
  const std::string sent = request.header("authorization");
  if (!lowered(sent).starts_with(scheme) || sent.size() == scheme.size()) return false;
  const std::optional<std::string>& wanted = view.platform().credential;
  return !wanted || sent.substr(scheme.size()) == *wanted;
}

// Only what `user.fields` names is there beside the id, the name and the username.
class UserFields {
 public:
  explicit UserFields(const Request& request)
      : wanted_(split(request.parameter("user.fields").value_or(""), ',')) {}

  void write(Json& json, const Holder& holder) const {
    json.object().field("id", holder.id);
    json.field("name", holder.display_name.empty() ? holder.handle : holder.display_name);
    json.field("username", holder.handle);
    if (wants("created_at")) json.field("created_at", iso_millis(holder.created));
    if (wants("description")) json.field("description", holder.bio);
    if (wants("protected")) json.field("protected", holder.hidden);
    if (wants("parody")) json.field("parody", holder.parody);
    if (wants("verified")) json.field("verified", false);
    if (wants("verified_type")) json.field("verified_type", "none");
    if (wants("profile_image_url"))
      json.field("profile_image_url", "https://pbs.twimg.com/profile_images/" + holder.id + ".jpg");
    if (wants("public_metrics"))
      json.object("public_metrics").field("followers_count", 12).field("tweet_count", 7).end();
    json.end();
  }

 private:
  bool wants(std::string_view field) const {
    return std::find(wanted_.begin(), wanted_.end(), field) != wanted_.end();
  }

  std::vector<std::string> wanted_;
};

void write_error(Json& json, const std::string& name, bool suspended) {
  json.object().field("value", name);
  json.field("detail", suspended ? "User has been suspended: [" + name + "]."
                                 : "Could not find user with usernames: [" + name + "].");
  json.field("title", suspended ? "Forbidden" : "Not Found Error");
  json.field("resource_type", "user").field("parameter", "usernames").field("resource_id", name);
  json.field("type", "https://api.x.com/2/problems/resource-not-found").end();
}

// `data` and `errors` are there only where they have something in them.
Reply users_by(View& view, const Request& request) {
  if (!is_authorized(view, request)) return problem(401, "Unauthorized");
  const std::string listed = request.parameter("usernames").value_or("");
  const std::vector<std::string> names = split(listed, ',');
  for (const std::string& name : names) view.note(name);
  if (names.size() > most_names)
    return invalid(listed, "size of `usernames` must be between 1 and 100");
  for (const std::string& name : names)
    if (!is_name(name))
      return invalid(listed, "The `usernames` query parameter value [" + name +
                                 "] does not match ^[A-Za-z0-9_]{1,15}$");
  std::vector<Holder> held;
  std::vector<std::pair<std::string, bool>> others;
  for (const std::string& name : names) {
    std::optional<Holder> holder = view.holder(name);
    if (holder && !holder->suspended && !holder->deactivated) {
      held.push_back(std::move(*holder));
    } else {
      others.emplace_back(name, holder && holder->suspended);
    }
  }
  Json json;
  json.object();
  if (!held.empty()) {
    const UserFields fields(request);
    json.list("data");
    for (const Holder& holder : held) fields.write(json, holder);
    json.end();
  }
  if (!others.empty()) {
    json.list("errors");
    for (const auto& [name, suspended] : others) write_error(json, name, suspended);
    json.end();
  }
  json.end();
  return json_reply(200, json.text());
}

// The sign-up form's own check: whoever holds the name, and however, it is `taken`; a suspended or
// a resting account too. A name the platform keeps for itself is a banned word.
Reply username_available(View& view, const Request& request) {
  const std::string name = request.parameter("username").value_or("");
  view.note(name);
  std::string_view reason = "available";
  if (name.empty() || name.size() > longest || !has_good_letters(name)) {
    reason = "improper_format";
  } else if (view.holder(name)) {
    reason = "taken";
  } else if (view.is_reserved(name)) {
    reason = "is_banned_word";
  } else if (name.size() < shortest_new) {
    reason = "invalid_username";
  }
  const bool free = reason == "available";
  const std::string_view text = free ? "Available!" : "Username is not available";
  Json json;
  json.object().field("valid", free).field("reason", reason);
  json.field("msg", text).field("desc", text).end();
  return json_reply(200, json.text());
}

}  // namespace

Reply x(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  if (path == std::vector<std::string>{"2", "users", "by"}) return users_by(view, request);
  if (path == std::vector<std::string>{"i", "users", "username_available.json"})
    return username_available(view, request);
  return problem(404, "Not Found");
}

}  // namespace simulator
