#include "ledger/event_row.hpp"

#include <fmt/format.h>

#include "ledger/event_text.hpp"
#include "ledger/nullable.hpp"

namespace ledger {

using soci::into;
using soci::use;

std::string ledger_name(soci::session& sql) {
  std::string name;
  sql << "SELECT value FROM ledger WHERE name = 'name'", into(name);
  return name;
}

std::vector<model::Event> read_events(soci::session& sql, const std::string& clauses,
                                      long long key) {
  const std::string ledger = ledger_name(sql);
  long long id = 0, at = 0;
  int type = 0, severity = 0;
  Number incident;
  std::string watch, body;
  soci::statement statement =
      (sql.prepare
           << "SELECT e.id, e.incident, e.type, e.severity, e.at, e.watch, e.body FROM event "
              "e " +
                  clauses + " ORDER BY e.id",
       use(key), into(id), into(incident.value, incident.state), into(type), into(severity),
       into(at), into(watch), into(body));
  statement.execute();
  std::vector<model::Event> events;
  while (statement.fetch()) {
    model::Event event;
    event.id = fmt::format("{}-e{}", ledger, id);
    event.type = to_enum(type, model::event_kinds.size(), model::EventType::claimed);
    event.severity = to_enum(severity, model::severity_names.size(), model::Severity::critical);
    event.at = to_instant(at);
    event.watch = watch;
    event.incident = incident.get().value_or(0);
    read_text(body, event);
    events.push_back(std::move(event));
  }
  return events;
}

long long row_of(const model::Event& event) {
  return std::stoll(event.id.substr(event.id.rfind('e') + 1));
}

}  // namespace ledger
