#include "ledger/beliefs.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "ledger/database.hpp"
#include "ledger/history_row.hpp"
#include "ledger/target_row.hpp"
#include "ledger/writing.hpp"

namespace ledger {

using judging::Circumstances;
using model::Observation;
using model::Status;
using soci::into;
using soci::use;

namespace {

// The sweep of a row that had no answer yet, or whose target left the roster: none comes after it.
constexpr long long no_sweep = std::numeric_limits<long long>::max();

// Sweeps since the row was written: of each it is known that it changed nothing. In a gap it is not
// known whether there was an answer, and so the row is written at each.
long long unwritten_sweeps(const Unit& unit, const TargetRow& row) {
  return row.gap_at.get() ? 0 : std::max(0LL, unit.sweeps - row.sweep);
}

// Writes down what they say.
void catch_up(const Unit& unit, TargetRow& row) {
  const long long unwritten = unwritten_sweeps(unit, row);
  row.asks += unwritten;
  if (unwritten > 0 && unit.swept_at) row.asked_at = to_number(*unit.swept_at);
}

Known known_of(const Unit& unit, TargetRow row) {
  catch_up(unit, row);
  Known known;
  known.handle = row.handle;
  known.belief = row.belief();
  known.gap_at = to_instant(row.gap_at);
  known.asks = row.asks;
  if (row.asked_at != 0) known.asked_at = to_instant(row.asked_at);
  known.reason = row.reason;
  return known;
}

// False: the target was left out, for a budget, a limit or a platform that proved nothing.
bool is_answer(const Observation& seen) {
  return is_evidence(seen.status) || seen.elapsed_ms.has_value();
}

// Takes one observation after the other within a transaction.
class Recorder {
 public:
  Recorder(soci::session& sql, const Unit& unit, const Ask& ask)
      : sql_(sql), unit_(unit), ask_(ask), table_(sql) {}

  void take(const Observation& seen) {
    const bool is_new = !table_.load(unit_.id, seen.target.handle);
    TargetRow& row = table_.row;
    if (is_new) row.sweep = no_sweep;
    const TargetRow before = row;
    if (is_new) row.since = to_number(seen.checked_at);
    row.reason = seen.reason;
    if (is_evidence(seen.status)) {
      end_gap(seen, before);
      judge(seen);
    } else {
      if (!row.gap_at.get()) row.gap_at = std::optional(to_number(seen.checked_at));
      if (row.confirm_at.get()) want(seen.checked_at + patience(seen));
    }
    // Not known from the unit's count of sweeps.
    const bool counts = is_answer(seen) && (row.gap_at.get() || before.sweep == no_sweep);
    if (!is_new && !counts && row.agrees_with(before)) return;
    count(seen, before);
    table_.store();
  }

  const Recorded& recorded() const { return recorded_; }

 private:
  // A sweep counts once for a target, second looks within it or not.
  void count(const Observation& seen, const TargetRow& before) {
    TargetRow& row = table_.row;
    TargetRow until_now = before;
    catch_up(unit_, until_now);
    row.asks = until_now.asks;
    row.asked_at = until_now.asked_at;
    if (!is_answer(seen)) return;
    const long long sweep = unit_.sweeps + 1;
    row.asks += before.sweep == sweep ? 0 : 1;
    row.asked_at = to_number(seen.checked_at);
    row.sweep = sweep;
  }

  // What is still to be confirmed is asked again, not believed and not forgotten; the longer it
  // cannot be, the more seldom.
  model::Milliseconds patience(const Observation& seen) {
    const auto confirm = ask_(seen).confirm;
    const auto pending = table_.row.belief().pending;
    const auto waited = pending ? seen.checked_at - pending->first_seen : model::Milliseconds(0);
    constexpr model::Milliseconds longest = std::chrono::hours(1);
    return std::clamp(waited, confirm, std::max(confirm, longest));
  }

  void want(model::Instant at) {
    table_.row.confirm_at = std::optional(to_number(at));
    recorded_.ask_again = recorded_.ask_again ? std::min(*recorded_.ask_again, at) : at;
  }

  // A gap is told of in the history when it is over.
  void end_gap(const Observation& seen, const TargetRow& before) {
    TargetRow& row = table_.row;
    const auto began = row.gap_at.get();
    if (!began) return;
    row.gap_at = std::nullopt;
    HistoryRow gap;
    gap.unit = row.unit;
    gap.handle = row.handle;
    gap.at = *began;
    gap.until = std::optional(to_number(seen.checked_at));
    gap.status = static_cast<int>(Status::unknown);
    gap.reason = before.reason;
    write(std::move(gap));
  }

