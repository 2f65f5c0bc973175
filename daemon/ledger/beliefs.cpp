#include "ledger/beliefs.hpp"

#include <map>
#include <set>

#include "judging/moves.hpp"
#include "ledger/database.hpp"
#include "ledger/doubts.hpp"
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

  void read(std::span<const judging::Answer> answers, judging::Occasion occasion) {
    for (const judging::Answer& answer : answers) load(answer.seen.target.handle);
    state_.watch = unit_.key.watch;
    state_.sweeps = unit_.sweeps;
    state_.swept_at = unit_.swept_at;
    state_.occasion = occasion;
    state_.lies = read_lies(sql_, unit_.key);
    state_.losses = read_losses(sql_, unit_.id);
    count_targets();
    std::set<std::string> accounts;
    for (const judging::Answer& answer : answers) {
      const auto found = before_.find(answer.seen.target.handle);
      const bool is_known = found != before_.end();
      const judging::Belief belief = is_known ? found->second.belief() : judging::Belief();
      const auto left = judging::account_that_left(belief, answer.seen);
      const auto came = judging::account_that_came(belief, answer);
      if (left) accounts.insert(*left);
      if (came) accounts.insert(*came);
    }
    for (const std::string& account : accounts) look_for(account);
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
    for (judging::Changes::ManyLost& one : changes.many_lost) {
      write_many_lost(sql_, unit_.id, one);
    }
    for (judging::Changes::LossesOver& one : changes.losses_over) {
      write_losses_over(sql_, unit_.id, one);
    }
    if (!state_.losses.empty()) drop_empty_losses(sql_, unit_.id);
    for (const model::Instant at : changes.lies) write_lie(sql_, unit_.key, at);
    if (changes.found) write_found(sql_, unit_.id, *changes.found);
  }

 private:
  void load(const std::string& handle) {
    if (before_.contains(handle) || !table_.load(unit_.id, handle)) return;
    before_.emplace(handle, table_.row);
    rows_.push_back(table_.row.values());
  }

  void count_targets() {
    int status = 0, undecided = 0;
    long long targets = 0;
    soci::statement statement =
        (sql_.prepare << "SELECT status, undecided, targets FROM coverage WHERE unit = :u",
         use(unit_.id), into(status), into(undecided), into(targets));
    statement.execute();
    while (statement.fetch()) {
      state_.targets += targets;
      state_.decided += undecided != 0 ? 0 : targets;
      state_.claimed += status == static_cast<int>(Status::claimed) ? targets : 0;
    }
  }

  // Where an account is believed to be on the platform and server, and where it is seen in the
  // unit.
  void look_for(const std::string& account) {
    long long unit = 0;
    int status = 0;
    std::string handle;
    Number holder;
    std::vector<std::pair<long long, std::string>> found;
    soci::statement statement =
        (sql_.prepare << "SELECT t.unit, t.handle, t.status, t.holder FROM target t JOIN unit u "
                         "ON u.id = t.unit WHERE t.account = :a AND u.platform = :p AND "
                         "u.server = :v",
         use(account), use(unit_.key.platform), use(unit_.key.server), into(unit), into(handle),
         into(status), into(holder.value, holder.state));
    statement.execute();
    while (statement.fetch()) {
      const bool is_ours = holder.get() == static_cast<long long>(model::Holder::ours);
      const bool is_there = status == static_cast<int>(Status::claimed);
      if (is_there) found.emplace_back(unit, handle);
      if (is_there && is_ours) state_.ours[account].insert(handle);
      if (!is_there && is_ours) state_.missed.insert(account);
    }
    if (is_missed(account)) state_.missed.insert(account);
    for (const std::string& there : seen_at(account)) load(there);
    std::set<std::string>& elsewhere = state_.elsewhere[account];
    for (const auto& [of, there] : found) {
      if (of == unit_.id) load(there);
      const bool is_given = of == unit_.id && before_.contains(there);
      if (!is_given) elsewhere.insert(there);
    }
  }

  // It was the first one that was seen at a handle of ours, and does not have it.
  bool is_missed(const std::string& account) {
    int missed = 0;
    sql_ << "SELECT EXISTS (SELECT 1 FROM target t JOIN unit u ON u.id = t.unit WHERE t.rare IS "
            "NOT NULL AND json_extract(t.rare, '$.ours') = :a AND u.platform = :p AND u.server "
            "= :v)",
        use(account), use(unit_.key.platform), use(unit_.key.server), into(missed);
    return missed != 0;
  }

  std::vector<std::string> seen_at(const std::string& account) {
    std::string handle;
    soci::statement statement =
        (sql_.prepare << "SELECT handle FROM target WHERE rare IS NOT NULL AND json_extract(rare, "
                         "'$.pending.account') = :a AND unit = :u",
         use(account), use(unit_.id), into(handle));
    statement.execute();
    std::vector<std::string> handles;
    while (statement.fetch()) handles.push_back(handle);
    return handles;
  }

  long long number_of(long long incident, const std::string& handle) const {
    return incident == judging::not_numbered ? opened_.at(handle) : incident;
  }

  // What an account did by moving is about where it is now.
  void write_event_of(judging::Changes::Happening& one) {
    model::Event& event = one.event;
    const model::Event& subject = one.arrival ? *one.arrival : event;
    const std::string& handle = subject.seen.target.handle;
    std::optional<long long> known = one.incident;
    if (known) known = number_of(*known, handle);
    if (one.step == judging::IncidentStep::open) {
      event.incident = open_incident(sql_, known, unit_.id, subject);
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

Recorded Beliefs::record(const Unit& unit, std::span<const judging::Answer> answers,
                         judging::Occasion occasion) {
  // Not synced: with the machine's power an answer is lost together with what came of it, and asked
  // again. Freezing an event into messages syncs all that was written before.
  Recorded recorded;
  database_.transact(false, [&] {
    Writer writer(database_.sql(), unit);
    writer.read(answers, occasion);
    judging::Changes changes = judging::record(writer.rows(), answers, writer.state());
    recorded = {changes.events.size() + changes.many_lost.size(), changes.ask_again};
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
  return handles_of(
      "SELECT handle FROM target WHERE unit = :u AND gap_at <= :at ORDER BY gap_at, handle LIMIT "
      ":n",
      unit, at, most);
}

std::vector<std::string> Beliefs::claimed_since(const Unit& unit, model::Instant at, int most) {
  return handles_of(
      "SELECT handle FROM target WHERE unit = :u AND status = 0 AND since <= :at ORDER BY since "
      "LIMIT :n",
      unit, at, most);
}

std::vector<std::string> Beliefs::handles_of(const std::string& query, const Unit& unit,
                                             model::Instant at, int most) {
  return database_.query([&] {
    const long long since = to_number(at);
    std::string handle;
    soci::statement statement =
        (database_.sql().prepare << query, use(unit.id), use(since), use(most), into(handle));
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
      row.belief.pending.reset();
      row.confirm_at.reset();
      table.row.set(row);
      table.store();
    }
  });
}

}  // namespace ledger
