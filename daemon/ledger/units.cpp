#include "ledger/units.hpp"

#include <algorithm>

#include "judging/second_looks.hpp"
#include "ledger/database.hpp"
#include "ledger/doubts.hpp"
#include "ledger/nullable.hpp"
#include "ledger/writing.hpp"

namespace ledger {
namespace {

// One row of `unit`, bound to a query's columns.
struct UnitRow {
  long long id = 0;
  std::string watch, platform, server, note, plan;
  long long sweeps = 0;
  Number swept, in_vain, doubted, blind_since, found, summed;
  int blind = 0;

  Unit unit() const {
    Unit unit;
    unit.id = id;
    unit.key = {watch, platform, server};
    unit.sweeps = sweeps;
    unit.swept_at = to_instant(swept);
    unit.in_vain_at = to_instant(in_vain);
    unit.health = {blind != 0, to_instant(doubted)};
    unit.blind_since = to_instant(blind_since);
    unit.summary = {to_instant(found), to_instant(summed)};
    unit.note = note;
    unit.plan = plan;
    return unit;
  }
};

// `where` holds as many parameters as there are keys.
template <class... Keys>
std::vector<Unit> read_units(soci::session& sql, const std::string& where, const Keys&... keys) {
  using soci::into;
  UnitRow row;
  soci::statement statement(sql);
  (statement.exchange(soci::use(keys)), ...);
  statement.exchange(into(row.id));
  statement.exchange(into(row.watch));
  statement.exchange(into(row.platform));
  statement.exchange(into(row.server));
  statement.exchange(into(row.sweeps));
  statement.exchange(into(row.swept.value, row.swept.state));
  statement.exchange(into(row.in_vain.value, row.in_vain.state));
  statement.exchange(into(row.blind));
  statement.exchange(into(row.doubted.value, row.doubted.state));
  statement.exchange(into(row.blind_since.value, row.blind_since.state));
  statement.exchange(into(row.found.value, row.found.state));
  statement.exchange(into(row.summed.value, row.summed.state));
  statement.exchange(into(row.note));
  statement.exchange(into(row.plan));
  statement.alloc();
  statement.prepare(
      "SELECT id, watch, platform, server, sweeps, swept_at, in_vain_at, blind, doubted_at, "
      "blind_since, found_at, summed_at, note, plan FROM unit " +
      where);
  statement.define_and_bind();
  statement.execute();
  std::vector<Unit> units;
  while (statement.fetch()) units.push_back(row.unit());
  return units;
}

std::optional<Unit> first_of(std::vector<Unit> units) {
  return units.empty() ? std::nullopt : std::optional(std::move(units.front()));
}

}  // namespace

std::vector<Unit> Units::all() {
  return database_.query([&] {
    return read_units(database_.sql(), "WHERE id > :i ORDER BY watch, platform, server", 0LL);
  });
}

std::optional<Unit> Units::from(long long id) {
  return database_.query([&] {
    return first_of(read_units(database_.sql(), "WHERE id >= :i ORDER BY id LIMIT 1", id));
  });
}

Unit Units::get(const UnitKey& key) {
  auto& sql = database_.sql();
  const auto known = [&] {
    const std::string where = "WHERE watch = :w AND platform = :p AND server = :s";
    return first_of(read_units(sql, where, key.watch, key.platform, key.server));
  };
  if (auto unit = database_.query(known)) return std::move(*unit);
  database_.transact(true, [&] {
    sql << "INSERT INTO unit (watch, platform, server) VALUES (:w, :p, :s)", soci::use(key.watch),
        soci::use(key.platform), soci::use(key.server);
  });
  return database_.query(known).value();
}

void Units::swept(const Unit& unit, model::Instant at) {
  const long long when = to_number(at);
  database_.transact(false, [&] {
    database_.sql() << "UPDATE unit SET sweeps = sweeps + 1, swept_at = :at, in_vain_at = NULL "
                       "WHERE id = :id",
        soci::use(when), soci::use(unit.id);
  });
}

void Units::swept_in_vain(const Unit& unit, model::Instant at) {
  const long long when = to_number(at);
  database_.transact(false, [&] {
    database_.sql() << "UPDATE unit SET in_vain_at = :at WHERE id = :id", soci::use(when),
        soci::use(unit.id);
  });
}

std::optional<model::Instant> Units::looked(const Unit& unit, bool blind, model::Instant now,
                                            model::Milliseconds confirm, const std::string& words,
                                            bool lost_ours) {
  auto& sql = database_.sql();
  int was_blind = 0;
  Number doubted, incident;
  database_.query([&] {
    sql << "SELECT blind, doubted_at, incident FROM unit WHERE id = :id", soci::use(unit.id),
        soci::into(was_blind), soci::into(doubted.value, doubted.state),
        soci::into(incident.value, incident.state);
  });
  const judging::PlatformHealth health{was_blind != 0, to_instant(doubted)};
  const judging::HealthStep step = judging::look(health, blind, now, confirm);
  const bool same = step.health.blind == health.blind && step.health.doubted == health.doubted;
  if (same) return step.ask_again;
  database_.transact(false, [&] {
    if (step.told) {
      model::Event event = judging::health_event(step, now, unit.key.watch, unit.key.platform,
                                                 unit.key.server, words);
      if (lost_ours && step.health.blind) judging::tell_of_ours(event);
      if (step.health.blind) {
        event.incident = open_incident(sql, incident.get(), unit.id, event);
        incident = std::optional(static_cast<long long>(event.incident));
      } else if (incident.get()) {
        event.incident = incident.value;
        resolve_incident(sql, incident.value, now);
        incident = std::nullopt;
      }
      write_event(sql, unit.id, event);
    }
    const int is_blind = step.health.blind ? 1 : 0;
    const Number doubt(to_number(step.health.doubted));
    const Number since(step.health.blind ? std::optional(to_number(now)) : std::nullopt);
    sql << "UPDATE unit SET blind = :b, doubted_at = :d, incident = :i, blind_since = CASE WHEN "
           ":b2 "
           "= blind THEN blind_since ELSE :s END WHERE id = :id",
        soci::use(is_blind), soci::use(doubt.value, doubt.state),
        soci::use(incident.value, incident.state), soci::use(is_blind),
        soci::use(since.value, since.state), soci::use(unit.id);
  });
  return step.ask_again;
}

void Units::caught_lying(const Unit& unit, model::Instant at, int times) {
  database_.transact(false, [&] {
    for (int i = 0; i < std::min(times, judging::most_lies); ++i) {
      write_lie(database_.sql(), unit.key, at);
    }
  });
}

bool Units::was_caught_lying(const Unit& unit, model::Instant since) {
  const auto lies = database_.query([&] { return read_lies(database_.sql(), unit.key); });
  return std::any_of(lies.begin(), lies.end(), [since](model::Instant at) { return at >= since; });
}

void Units::note(const Unit& unit, const std::string& words) {
  database_.transact(false, [&] {
    database_.sql() << "UPDATE unit SET note = :n WHERE id = :id AND note <> :m", soci::use(words),
        soci::use(unit.id), soci::use(words);
  });
}

void Units::plan(const Unit& unit, const std::string& words) {
  database_.transact(false, [&] {
    database_.sql() << "UPDATE unit SET plan = :p WHERE id = :id AND plan <> :q", soci::use(words),
        soci::use(unit.id), soci::use(words);
  });
}

std::vector<SecondLook> Units::second_looks(const Unit& unit, int most) {
  return database_.query(
      [&] {
        std::string handle;
        long long at = 0;
        soci::statement statement =
            (database_.sql().prepare
                 << "SELECT handle, confirm_at FROM target WHERE unit = :id AND confirm_at IS NOT "
                    "NULL ORDER BY confirm_at LIMIT :n",
             soci::use(unit.id), soci::use(most), soci::into(handle), soci::into(at));
        statement.execute();
        std::vector<SecondLook> looks;
        while (statement.fetch()) looks.push_back({handle, to_instant(at)});
        return looks;
      });
}

std::vector<std::string> Units::undecided(const Unit& unit, int most) {
  return database_.query([&] {
    std::string handle;
    soci::statement statement =
        (database_.sql().prepare << "SELECT handle FROM target WHERE unit = :id AND gap_at IS NOT "
                                    "NULL ORDER BY gap_at LIMIT :n",
         soci::use(unit.id), soci::use(most), soci::into(handle));
    statement.execute();
    std::vector<std::string> handles;
    while (statement.fetch()) handles.push_back(handle);
    return handles;
  });
}

void Units::unask(const Unit& unit, const std::string& handle) {
  database_.transact(false, [&] {
    database_.sql() << "UPDATE target SET confirm_at = NULL WHERE unit = :id AND handle = :h",
        soci::use(unit.id), soci::use(handle);
  });
}

std::optional<model::Instant> Units::next_confirmation(const Unit& unit,
                                                       model::Milliseconds confirm) {
  return database_.query([&]() -> std::optional<model::Instant> {
    Number target, doubted;
    const long long never = to_number(judging::at_next_sweep);
    database_.sql()
        << "SELECT max(confirm_at) FROM target WHERE unit = :id AND confirm_at <= 5000 + "
           "(SELECT min(confirm_at) FROM target WHERE unit = :id2 AND confirm_at < :n)",
        soci::use(unit.id), soci::use(unit.id), soci::use(never),
        soci::into(target.value, target.state);
    database_.sql() << "SELECT doubted_at FROM unit WHERE id = :id", soci::use(unit.id),
        soci::into(doubted.value, doubted.state);
    std::optional<model::Instant> next = to_instant(target);
    if (const auto doubt = to_instant(doubted)) {
      next = next ? std::min(*next, *doubt + confirm) : *doubt + confirm;
    }
    return next;
  });
}

}  // namespace ledger
