#include "ledger/incidents.hpp"

#include <limits>

#include <fmt/format.h>

#include "judging/dismissal.hpp"
#include "ledger/database.hpp"
#include "ledger/declaring.hpp"
#include "ledger/event_row.hpp"
#include "ledger/nullable.hpp"
#include "ledger/target_row.hpp"
#include "ledger/writing.hpp"

namespace ledger {

using model::IncidentState;
using soci::into;
using soci::use;

namespace {

constexpr int number_of(IncidentState state) {
  return static_cast<int>(state);
}

// The target lets go of its incident: what comes next begins another.
void close_target(soci::session& sql, const Incident& incident) {
  const Number unit(incident.unit);
  sql << "UPDATE target SET incident = NULL WHERE unit = :u AND handle = :h AND incident = :i",
      use(unit.value, unit.state), use(incident.handle), use(incident.id);
}

bool is_over(const Incident& incident) {
  return incident.state == IncidentState::dismissed || incident.state == IncidentState::resolved;
}

// The incident that stands for what this one is about: itself, another or none.
std::optional<long long> standing_for(soci::session& sql, const Incident& incident) {
  if (!incident.unit) return standing_of_service(sql, incident.type, incident.handle);
  Number standing;
  if (incident.handle.empty()) {
    sql << "SELECT i.id FROM unit u JOIN incident i ON i.id = u.incident WHERE u.id = :u AND "
           "i.state < 3",
        use(*incident.unit), into(standing.value, standing.state);
  } else {
    sql << "SELECT incident FROM target WHERE unit = :u AND handle = :h", use(*incident.unit),
        use(incident.handle), into(standing.value, standing.state);
  }
  return standing.get();
}

void dismiss_holder(soci::session& sql, const Incident& incident, model::Holder as) {
  if (!incident.unit) return;
  TargetTable table(sql);
  if (!table.load(*incident.unit, incident.handle)) return;
  judging::Belief belief = table.row.belief();
  const auto dismissal = judging::dismiss(belief, incident.account, as);
  if (!dismissal) return;
  table.row.set(belief);
  table.row.set_dismissal(dismissal);
  table.store();
}

// Whatever was decided of who holds the handle is not so any more: he is a stranger.
void take_back(soci::session& sql, const Incident& incident) {
  int made = 0;
  sql << "SELECT coalesce(owned, 0) FROM incident WHERE id = :i", use(incident.id), into(made);
  withdraw(sql, {incident.platform, incident.server, incident.handle, incident.account},
           to_enum(made, 3, Made::nothing));
  sql << "UPDATE incident SET owned = NULL WHERE id = :i", use(incident.id);
  TargetTable table(sql);
  const bool was_dismissed =
      table.load(*incident.unit, incident.handle) && table.row.dismissal().has_value();
  if (!was_dismissed) return;
  judging::Belief belief = table.row.belief();
  auto& holder = belief.state.holder;
  if (holder && holder != model::Holder::ours) holder = model::Holder::stranger;
  table.row.set(belief);
  table.row.set_dismissal(std::nullopt);
  table.store();
}

std::vector<Decision> read_decisions(soci::session& sql, const std::string& where, long long key,
                                     int most) {
  long long at = 0;
  Number incident;
  Decision row;
  soci::statement statement =
      (sql.prepare << "SELECT id, incident, at, author, action, subject, reason FROM decision " +
                          where,
       use(key), use(most), into(row.number), into(incident.value, incident.state), into(at),
       into(row.author), into(row.action), into(row.subject), into(row.reason));
  statement.execute();
  std::vector<Decision> decisions;
  while (statement.fetch()) {
    row.at = to_instant(at);
    row.incident = incident.get();
    decisions.push_back(row);
  }
  return decisions;
}

// `clauses` hold a key and how many at most.
std::vector<Incident> read_incidents(soci::session& sql, const std::string& clauses, long long key,
                                     int most) {
  long long id = 0, opened = 0, changed = 0;
  int type = 0, severity = 0, state = 0;
  Number snoozed, unit, dismissed;
  Text expected, account;
  std::string watch, platform, server, handle, url;
  soci::statement statement =
      (sql.prepare
           << "SELECT id, type, severity, state, opened_at, changed_at, snoozed_until, unit, "
              "watch, platform, server, handle, expected, account, url, dismissed_as FROM "
              "incident " +
                  clauses,
       use(key), use(most), into(id), into(type), into(severity), into(state), into(opened),
       into(changed), into(snoozed.value, snoozed.state), into(unit.value, unit.state), into(watch),
       into(platform), into(server), into(handle), into(expected.value, expected.state),
       into(account.value, account.state), into(url), into(dismissed.value, dismissed.state));
  statement.execute();
  std::vector<Incident> incidents;
  while (statement.fetch()) {
    Incident one;
    one.id = id;
    one.type = to_enum(type, model::event_kinds.size(), model::EventType::claimed);
    one.severity = to_enum(severity, model::severity_names.size(), model::Severity::critical);
    one.state = to_enum(state, model::incident_state_names.size(), IncidentState::open);
    one.opened_at = to_instant(opened);
    one.changed_at = to_instant(changed);
    one.snoozed_until = to_instant(snoozed);
    one.unit = unit.get();
    one.watch = watch;
    one.platform = platform;
    one.server = server;
    one.handle = handle;
    one.expected = expected.get();
    one.account = account.get();
    one.url = url;
    if (dismissed.get()) {
      one.dismissed_as =
          to_enum(dismissed.value, model::holder_names.size(), model::Holder::stranger);
    }
    incidents.push_back(std::move(one));
  }
  return incidents;
}

// Ours that are lost, and of which nothing is open any more.
long long count_given_up(soci::session& sql) {
  long long count = 0;
  sql << "SELECT count(*) FROM target WHERE json_extract(rare, '$.lost') = 1 AND incident IS NULL "
         "AND sweep <> :n",
      use(no_sweep), into(count);
  return count;
}

// What answers say, and second looks are still to confirm: a stranger on an expected handle, ours
// that are gone.
long long count_doubted(soci::session& sql) {
  const int claimed = static_cast<int>(model::Status::claimed);
  const int ours = static_cast<int>(model::Holder::ours);
  const int unknown = static_cast<int>(model::Status::unknown);
  long long count = 0, lost = 0;
  sql << "SELECT count(*) FROM target WHERE confirm_at IS NOT NULL AND rare IS NOT NULL AND "
         "json_extract(rare, '$.pending.denied') IS NULL AND "
         "((json_extract(rare, '$.pending.status') = :c AND "
         "json_extract(rare, '$.pending.holder') <> :o AND "
         "json_extract(rare, '$.pending.variant') IS NULL) OR "
         "(json_extract(rare, '$.pending.status') <> :c2 AND status = :u))",
      use(claimed), use(ours), use(claimed), use(unknown), into(count);
  sql << "SELECT coalesce(sum(ours), 0) FROM loss", into(lost);
  return count + lost;
}

}  // namespace

std::vector<Incident> Incidents::list(std::optional<IncidentState> state,
                                      std::optional<long long> before, int most) {
  const std::string of_state =
      state ? fmt::format("state = {} AND ", number_of(*state)) : std::string();
  const std::string clauses = "WHERE " + of_state + "id < :i ORDER BY id DESC LIMIT :n";
  const long long end = before.value_or(std::numeric_limits<long long>::max());
  return database_.query([&] { return read_incidents(database_.sql(), clauses, end, most); });
}

std::vector<Incident> Incidents::after(long long number, int most) {
  return database_.query([&] {
    return read_incidents(database_.sql(), "WHERE id > :i ORDER BY id LIMIT :n", number, most);
  });
}

std::optional<Incident> Incidents::find(long long id) {
  auto found = database_.query(
      [&] { return read_incidents(database_.sql(), "WHERE id = :i LIMIT :n", id, 1); });
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Decision> Incidents::decisions(long long id) {
  return database_.query([&] {
    return read_decisions(database_.sql(), "WHERE incident = :i ORDER BY id LIMIT :n", id,
                          std::numeric_limits<int>::max());
  });
}

std::vector<Decision> Incidents::decisions_after(long long number, int most) {
  return database_.query([&] {
    return read_decisions(database_.sql(), "WHERE id > :i ORDER BY id LIMIT :n", number, most);
  });
}

std::vector<model::Event> Incidents::events(long long id) {
  return database_.query([&] { return read_events(database_.sql(), "WHERE e.incident = :i", id); });
}

long long Incidents::count_open() {
  return database_.query([&] {
    long long count = 0;
    const int open = number_of(IncidentState::open);
    database_.sql() << "SELECT coalesce(sum(incidents), 0) FROM incident_tally WHERE state = :s",
        use(open), into(count);
    return count;
  });
}

long long Incidents::count_bad() {
  return database_.query([&] {
    long long count = 0;
    const int bad = static_cast<int>(model::Severity::high);
    database_.sql()
        << "SELECT count(*) FROM incident WHERE state < 3 AND handle <> '' AND severity <= "
           ":s",
        use(bad), into(count);
    return count + count_given_up(database_.sql()) + count_doubted(database_.sql());
  });
}

bool Incidents::acknowledge(long long id, const Decision& decision) {
  const auto incident = find(id);
  if (!incident || is_over(*incident)) return false;
  const int acknowledged = number_of(IncidentState::acknowledged);
  const long long at = to_number(decision.at);
  database_.transact(true, [&] {
    auto& sql = database_.sql();
    sql << "UPDATE incident SET state = :s, changed_at = :at, snoozed_until = NULL WHERE id = :i",
        use(acknowledged), use(at), use(id);
    write_decision(sql, id, decision);
  });
  return true;
}

bool Incidents::snooze(long long id, model::Instant until, const Decision& decision) {
  const auto incident = find(id);
  if (!incident || is_over(*incident)) return false;
  const int snoozed = number_of(IncidentState::snoozed);
  const long long at = to_number(decision.at);
  const long long when = to_number(until);
  database_.transact(true, [&] {
    database_.sql() << "UPDATE incident SET state = :s, changed_at = :at, snoozed_until = :u WHERE "
                       "id = :i",
        use(snoozed), use(at), use(when), use(id);
    write_decision(database_.sql(), id, decision);
  });
  return true;
}

bool Incidents::dismiss(long long id, model::Holder as, const Decision& decision) {
  const auto incident = find(id);
  if (!incident) return false;
  const int dismissed = number_of(IncidentState::dismissed);
  const int holder = static_cast<int>(as);
  const long long at = to_number(decision.at);
  bool may = false;
  database_.transact(true, [&] {
    auto& sql = database_.sql();
    may = standing_for(sql, *incident).value_or(id) == id;
    if (!may) return;
    sql << "UPDATE incident SET state = :s, changed_at = :at, snoozed_until = NULL, dismissed_as = "
           ":k WHERE id = :i",
        use(dismissed), use(at), use(holder), use(id);
    dismiss_holder(sql, *incident, as);
    close_target(sql, *incident);
    write_decision(sql, id, decision);
  });
  return may;
}

bool Incidents::own(long long id, const Decision& decision) {
  const auto incident = find(id);
  const bool is_of_a_handle = incident && incident->unit && !incident->handle.empty();
  if (!is_of_a_handle) return false;
  const judging::OwnedHandle handle{incident->platform, incident->server, incident->handle, {}};
  bool may = false;
  database_.transact(true, [&] {
    auto& sql = database_.sql();
    const auto pinned = pinned_to(sql, handle);
    const auto bound = bound_to(sql, handle);
    may = !bound || !incident->account || *bound == *incident->account;
    if (!may) return;
    const int made = static_cast<int>(would_make(sql, handle));
    const auto ours = pinned ? pinned : incident->account;
    declare_ours(sql, handle, {ours, bound ? bound : ours, false}, decision.at);
    resolve_incident(sql, id, decision.at);  // also one that was over
    sql << "UPDATE incident SET owned = :m WHERE id = :i", use(made), use(id);
    write_decision(sql, id, decision);
  });
  return may;
}

bool Incidents::reopen(long long id, const Decision& decision) {
  const auto incident = find(id);
  if (!incident) return false;
  const int open = number_of(IncidentState::open);
  const long long at = to_number(decision.at);
  bool may = false;
  database_.transact(true, [&] {
    auto& sql = database_.sql();
    may = standing_for(sql, *incident).value_or(id) == id;
    if (!may) return;
    sql << "UPDATE incident SET state = :s, changed_at = :at, snoozed_until = NULL, dismissed_as = "
           "NULL WHERE id = :i",
        use(open), use(at), use(id);
    if (incident->unit && incident->handle.empty()) {
      sql << "UPDATE unit SET incident = :i WHERE id = :u", use(id), use(*incident->unit);
    } else if (incident->unit) {
      take_back(sql, *incident);
      sql << "UPDATE target SET incident = :i WHERE unit = :u AND handle = :h", use(id),
          use(*incident->unit), use(incident->handle);
    }
    write_decision(sql, id, decision);
  });
  return may;
}

bool Incidents::stands(model::EventType opened_by, const std::string& handle) {
  return database_.query(
      [&] { return standing_of_service(database_.sql(), opened_by, handle).has_value(); });
}

void Incidents::end(model::EventType opened_by, const std::string& handle, model::Instant at) {
  database_.transact(true, [&] { end_of_service(database_.sql(), opened_by, handle, at); });
}

std::size_t Incidents::wake(model::Instant now, int most) {
  auto& sql = database_.sql();
  const long long when = to_number(now);
  const auto due = database_.query([&] {
    return read_incidents(sql, "WHERE snoozed_until <= :at ORDER BY snoozed_until LIMIT :n", when,
                          most);
  });
  if (due.empty()) return 0;
  const int open = number_of(IncidentState::open);
  const Decision decision{now, "handlewatch", "wake", "", "the time is over"};
  database_.transact(true, [&] {
    for (const Incident& one : due) {
      sql << "UPDATE incident SET state = :s, changed_at = :at, snoozed_until = NULL WHERE id = :i",
          use(open), use(when), use(one.id);
      write_decision(sql, one.id, decision);
    }
  });
  return due.size();
}

}  // namespace ledger
