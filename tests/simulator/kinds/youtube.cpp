#include <algorithm>

#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"
#include "simulator/pages.hpp"

// From the facts: one handle a call, no `items` at all where nobody holds it, terminated channels
// gone without a word, the key, the page's `externalId` and its consent wall. From memory: the form
// of Google's errors, the key in a header, and that a terminated channel's page is a 404 too.
namespace simulator {
namespace {

Reply error(int status, std::string_view domain, std::string_view reason,
            std::string_view message) {
  Json json;
  json.object().object("error").field("code", status).field("message", message);
  json.list("errors").object().field("message", message).field("domain", domain);
  json.field("reason", reason).end().end();
  json.field("status", status == 403 ? "PERMISSION_DENIED" : "INVALID_ARGUMENT").end().end();
  return json_reply(status, json.text(), "application/json; charset=UTF-8");
}

std::optional<Holder> live(View& view, std::string_view handle) {
  if (handle.starts_with('@')) handle.remove_prefix(1);
  view.note(handle);
  std::optional<Holder> holder = view.holder(handle);
  if (holder && (holder->suspended || holder->deactivated)) holder.reset();
  return holder;
}

void write_channel(Json& json, const Holder& holder, const std::vector<std::string>& parts) {
  const auto wants = [&](std::string_view part) {
    return std::find(parts.begin(), parts.end(), part) != parts.end();
  };
  const std::string& title = holder.display_name.empty() ? holder.handle : holder.display_name;
  json.object().field("kind", "youtube#channel").field("etag", "e" + holder.id);
  json.field("id", holder.id);
  if (wants("snippet")) {
    json.object("snippet").field("title", title).field("description", holder.bio);
    json.field("customUrl", "@" + lowered(holder.handle));
    json.field("publishedAt", iso_seconds(holder.created));
    json.object("thumbnails").object("default");
    json.field("url", "https://yt3.ggpht.com/" + holder.id).field("width", 88).field("height", 88);
    json.end().end();
    json.object("localized").field("title", title).field("description", holder.bio).end().end();
  }
  if (wants("statistics")) {
    json.object("statistics").field("viewCount", "700").field("subscriberCount", "12");
    json.field("hiddenSubscriberCount", false).field("videoCount", "7").end();
  }
  if (wants("brandingSettings"))
    json.object("brandingSettings").object("channel").field("title", title).end().end();
  if (wants("status"))
    json.object("status").field("privacyStatus", "public").field("isLinked", true).end();
  json.end();
}

Reply channels(View& view, const Request& request) {
  const std::string handle = request.parameter("forHandle").value_or("");
  const std::optional<Holder> holder = live(view, handle);
  const std::string key = request.parameter("key").value_or(request.header("x-goog-api-key"));
  if (key.empty())
    return error(403, "global", "forbidden",
                 "Method doesn't allow unregistered callers (callers without established "
                 "identity). Please use API Key or other form of API consumer identity to call "
                 "this API.");
  if (view.platform().credential && key != *view.platform().credential)
    return error(400, "global", "badRequest", "API key not valid. Please pass a valid API key.");
  const std::vector<std::string> parts = split(request.parameter("part").value_or(""), ',');
  if (parts == std::vector<std::string>{""})
    return error(400, "global", "required", "Required parameter: part");
  if (handle.empty())
    return error(400, "youtube.parameter", "missingRequiredParameter",
                 "No filter selected. Expected one of: forHandle, id, mine");
  Json json;
  json.object().field("kind", "youtube#channelListResponse").field("etag", "e");
  json.object("pageInfo").field("totalResults", holder ? 1 : 0).field("resultsPerPage", 5).end();
  if (holder) {
    json.list("items");
    write_channel(json, *holder, parts);
    json.end();
  }
  json.end();
  return json_reply(200, json.text(), "application/json; charset=UTF-8");
}

// The anonymous road. Behind the consent wall every page is sent to it, whoever holds the name.
Reply channel_page(View& view, const Request& request, const std::string& handle) {
  const std::optional<Holder> holder = live(view, handle);
  if (view.platform().consent)
    return redirect_to(302, request.prefix.empty()
                                ? "https://consent.youtube.com/m?continue=" +
                                      percent_encoded("https://www.youtube.com/" + handle)
                                : request.prefix + "/m");
  if (!holder) return html_reply(404, error_page(404, "Not Found"));
  Json json;
  json.object().object("metadata").object("channelMetadataRenderer");
  json.field("title", holder->display_name.empty() ? holder->handle : holder->display_name);
  json.field("description", holder->bio).field("externalId", holder->id).end().end().end();
  return html_reply(200, page(holder->display_name + " - YouTube",
                              "<script>var ytInitialData = " + json.text() + ";</script>"));
}

}  // namespace

Reply youtube(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  if (path == std::vector<std::string>{"youtube", "v3", "channels"}) return channels(view, request);
  if (path.size() == 1 && path[0].starts_with('@')) return channel_page(view, request, path[0]);
  if (path == std::vector<std::string>{"m"})
    return html_reply(200, page("Before you continue", "<form><button>Accept all</button></form>"));
  return html_reply(404, error_page(404, "Not Found"));
}

}  // namespace simulator
