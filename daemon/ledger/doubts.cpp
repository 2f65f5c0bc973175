#include "ledger/doubts.hpp"

#include "judging/second_looks.hpp"
#include "ledger/nullable.hpp"
#include "ledger/writing.hpp"

namespace ledger {

using soci::into;
using soci::use;

void write_lie(soci::session& sql, const UnitKey& key, model::Instant at) {
  const long long when = to_number(at);
  const int most = judging::most_lies;
  sql << "INSERT INTO lie (platform, server, at) VALUES (:p, :s, :at)", use(key.platform),
      use(key.server), use(when);
  sql << "DELETE FROM lie WHERE platform = :p AND server = :s AND id NOT IN (SELECT id FROM lie "
         "WHERE platform = :p2 AND server = :s2 ORDER BY at DESC, id DESC LIMIT :n)",
      use(key.platform), use(key.server), use(key.platform), use(key.server), use(most);
}

std::vector<model::Instant> read_lies(soci::session& sql, const UnitKey& key) {
  long long at = 0;
  soci::statement statement =
      (sql.prepare << "SELECT at FROM lie WHERE platform = :p AND server = :s", use(key.platform),
       use(key.server), into(at));
  statement.execute();
  std::vector<model::Instant> lies;
  while (statement.fetch()) lies.push_back(to_instant(at));
  return lies;
}

std::map<long long, judging::Losses> read_losses(soci::session& sql, long long unit) {
  long long sweep = 0;
  judging::Losses losses;
  Number told;
  soci::statement statement =
      (sql.prepare << "SELECT sweep, targets, ours, told FROM loss WHERE unit = :u", use(unit),
       into(sweep), into(losses.targets), into(losses.ours), into(told.value, told.state));
  statement.execute();
  std::map<long long, judging::Losses> all;
  while (statement.fetch()) {
    losses.told.reset();
    if (told.get()) {
      losses.told = to_enum(told.value, model::severity_names.size(), model::Severity::medium);
    }
    all.emplace(sweep, losses);
  }
  return all;
}

namespace {

std::optional<long long> incident_of(soci::session& sql, long long unit, long long sweep) {
  Number incident;
  sql << "SELECT incident FROM loss WHERE unit = :u AND sweep = :s", use(unit), use(sweep),
      into(incident.value, incident.state);
  return sql.got_data() ? incident.get() : std::nullopt;
}

// One that a person closed meanwhile stays as he left it.
bool stands(soci::session& sql, long long incident) {
  long long standing = 0;
  sql << "SELECT count(*) FROM incident WHERE id = :i AND state < 3", use(incident), into(standing);
  return standing > 0;
}

}  // namespace

void write_many_lost(soci::session& sql, long long unit, judging::Changes::ManyLost& many) {
  model::Event& event = many.event;
  event.incident = open_incident(sql, incident_of(sql, unit, many.sweep), unit, event);
  write_event(sql, unit, event);
  const long long incident = event.incident;
  const int told = static_cast<int>(event.severity);
  sql << "UPDATE loss SET told = :t, incident = :i WHERE unit = :u AND sweep = :s", use(told),
      use(incident), use(unit), use(many.sweep);
}

void write_losses_over(soci::session& sql, long long unit, judging::Changes::LossesOver& over) {
  const auto incident = incident_of(sql, unit, over.sweep);
  const bool is_open = incident && stands(sql, *incident);
  if (is_open) resolve_incident(sql, *incident, over.at);
  if (is_open && over.told) {
    over.told->incident = *incident;
    write_event(sql, unit, *over.told);
  }
  sql << "DELETE FROM loss WHERE unit = :u AND sweep = :s", use(unit), use(over.sweep);
}

void drop_empty_losses(soci::session& sql, long long unit) {
  sql << "DELETE FROM loss WHERE unit = :u AND targets <= 0 AND told IS NULL", use(unit);
}

void write_found(soci::session& sql, long long unit, model::Instant at) {
  const long long when = to_number(at);
  sql << "UPDATE unit SET found_at = :at WHERE id = :u AND found_at IS NULL AND summed_at IS NULL",
      use(when), use(unit);
}

Baselines baselines_of(soci::session& sql, long long unit, model::Instant now) {
  const long long never = to_number(judging::at_next_sweep);
  long long sweeps = 0, awaited = 0;
  Number found, summed;
  sql << "SELECT sweeps, found_at, summed_at, EXISTS (SELECT 1 FROM target t WHERE t.unit = "
         "unit.id AND t.confirm_at IS NOT NULL AND t.confirm_at < :n) FROM unit WHERE id = :u",
      use(never), use(unit), into(sweeps), into(found.value, found.state),
      into(summed.value, summed.state), into(awaited);
  const judging::Summary summary{to_instant(found), to_instant(summed)};
  if (summary.told) return Baselines::each;
  if (!judging::is_due(summary, sweeps > 0, awaited != 0, now)) return Baselines::wait;
  const long long at = to_number(now);
  sql << "UPDATE unit SET summed_at = :at WHERE id = :u", use(at), use(unit);
  return Baselines::in_one;
}

}  // namespace ledger
