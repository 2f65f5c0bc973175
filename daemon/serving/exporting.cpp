#include "serving/exporting.hpp"

#include <charconv>

#include <fmt/format.h>

#include "serving/incident_json.hpp"
#include "text/time.hpp"

namespace serving {

using reading::Json;

namespace {

constexpr int rows_on_a_page = 2'000;

// "history:12": the part, and after which row it goes on. Of targets "targets:3:name", after which
// unit's which handle.
struct Place {
  std::string part = "targets";
  long long number = 0;
  std::string handle;
};

std::optional<Place> place_of(const std::string& from) {
  Place place;
  if (from.empty()) return place;
  const std::size_t colon = from.find(':');
  if (colon == std::string::npos) return std::nullopt;
  place.part = from.substr(0, colon);
  const char* end = from.data() + from.size();
  const auto read = std::from_chars(from.data() + colon + 1, end, place.number);
  if (read.ec != std::errc{} || (read.ptr != end && *read.ptr != ':')) return std::nullopt;
  if (read.ptr != end) place.handle.assign(read.ptr + 1, end);
  return place;
}

Json row_of(const char* kind, const Json& facts) {
  Json row = Json::object();
  row.add("kind", Json::string(kind));
  for (std::size_t i = 0; i < facts.items.size(); ++i) row.add(facts.keys[i], facts.items[i]);
  return row;
}

Json target_row(const ledger::Unit& unit, const ledger::Known& known) {
  const auto or_null = [](const std::optional<std::string>& text) {
    return text ? Json::string(*text) : Json::null();
  };
  const judging::TargetState& state = known.belief.state;
  Json row = Json::object();
  row.add("watch", Json::string(unit.key.watch));
  row.add("platform", Json::string(unit.key.platform));
  row.add("server", unit.key.server.empty() ? Json::null() : Json::string(unit.key.server));
  row.add("handle", Json::string(known.handle));
  row.add("status", Json::string(std::string(name(state.status))));
  row.add("holder", state.holder ? Json::string(std::string(name(*state.holder))) : Json::null());
  row.add("account_id", or_null(state.account_id));
  row.add("since", Json::string(text::iso(known.belief.since)));
  row.add("checked_at", known.asked_at ? Json::string(text::iso(*known.asked_at)) : Json::null());
  row.add("checks", Json::number(known.asks));
  row.add("reason", Json::string(known.reason));
  row.add("gap_since", known.gap_at ? Json::string(text::iso(*known.gap_at)) : Json::null());
  return row;
}

Json decision_row(const ledger::Decision& decision) {
  Json row = Json::object();
  row.add("incident", decision.incident ? Json::number(*decision.incident) : Json::null());
  const Json facts = to_json(decision);
  for (std::size_t i = 0; i < facts.items.size(); ++i) row.add(facts.keys[i], facts.items[i]);
  return row;
}

// Each fills a page from where it is to begin, and says where the next one does.
std::string targets(ledger::Ledger& ledger, const Place& from, Json& rows) {
  std::string after = from.handle;
  for (auto unit = ledger.units.from(from.number); unit; unit = ledger.units.from(unit->id + 1)) {
    if (unit->id != from.number) after.clear();
    std::string last;
    ledger.beliefs.page(*unit, after, rows_on_a_page, [&](const ledger::Known& known) {
      rows.add(row_of("target", target_row(*unit, known)));
      last = known.handle;
    });
    if (!last.empty()) return fmt::format("targets:{}:{}", unit->id, last);
  }
  return "history:0";
}

std::string history(ledger::Ledger& ledger, const Place& from, Json& rows) {
  long long last = 0;
  for (const ledger::HistoryLine& line : ledger.history.page(from.number, rows_on_a_page)) {
    rows.add(row_of("history", to_json(line)));
    last = line.number;
  }
  return last > 0 ? fmt::format("history:{}", last) : "incidents:0";
}

std::string incidents(ledger::Ledger& ledger, const Place& from, Json& rows) {
  long long last = 0;
  for (const ledger::Incident& one : ledger.incidents.after(from.number, rows_on_a_page)) {
    rows.add(row_of("incident", to_json(one)));
    last = one.id;
  }
  return last > 0 ? fmt::format("incidents:{}", last) : "decisions:0";
}

std::string decisions(ledger::Ledger& ledger, const Place& from, Json& rows) {
  long long last = 0;
  for (const ledger::Decision& one :
       ledger.incidents.decisions_after(from.number, rows_on_a_page)) {
    rows.add(row_of("decision", decision_row(one)));
    last = one.number;
  }
  return last > 0 ? fmt::format("decisions:{}", last) : "";
}

}  // namespace

Response export_page(ledger::Ledger& ledger, const std::string& from) {
  const auto place = place_of(from);
  using Part = std::string (*)(ledger::Ledger&, const Place&, Json&);
  Part part = nullptr;
  if (place && place->part == "targets") part = targets;
  if (place && place->part == "history") part = history;
  if (place && place->part == "incidents") part = incidents;
  if (place && place->part == "decisions") part = decisions;
  if (part == nullptr) return refusal(400, "an export goes on only from where a page said");
  Json rows = Json::array();
  const std::string next = part(ledger, *place, rows);
  Response reply{200, Json::object()};
  reply.body.add("rows", std::move(rows));
  reply.body.add("next", next.empty() ? Json::null() : Json::string(next));
  return reply;
}

}  // namespace serving
