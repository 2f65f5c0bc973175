#include "ledger/writing.hpp"

#include "ledger/event_text.hpp"
#include "ledger/nullable.hpp"

namespace ledger {

using model::IncidentState;
using soci::use;

long long open_incident(soci::session& sql, std::optional<long long> known,
                        std::optional<long long> unit, const model::Event& event) {
  const int type = static_cast<int>(event.type);
  const int severity = static_cast<int>(event.severity);
  const long long at = to_number(event.at);
  const Text account(event.seen.profile.account_id);
  if (known) {
    const long long id = *known;
    // A graver event asks again whoever had acknowledged or put it off.
    sql << "UPDATE incident SET changed_at = :at, account = coalesce(:acc, account), "
           "state = CASE WHEN :sev < severity OR (:sev2 <= 1 AND state IN (1, 2)) THEN 0 ELSE "
           "state "
           "END, type = CASE WHEN :sev3 <= severity THEN :type ELSE type END, "
           "severity = min(severity, :sev4) WHERE id = :id",
        use(at), use(account.value, account.state), use(severity), use(severity), use(severity),
        use(type), use(severity), use(id);
    return id;
  }
  const int open = static_cast<int>(IncidentState::open);
  const Number of_unit(unit);
  const Text expected(event.seen.target.expected);
  const std::string server = event.seen.target.server.value_or("");
  sql << "INSERT INTO incident (type, severity, state, opened_at, changed_at, unit, watch, "
         "platform, "
         "server, handle, expected, account, url) VALUES (:type, :sev, :state, :at, :at2, :unit, "
         ":watch, :platform, :server, :handle, :expected, :account, :url)",
      use(type), use(severity), use(open), use(at), use(at), use(of_unit.value, of_unit.state),
      use(event.watch), use(event.seen.target.platform), use(server), use(event.seen.target.handle),
      use(expected.value, expected.state), use(account.value, account.state), use(event.seen.url);
  long long id = 0;
  sql << "SELECT last_insert_rowid()", soci::into(id);
  return id;
}

void resolve_incident(soci::session& sql, long long id, model::Instant at) {
  const int resolved = static_cast<int>(IncidentState::resolved);
  const long long when = to_number(at);
  sql << "UPDATE incident SET state = :s, changed_at = :at WHERE id = :id", use(resolved),
      use(when), use(id);
}

void write_event(soci::session& sql, std::optional<long long> unit, const model::Event& event) {
  const Number of_unit(unit);
  const Number incident(event.incident > 0 ? std::optional<long long>(event.incident)
                                           : std::nullopt);
  const int type = static_cast<int>(event.type);
  const int severity = static_cast<int>(event.severity);
  const long long at = to_number(event.at);
  const std::string body = to_text(event);
  sql << "INSERT INTO event (unit, incident, type, severity, at, watch, body) VALUES (:u, :i, :t, "
         ":s, :at, :w, :b)",
      use(of_unit.value, of_unit.state), use(incident.value, incident.state), use(type),
      use(severity), use(at), use(event.watch), use(body);
}

}  // namespace ledger
