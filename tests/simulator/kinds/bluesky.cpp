#include <algorithm>

#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

namespace simulator {
namespace {

constexpr std::size_t most_actors = 25;

bool is_label(std::string_view label) {
  const auto letter_or_digit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (label.empty() || label.size() > 63) return false;
  if (!letter_or_digit(label.front()) || !letter_or_digit(label.back())) return false;
  return std::all_of(label.begin(), label.end(),
                     [&](char c) { return letter_or_digit(c) || c == '-'; });
}

bool is_handle(std::string_view text) {
  const std::vector<std::string> labels = split(text, '.');
  if (text.size() > 253 || labels.size() < 2) return false;
  const char first_of_last = labels.back().empty() ? '0' : labels.back().front();
  if (first_of_last >= '0' && first_of_last <= '9') return false;
  return std::all_of(labels.begin(), labels.end(), is_label);
}

bool is_did(std::string_view text) {
  return text.starts_with("did:") && text.size() <= 2048;
}

Reply error(std::string_view name, std::string_view message, int status = 400) {
  Json json;
  json.object().field("error", name).field("message", message).end();
  return json_reply(status, json.text());
}

Reply invalid(const std::string& message) {
  return error("InvalidRequest", message);
}

std::optional<Holder> found(View& view, const std::string& actor) {
  view.note(actor);
  return is_did(actor) ? view.holder_with_id(actor) : view.holder(actor);
}

void write_profile(Json& json, const Holder& holder) {
  json.object().field("did", holder.id).field("handle", lowered(holder.handle));
  if (!holder.display_name.empty()) json.field("displayName", holder.display_name);
  json.object("associated").field("lists", 0).field("feedgens", 0).end();
  json.list("labels").end();
  json.field("createdAt", iso_millis(holder.created));
  if (!holder.bio.empty()) json.field("description", holder.bio);
  json.field("indexedAt", iso_millis(holder.created));
  json.field("followersCount", 12).field("followsCount", 3).field("postsCount", 7).end();
}

Reply get_profile(View& view, const Request& request) {
  const std::optional<std::string> actor = request.parameter("actor");
  if (!actor) return invalid("Error: Params must have the property \"actor\"");
  const std::optional<Holder> holder = found(view, *actor);
  if (!is_handle(*actor) && !is_did(*actor))
    return invalid("Error: actor must be a valid did or a handle");
  if (!holder) return invalid("Profile not found");
  if (holder->suspended) return error("AccountTakedown", "Account has been suspended");
  if (holder->deactivated) return error("AccountDeactivated", "Account is deactivated");
  Json json;
  write_profile(json, *holder);
  return json_reply(200, json.text());
}

// Missing, suspended and deactivated accounts alike are left out without a word; one malformed name
// spoils the whole call.
Reply get_profiles(View& view, const Request& request) {
  const std::vector<std::string> actors = request.all_parameters("actors");
  if (actors.empty()) return invalid("Error: Params must have the property \"actors\"");
  for (const std::string& actor : actors) view.note(actor);
  if (actors.size() > most_actors)
    return invalid("Error: actors must not have more than 25 elements");
  for (std::size_t i = 0; i < actors.size(); ++i)
    if (!is_handle(actors[i]) && !is_did(actors[i]))
      return invalid("Error: actors/" + std::to_string(i) + " must be a valid did or a handle");
  Json json;
  json.object().list("profiles");
  for (const std::string& actor : actors) {
    const std::optional<Holder> holder =
        is_did(actor) ? view.holder_with_id(actor) : view.holder(actor);
    if (holder && !holder->suspended && !holder->deactivated) write_profile(json, *holder);
  }
  json.end().end();
  return json_reply(200, json.text());
}

Reply resolve_handle(View& view, const Request& request) {
  const std::optional<std::string> handle = request.parameter("handle");
  if (!handle) return invalid("Error: Params must have the property \"handle\"");
  view.note(*handle);
  if (!is_handle(*handle)) return invalid("Error: handle must be a valid handle");
  const std::optional<Holder> holder = view.holder(*handle);
  if (!holder || holder->suspended || holder->deactivated)
    return invalid("Unable to resolve handle");
  Json json;
  json.object().field("did", holder->id).end();
  return json_reply(200, json.text());
}

// Of bsky.social, whose own names these are: as its lexicon has it, in the parts that are read.
Reply check_availability(View& view, const Request& request) {
  const std::optional<std::string> handle = request.parameter("handle");
  if (!handle) return invalid("Error: Params must have the property \"handle\"");
  view.note(*handle);
  if (!is_handle(*handle)) return error("InvalidHandle", "Invalid handle");
  const bool is_free = !view.holder(*handle) && !view.is_reserved(*handle);
  Json json;
  json.object().field("handle", lowered(*handle)).object("result");
  json.field("$type", std::string("com.atproto.temp.checkHandleAvailability#result") +
                          (is_free ? "Available" : "Unavailable"));
  json.end().end();
  return json_reply(200, json.text());
}

}  // namespace

Reply bluesky(View& view, const Request& request) {
  if (request.path.size() != 2 || request.path[0] != "xrpc") return text_reply(404, "Not Found");
  const std::string& method = request.path[1];
  if (method == "app.bsky.actor.getProfile") return get_profile(view, request);
  if (method == "app.bsky.actor.getProfiles") return get_profiles(view, request);
  if (method == "com.atproto.identity.resolveHandle") return resolve_handle(view, request);
  if (method == "com.atproto.temp.checkHandleAvailability") {
    return check_availability(view, request);
  }
  return error("MethodNotImplemented", "Method Not Implemented", 501);
}

}  // namespace simulator