  void judge(const Observation& seen) {
    TargetRow& row = table_.row;
    const judging::Belief belief = row.belief();
    Circumstances circumstances = ask_(seen);
    circumstances.has_open_incident = row.incident.get().has_value();
    circumstances.dismissed = row.dismissal();
    const auto elsewhere = where_it_is_now(seen, belief);
    circumstances.moved = elsewhere.has_value();
    const judging::Step step = judging::next_state(belief, seen, circumstances);
    row.set(step.belief);
    if (step.dismissal_ends) {
      row.dismissed = std::nullopt;
      row.dismissed_account = std::nullopt;
    }
    row.confirm_at = std::nullopt;
    if (step.ask_again) want(*step.ask_again);
    if (step.changed) write_history(seen, step);
    if (step.told) {
      tell(seen, step, elsewhere);
    } else if (step.incident == judging::IncidentStep::resolve) {
      resolve(seen);
    }
  }

  void tell(const Observation& seen, const judging::Step& step,
            const std::optional<std::string>& elsewhere) {
    TargetRow& row = table_.row;
    model::Event event;
    event.type = step.told->type;
    event.severity = step.told->severity;
    event.at = seen.checked_at;
    event.watch = unit_.key.watch;
    event.seen = seen;
    event.seen.holder = step.belief.state.holder;
    event.before = step.before;
    event.held_until = step.told->held_until;
    if (step.told->flapping) {
      event.detail = fmt::format("it changed {} times within a day", judging::most_told + 1);
    } else if (event.type == model::EventType::renamed) {
      event.detail = elsewhere.value_or("");
    }
    if (step.incident == judging::IncidentStep::open) {
      event.incident = open_incident(sql_, row.incident.get(), unit_.id, event);
      row.incident = std::optional(static_cast<long long>(event.incident));
    } else if (const auto incident = row.incident.get()) {
      event.incident = *incident;
      resolve(seen);
    }
    write_event(sql_, unit_.id, event);
    ++recorded_.events;
  }

  void resolve(const Observation& seen) {
    const auto incident = table_.row.incident.get();
    if (!incident) return;
    resolve_incident(sql_, *incident, seen.checked_at);
    table_.row.incident = std::nullopt;
  }

  void write_history(const Observation& seen, const judging::Step& step) {
    const TargetRow& row = table_.row;
    HistoryRow change;
    change.unit = row.unit;
    change.handle = row.handle;
    change.at = to_number(step.belief.since);
    change.status = static_cast<int>(step.belief.state.status);
    change.holder = row.holder;
    change.account = row.account;
    change.display_name = seen.profile.display_name;
    change.reason = seen.reason;
    write(std::move(change));
  }

  void write(HistoryRow row) {
    if (!history_) history_.emplace(sql_);
    history_->add(std::move(row));
  }

  // Who had the handle when people last heard of it.
  static std::optional<std::string> account_before(const judging::Belief& belief) {
    if (belief.state.status == Status::claimed) return belief.state.account_id;
    if (!belief.hushed) return std::nullopt;
    return belief.our_account ? belief.our_account : belief.hushed->state.account_id;
  }

  // The handle under which the account that was here is believed to be on the same platform now.
  std::optional<std::string> where_it_is_now(const Observation& seen,
                                             const judging::Belief& belief) {
    const auto account = account_before(belief);
    if (seen.status == Status::claimed || !account) return std::nullopt;
    std::string handle;
    soci::indicator found = soci::i_null;
    const int claimed = static_cast<int>(Status::claimed);
    sql_ << "SELECT t.handle FROM target t JOIN unit u ON u.id = t.unit WHERE t.account = :a AND "
            "t.status = :s AND t.handle <> :h AND u.platform = :p AND u.server = :v LIMIT 1",
        use(*account), use(claimed), use(seen.target.handle), use(unit_.key.platform),
        use(unit_.key.server), into(handle, found);
    if (!sql_.got_data()) return std::nullopt;
    return handle;
  }

  soci::session& sql_;
  const Unit& unit_;
  const Ask& ask_;
  TargetTable table_;
  std::optional<HistoryTable> history_;  // most looks write none
  Recorded recorded_;
};

}  // namespace

Recorded Beliefs::record(const Unit& unit, std::span<const Observation> seen, const Ask& ask) {
  // Not synced: with the machine's power an answer is lost together with what came of it, and asked
  // again. Freezing an event into messages syncs all that was written before.
  Recorded recorded;
  database_.transact(false, [&] {
    Recorder recorder(database_.sql(), unit, ask);
    for (const Observation& one : seen) {
      if (one.status != Status::invalid) recorder.take(one);
    }
    recorded = recorder.recorded();
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
          coverage.ours += ours != 0 ? targets : 0;
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
    TargetRow row;
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
      catch_up(unit, table.row);
      table.row.sweep = no_sweep;
      table.store();
    }
  });
}

}  // namespace ledger
