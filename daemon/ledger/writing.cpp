#include "ledger/writing.hpp"

#include "ledger/event_text.hpp"
#include "ledger/incidents.hpp"
#include "ledger/nullable.hpp"
#include "model/profile_field.hpp"

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
    sql << "UPDATE incident SET snoozed_until = NULL WHERE id = :id AND (:sev < severity OR :sev2 "
           "<= 1)",
        use(id), use(severity), use(severity);
    sql << "UPDATE incident SET changed_at = :at, account = coalesce(:acc, account), "
           "state = CASE WHEN :sev < severity OR (:sev2 <= 1 AND state IN (1, 2)) THEN 0 ELSE "
           "state "
           "END, type = CASE WHEN :sev3 <= severity THEN :type ELSE type END, "
           "severity = CASE WHEN :sev4 < severity THEN :sev5 ELSE severity END WHERE id = :id",
        use(at), use(account.value, account.state), use(severity), use(severity), use(severity),
        use(type), use(severity), use(severity), use(id);
    return id;
  }
  const int open = static_cast<int>(IncidentState::open);
  const Number of_unit(unit);
  const Text expected(event.seen.target.expected);
  const std::string server = event.seen.target.server.value_or("");
  long long id = 0;
  sql << "INSERT INTO incident (type, severity, state, opened_at, changed_at, unit, watch, "
         "platform, "
         "server, handle, expected, account, url) VALUES (:type, :sev, :state, :at, :at2, :unit, "
         ":watch, :platform, :server, :handle, :expected, :account, :url) RETURNING id",
      use(type), use(severity), use(open), use(at), use(at), use(of_unit.value, of_unit.state),
      use(event.watch), use(event.seen.target.platform), use(server), use(event.seen.target.handle),
      use(expected.value, expected.state), use(account.value, account.state), use(event.seen.url),
      soci::into(id);
  return id;
}

std::optional<long long> standing_of_service(soci::session& sql, model::EventType type,
                                             const std::string& handle) {
  const int number = static_cast<int>(type);
  Number known;
  sql << "SELECT id FROM incident WHERE platform = '' AND server = '' AND handle = :h AND "
         "state < 3 AND unit IS NULL AND type = :t",
      use(handle), use(number), soci::into(known.value, known.state);
  return known.get();
}

void end_of_service(soci::session& sql, model::EventType type, const std::string& handle,
                    model::Instant at) {
  const int number = static_cast<int>(type);
  const int resolved = static_cast<int>(IncidentState::resolved);
  const long long when = to_number(at);
  sql << "UPDATE incident SET state = :s, changed_at = :at, snoozed_until = NULL WHERE platform = "
         "'' AND server = '' AND handle = :h AND state < 3 AND unit IS NULL AND type = :t",
      use(resolved), use(when), use(handle), use(number);
}

void write_decision(soci::session& sql, std::optional<long long> incident,
                    const Decision& decision) {
  const Number of(incident);
  const long long at = to_number(decision.at);
  sql << "INSERT INTO decision (incident, at, author, action, subject, reason) VALUES (:i, :at, "
         ":w, :a, :s, :r)",
      use(of.value, of.state), use(at), use(decision.author), use(decision.action),
      use(decision.subject), use(decision.reason);
}

void resolve_incident(soci::session& sql, long long id, model::Instant at) {
  const int resolved = static_cast<int>(IncidentState::resolved);
  const long long when = to_number(at);
  sql << "UPDATE incident SET state = :s, changed_at = :at, snoozed_until = NULL WHERE id = :id",
      use(resolved), use(when), use(id);
}

namespace {

// What a row of `event` says beside its body, so that it is found by it.
struct EventRow {
  std::string body;
  Text account, before;
  int profile = 0;

  explicit EventRow(const model::Event& event) : body(to_text(event)) {
    const model::Profile& shown = event.seen.profile;
    account = shown.account_id;
    if (event.before) before = event.before->account_id;
    profile = !model::says_nothing(shown) || before.get() ? 1 : 0;
  }
};

}  // namespace

void write_event(soci::session& sql, std::optional<long long> unit, const model::Event& event) {
  const Number of_unit(unit);
  const Number incident(event.incident > 0 ? std::optional<long long>(event.incident)
                                           : std::nullopt);
  const int type = static_cast<int>(event.type);
  const int severity = static_cast<int>(event.severity);
  const long long at = to_number(event.at);
  const EventRow row(event);
  sql << "INSERT INTO event (unit, incident, type, severity, at, watch, body, account, "
         "account_before, profile) VALUES (:u, :i, :t, :s, :at, :w, :b, :a, :o, :p)",
      use(of_unit.value, of_unit.state), use(incident.value, incident.state), use(type),
      use(severity), use(at), use(event.watch), use(row.body),
      use(row.account.value, row.account.state), use(row.before.value, row.before.state),
      use(row.profile);
}

void rewrite_event(soci::session& sql, long long id, const model::Event& event) {
  const EventRow row(event);
  sql << "UPDATE event SET body = :b, account = :a, account_before = :o, profile = :p WHERE id = "
         ":i",
      use(row.body), use(row.account.value, row.account.state),
      use(row.before.value, row.before.state), use(row.profile), use(id);
}

}  // namespace ledger
