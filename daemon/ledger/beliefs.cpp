#include "ledger/beliefs.hpp"

#include <map>
#include <set>

#include "ledger/database.hpp"
#include "ledger/history_row.hpp"
#include "ledger/target_row.hpp"
#include "ledger/writing.hpp"

namespace ledger {

using model::Status;
using soci::into;
using soci::use;

namespace {

Known known_of(const Unit& unit, const TargetColumns& columns) {
  judging::TargetRow row = columns.values();
  judging::catch_up(row, unit.sweeps, unit.swept_at);
  return {row.handle, row.belief, row.asked_at, row.gap_at, row.asks, row.reason};
}

// Reads what is decided upon, and writes what was decided, within a transaction.
class Writer {
 public:
  Writer(soci::session& sql, const Unit& unit) : sql_(sql), unit_(unit), table_(sql) {}

  void read(std::span<const judging::Answer> answers) {
    for (const judging::Answer& answer : answers) {
      const std::string& handle = answer.seen.target.handle;
      if (before_.contains(handle) || !table_.load(unit_.id, handle)) continue;
      before_.emplace(handle, table_.row);
      rows_.push_back(table_.row.values());
    }
    state_ = {unit_.key.watch, unit_.sweeps, unit_.swept_at, {}};
    for (const judging::Answer& answer : answers) {
      const auto found = before_.find(answer.seen.target.handle);
      if (found == before_.end()) continue;
      const auto account = judging::account_that_left(found->second.belief(), answer.seen);
      if (account && !state_.elsewhere.contains(*account)) look_for(*account);
    }
  }

  std::span<const judging::TargetRow> rows() const { return rows_; }
  const judging::UnitState& state() const { return state_; }

  void write(judging::Changes changes) {
    for (judging::Changes::Happening& one : changes.events) write_event_of(one);
    for (const judging::Changes::Resolved& one : changes.resolved) {
      resolve_incident(sql_, number_of(one.incident, one.handle), one.at);
    }
    for (const judging::HistoryLine& line : changes.history) write_history(line);
    for (judging::Changes::Target& one : changes.targets) write_target(one);
  }

 private:
  void look_for(const std::string& account) {
    std::set<std::string>& handles = state_.elsewhere[account];
    long long unit = 0;
    std::string handle;
    const int claimed = static_cast<int>(Status::claimed);
    soci::statement statement =
        (sql_.prepare << "SELECT t.unit, t.handle FROM target t JOIN unit u ON u.id = t.unit WHERE "
                         "t.account = :a AND t.status = :s AND u.platform = :p AND u.server = :v",
         use(account), use(claimed), use(unit_.key.platform), use(unit_.key.server), into(unit),
         into(handle));
    statement.execute();
    while (statement.fetch()) {
      const bool is_given = unit == unit_.id && before_.contains(handle);
      if (!is_given) handles.insert(handle);
    }
  }

  long long number_of(long long incident, const std::string& handle) const {
    return incident == judging::not_numbered ? opened_.at(handle) : incident;
  }

  void write_event_of(judging::Changes::Happening& one) {
    model::Event& event = one.event;
    const std::string& handle = event.seen.target.handle;
    std::optional<long long> known = one.incident;
    if (known) known = number_of(*known, handle);
    if (one.step == judging::IncidentStep::open) {
      event.incident = open_incident(sql_, known, unit_.id, event);
      opened_[handle] = event.incident;
    } else if (one.step == judging::IncidentStep::resolve) {
      event.incident = known.value();
      resolve_incident(sql_, *known, event.at);
    }
    write_event(sql_, unit_.id, event);
  }

  void write_history(const judging::HistoryLine& line) {
    HistoryRow row;
    row.unit = unit_.id;
    row.handle = line.handle;
    row.at = to_number(line.at);
    row.until = to_number(line.until);
    row.status = static_cast<int>(line.status);
    if (line.holder) row.holder = std::optional(static_cast<long long>(*line.holder));
    row.account = line.account;
    row.display_name = line.display_name;
    row.reason = line.reason;
    if (!history_) history_.emplace(sql_);
    history_->add(std::move(row));
  }

  void write_target(judging::Changes::Target& one) {
    if (one.row.incident == judging::not_numbered) one.row.incident = opened_.at(one.row.handle);
    const auto before = before_.find(one.row.handle);
    table_.row.unit = unit_.id;
    table_.row.set(one.row);
    const bool is_news =
        one.counts || before == before_.end() || !table_.row.agrees_with(before->second);
    if (is_news) table_.store();
  }

