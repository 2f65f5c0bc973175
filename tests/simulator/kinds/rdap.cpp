#include <algorithm>

#include "simulator/json.hpp"
#include "simulator/kinds/kinds.hpp"

namespace simulator {
namespace {

constexpr char rdap_type[] = "application/rdap+json";

bool is_domain(std::string_view name) {
  const std::vector<std::string> labels = split(name, '.');
  if (name.size() > 253 || labels.size() < 2) return false;
  return std::all_of(labels.begin(), labels.end(), [](const std::string& label) {
    const auto allowed = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), allowed);
  });
}

Reply rdap_error(int status, std::string_view title) {
  Json json;
  json.object().list("rdapConformance").value("rdap_level_0").end();
  json.field("errorCode", status).field("title", title).list("description").end().end();
  return json_reply(status, json.text(), rdap_type);
}

void write_event(Json& json, std::string_view action, Instant at) {
  json.object().field("eventAction", action).field("eventDate", iso_seconds(at)).end();
}

void write_entity(Json& json, std::string_view role, const std::string& name) {
  json.object().field("objectClassName", "entity").list("roles").value(role).end();
  json.list("vcardArray").value("vcard").list();
  json.list().value("version").object().end().value("text").value("4.0").end();
  json.list().value("fn").object().end().value("text").value(name).end();
  json.end().end().end();
}

Reply domain(const Holder& holder) {
  const std::string name = lowered(holder.handle);
  Json json;
  json.object().list("rdapConformance").value("rdap_level_0").end();
  json.field("objectClassName", "domain").field("handle", holder.id).field("ldhName", name);
  json.list("status").value(holder.suspended ? "server hold" : "active").end();
  json.list("events");
  write_event(json, "registration", holder.created);
  write_event(json, "expiration", holder.created + std::chrono::hours(24 * 365));
  write_event(json, "last changed", holder.created);
  json.end().list("entities");
  write_entity(json, "registrar", "Example Registrar");
  if (!holder.display_name.empty()) write_entity(json, "registrant", holder.display_name);
  json.end().list("nameservers").object().field("objectClassName", "nameserver");
  json.field("ldhName", "ns1.example.net").end().end().end();
  return json_reply(200, json.text(), rdap_type);
}

}  // namespace

// `…/domain/NAME` under whatever base the registry has (/com/v1, /rdap, none). Names that the
// registry keeps back are 404 too.
Reply rdap(View& view, const Request& request) {
  const std::vector<std::string>& path = request.path;
  if (path.size() < 2 || path[path.size() - 2] != "domain") return rdap_error(404, "Not Found");
  const std::string name = folded(Kind::rdap, path.back());
  view.note(name);
  if (!is_domain(name)) return rdap_error(400, "Bad Request");
  const std::optional<Holder> holder = view.holder(name);
  if (!holder || holder->deactivated) return rdap_error(404, "Not Found");
  return domain(*holder);
}

}  // namespace simulator
