#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

namespace simulator {
namespace {

constexpr std::string_view abbreviated = "application/vnd.npm.install-v1+json";

void write_version(Json& json, const std::string& name) {
  json.object("dist-tags").field("latest", "1.0.0").end();
  json.object("versions").object("1.0.0").field("name", name).field("version", "1.0.0");
  json.end().end();
}

// With this Accept header the registry leaves out everything an installer does not need: the id,
// the maintainers, the times but the last, the description.
Reply abbreviated_packument(const Holder& holder) {
  Json json;
  json.object().field("name", holder.handle);
  write_version(json, holder.handle);
  json.field("modified", iso_millis(holder.created)).end();
  return json_reply(200, json.text(), std::string(abbreviated));
}

Reply full_packument(const Holder& holder) {
  Json json;
  json.object().field("_id", holder.handle).field("_rev", "1-" + holder.id);
  json.field("name", holder.handle).field("description", holder.bio);
  write_version(json, holder.handle);
  json.list("maintainers").object();
  json.field("name", holder.display_name).field("email", "owner@example.org").end().end();
  json.object("time").field("created", iso_millis(holder.created));
  json.field("modified", iso_millis(holder.created)).field("1.0.0", iso_millis(holder.created));
  json.end().field("readme", "").end();
  return json_reply(200, json.text(), "application/json");
}

}  // namespace

// A scoped package is asked for as one segment (/@scope%2fname) or as two.
Reply npm(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  const bool two_segments = path.size() == 2 && path[0].starts_with('@');
  const bool package = (path.size() == 1 || two_segments) && !path[0].starts_with('-');
  if (!package) return json_reply(404, "{\"error\":\"Not found\"}", "application/json");
  const std::string name = two_segments ? path[0] + "/" + path[1] : path[0];
  view.note(name);
  const std::optional<Holder> holder = view.holder(name);
  if (!holder || holder->suspended || holder->deactivated)
    return json_reply(404, "{\"error\":\"Not found\"}", "application/json");
  const bool brief = request.header("accept").find(abbreviated) != std::string::npos;
  return brief ? abbreviated_packument(*holder) : full_packument(*holder);
}

}  // namespace simulator