  soci::session& sql_;
  const Unit& unit_;
  TargetTable table_;
  std::optional<HistoryTable> history_;          // most looks write none
  std::map<std::string, TargetColumns> before_;  // by handle
  std::vector<judging::TargetRow> rows_;
  judging::UnitState state_;
  std::map<std::string, long long> opened_;  // incidents, by handle
};

}  // namespace

Recorded Beliefs::record(const Unit& unit, std::span<const judging::Answer> answers) {
  // Not synced: with the machine's power an answer is lost together with what came of it, and asked
  // again. Freezing an event into messages syncs all that was written before.
  Recorded recorded;
  database_.transact(false, [&] {
    Writer writer(database_.sql(), unit);
    writer.read(answers);
    judging::Changes changes = judging::record(writer.rows(), answers, writer.state());
    recorded = {changes.events.size(), changes.ask_again};
    writer.write(std::move(changes));
  });
  return recorded;
}

std::optional<Known> Beliefs::find(const Unit& unit, const std::string& handle) {
  return database_.query([&]() -> std::optional<Known> {
    TargetTable table(database_.sql());
    if (!table.load(unit.id, handle)) return std::nullopt;
    return known_of(unit, table.row);
  });
}

long long Beliefs::count(const Unit& unit) {
  return database_.query([&] {
    long long count = 0;
    database_.sql() << "SELECT coalesce(sum(targets), 0) FROM coverage WHERE unit = :u",
        use(unit.id), into(count);
    return count;
  });
}

Coverage Beliefs::coverage(const Unit& unit) {
  return database_.query(
      [&] {
        int status = 0, ours = 0, undecided = 0;
        long long targets = 0;
        soci::statement statement =
            (database_.sql().prepare
                 << "SELECT status, ours, undecided, targets FROM coverage WHERE unit = :u",
             use(unit.id), into(status), into(ours), into(undecided), into(targets));
        statement.execute();
        Coverage coverage;
        while (statement.fetch()) {
          const Status known = to_enum(status, model::status_names.size(), Status::unknown);
          coverage.by_status[static_cast<std::size_t>(known)] += targets;
          coverage.ours += ours != 0 && known == Status::claimed ? targets : 0;
          coverage.decided += undecided != 0 ? 0 : targets;
        }
        return coverage;
      });
}

std::vector<std::string> Beliefs::undecided_since(const Unit& unit, model::Instant at, int most) {
  return database_.query([&] {
    const long long since = to_number(at);
    std::string handle;
    soci::statement statement =
        (database_.sql().prepare << "SELECT handle FROM target WHERE unit = :u AND gap_at <= :at "
                                    "ORDER BY gap_at, handle LIMIT :n",
         use(unit.id), use(since), use(most), into(handle));
    statement.execute();
    std::vector<std::string> handles;
    while (statement.fetch()) handles.push_back(handle);
    return handles;
  });
}

void Beliefs::page(const Unit& unit, const std::string& after, int most,
                   const std::function<void(const Known&)>& tell) {
  database_.query([&] {
    TargetColumns row;
    soci::statement statement =
        (database_.sql().prepare << "SELECT handle, status, holder, account, since, asked_at, "
                                    "asks, sweep, reason, gap_at, "
                                    "rare FROM target WHERE unit = :u AND handle > :h "
                                    "ORDER BY handle LIMIT :n",
         use(unit.id), use(after), use(most), into(row.handle), into(row.status),
         into(row.holder.value, row.holder.state), into(row.account.value, row.account.state),
         into(row.since), into(row.asked_at), into(row.asks), into(row.sweep), into(row.reason),
         into(row.gap_at.value, row.gap_at.state), into(row.rare.value, row.rare.state));
    statement.execute();
    while (statement.fetch()) tell(known_of(unit, row));
  });
}

void Beliefs::leave(const Unit& unit, std::span<const std::string> handles) {
  if (handles.empty()) return;
  database_.transact(false, [&] {
    TargetTable table(database_.sql());
    for (const std::string& handle : handles) {
      const bool is_news = table.load(unit.id, handle) && table.row.sweep != no_sweep;
      if (!is_news) continue;
      judging::TargetRow row = table.row.values();
      judging::catch_up(row, unit.sweeps, unit.swept_at);
      row.sweep.reset();
      table.row.set(row);
      table.store();
    }
  });
}

}  // namespace ledger
