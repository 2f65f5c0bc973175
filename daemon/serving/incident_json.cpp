#include "serving/incident_json.hpp"

#include "reporting/record.hpp"
#include "text/time.hpp"

namespace serving {

using reading::Json;

namespace {

Json text_or_null(const std::optional<std::string>& text) {
  return text && !text->empty() ? Json::string(*text) : Json::null();
}

Json time_or_null(const std::optional<model::Instant>& at) {
  return at ? Json::string(text::iso(*at)) : Json::null();
}

template <class Named>
Json word(Named named) {
  return Json::string(std::string(name(named)));
}

template <class Named>
Json word_or_null(const std::optional<Named>& named) {
  return named ? word(*named) : Json::null();
}

}  // namespace

Json to_json(const ledger::Incident& incident) {
  Json row = Json::object();
  row.add("id", Json::number(incident.id));
  row.add("state", word(incident.state));
  row.add("severity", word(incident.severity));
  row.add("type", word(incident.type));
  row.add("watch", text_or_null(incident.watch));
  row.add("platform", text_or_null(incident.platform));
  row.add("server", text_or_null(incident.server));
  row.add("handle", text_or_null(incident.handle));
  row.add("expected", text_or_null(incident.expected));
  row.add("account_id", text_or_null(incident.account));
  row.add("url", text_or_null(incident.url));
  row.add("opened_at", Json::string(text::iso(incident.opened_at)));
  row.add("changed_at", Json::string(text::iso(incident.changed_at)));
  row.add("snoozed_until", time_or_null(incident.snoozed_until));
  row.add("dismissed_as", word_or_null(incident.dismissed_as));
  return row;
}

Json to_json(const ledger::Decision& decision) {
  Json row = Json::object();
  row.add("at", Json::string(text::iso(decision.at)));
  row.add("by", Json::string(decision.author));
  row.add("action", Json::string(decision.action));
  row.add("subject", text_or_null(decision.subject));
  row.add("reason", text_or_null(decision.reason));
  return row;
}

Json to_json(const model::Event& event) {
  Json row = Json::object();
  row.add("id", Json::string(event.id));
  row.add("at", Json::string(text::iso(event.at)));
  row.add("type", word(event.type));
  row.add("severity", word(event.severity));
  row.add("detail", text_or_null(event.detail));
  row.add("target", reporting::record_of(event.seen));
  return row;
}

Json to_json(const ledger::HistoryLine& line) {
  Json row = Json::object();
  row.add("at", Json::string(text::iso(line.at)));
  row.add("until", time_or_null(line.until));
  row.add("watch", Json::string(line.unit.watch));
  row.add("platform", Json::string(line.unit.platform));
  row.add("server", text_or_null(line.unit.server));
  row.add("handle", Json::string(line.handle));
  row.add("status", word(line.status));
  row.add("holder", word_or_null(line.holder));
  row.add("account_id", text_or_null(line.account));
  row.add("display_name", text_or_null(line.display_name));
  row.add("reason", Json::string(line.reason));
  return row;
}

}  // namespace serving
