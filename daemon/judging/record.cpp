#include "judging/record.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace judging {

using model::Observation;
using model::Status;

namespace {

// False: the target was left out, for a budget, a limit or a platform that proved nothing.
bool is_answer(const Observation& seen) {
  return is_evidence(seen.status) || seen.elapsed_ms.has_value();
}

// Takes one answer after the other.
class Recorder {
 public:
  Recorder(std::span<const TargetRow> rows, const UnitState& unit) : unit_(unit) {
    for (const TargetRow& row : rows) known_.emplace(row.handle, Known{row});
  }

  void take(const Answer& answer) {
    const Observation& seen = answer.seen;
    const auto [place, is_new] = known_.try_emplace(seen.target.handle);
    Known& known = place->second;
    TargetRow& row = known.row;
    if (is_new) {
      row.handle = seen.target.handle;
      row.belief.since = seen.checked_at;
    }
    const TargetRow before = row;
    row.reason = seen.reason;
    if (is_evidence(seen.status)) {
      end_gap(row, seen, before);
      judge(row, answer);
    } else {
      if (!row.gap_at) row.gap_at = seen.checked_at;
      if (row.confirm_at) want(row, seen.checked_at + patience(row, answer));
    }
    count(row, seen, before);
    known.taken = true;
    // Not known from the unit's count of sweeps.
    known.counts = known.counts || is_new || (is_answer(seen) && (row.gap_at || !before.sweep));
  }

  Changes take_changes() {
    for (auto& [handle, known] : known_) {
      if (known.taken) changes_.targets.push_back({std::move(known.row), known.counts});
    }
    return std::move(changes_);
  }

 private:
  struct Known {
    TargetRow row;
    bool taken = false;
    bool counts = false;
  };

  // A sweep counts once for a target, second looks within it or not.
  void count(TargetRow& row, const Observation& seen, const TargetRow& before) const {
    TargetRow until_now = before;
    catch_up(until_now, unit_.sweeps, unit_.swept_at);
    row.asks = until_now.asks;
    row.asked_at = until_now.asked_at;
    if (!is_answer(seen)) return;
    const long long sweep = unit_.sweeps + 1;
    row.asks += before.sweep == sweep ? 0 : 1;
    row.asked_at = seen.checked_at;
    row.sweep = sweep;
  }

  // What is still to be confirmed is asked again, not believed and not forgotten; the longer it
  // cannot be, the more seldom.
  static model::Milliseconds patience(const TargetRow& row, const Answer& answer) {
    const auto confirm = answer.circumstances.confirm;
    const auto& pending = row.belief.pending;
    const auto waited =
        pending ? answer.seen.checked_at - pending->first_seen : model::Milliseconds(0);
    constexpr model::Milliseconds longest = std::chrono::hours(1);
    return std::clamp(waited, confirm, std::max(confirm, longest));
  }

  void want(TargetRow& row, model::Instant at) {
    row.confirm_at = at;
    changes_.ask_again = changes_.ask_again ? std::min(*changes_.ask_again, at) : at;
  }

  // A gap is told of in the history when it is over.
  void end_gap(TargetRow& row, const Observation& seen, const TargetRow& before) {
    if (!row.gap_at) return;
    HistoryLine gap;
    gap.handle = row.handle;
    gap.at = *row.gap_at;
    gap.until = seen.checked_at;
    gap.reason = before.reason;
    changes_.history.push_back(std::move(gap));
    row.gap_at.reset();
  }

  void judge(TargetRow& row, const Answer& answer) {
    const Observation& seen = answer.seen;
    Circumstances circumstances = answer.circumstances;
    circumstances.has_open_incident = row.incident.has_value();
    circumstances.dismissed = row.dismissal;
    const auto elsewhere = where_it_is_now(row, seen);
    circumstances.moved = elsewhere.has_value();
    const Step step = next_state(row.belief, seen, circumstances);
    row.belief = step.belief;
    if (step.dismissal_ends) row.dismissal.reset();
    row.confirm_at.reset();
    if (step.ask_again) want(row, *step.ask_again);
    if (step.changed) write_history(row, seen);
    if (step.told) {
      tell(row, seen, step, elsewhere);
    } else if (step.incident == IncidentStep::resolve && row.incident) {
      changes_.resolved.push_back({*row.incident, row.handle, seen.checked_at});
      row.incident.reset();
    }
  }

  void tell(TargetRow& row, const Observation& seen, const Step& step,
            const std::optional<std::string>& elsewhere) {
    model::Event event;
    event.type = step.told->type;
    event.severity = step.told->severity;
    event.at = seen.checked_at;
    event.watch = unit_.watch;
    event.seen = seen;
    event.seen.holder = step.belief.state.holder;
    event.before = step.before;
    event.held_until = step.told->held_until;
    if (step.told->flapping) {
      event.detail = fmt::format("it changed {} times within a day", most_told + 1);
    } else if (event.type == model::EventType::renamed) {
      event.detail = elsewhere.value_or("");
    }
    // What is told without opening anything ends what is open.
    const bool opens = step.incident == IncidentStep::open;
    const IncidentStep does = opens          ? IncidentStep::open
                              : row.incident ? IncidentStep::resolve
                                             : IncidentStep::none;
    changes_.events.push_back({std::move(event), does, row.incident});
    if (does == IncidentStep::open && !row.incident) row.incident = not_numbered;
    if (does == IncidentStep::resolve) row.incident.reset();
  }

  void write_history(const TargetRow& row, const Observation& seen) {
    HistoryLine change;
    change.handle = row.handle;
    change.at = row.belief.since;
    change.status = row.belief.state.status;
    change.holder = row.belief.state.holder;
    change.account = row.belief.state.account_id;
    change.display_name = seen.profile.display_name;
    change.reason = seen.reason;
    changes_.history.push_back(std::move(change));
  }

  // The handle under which the account that was here is believed to be on the same platform now.
  std::optional<std::string> where_it_is_now(const TargetRow& row, const Observation& seen) const {
    const auto account = account_that_left(row.belief, seen);
    if (!account) return std::nullopt;
    for (const auto& [handle, known] : known_) {
      const TargetState& state = known.row.belief.state;
      const bool has_it = state.status == Status::claimed && state.account_id == account;
      if (has_it && handle != row.handle) return handle;
    }
    const auto others = unit_.elsewhere.find(*account);
    if (others == unit_.elsewhere.end()) return std::nullopt;
    for (const std::string& handle : others->second) {
      if (handle != row.handle) return handle;
    }
    return std::nullopt;
  }

  const UnitState& unit_;
  std::map<std::string, Known> known_;  // by handle
  Changes changes_;
};

}  // namespace

void catch_up(TargetRow& row, long long sweeps, const std::optional<model::Instant>& swept_at) {
  if (row.gap_at || !row.sweep || sweeps <= *row.sweep) return;
  row.asks += sweeps - *row.sweep;
  if (swept_at) row.asked_at = swept_at;
}

std::optional<std::string> account_that_left(const Belief& belief, const Observation& seen) {
  if (!is_evidence(seen.status) || seen.status == Status::claimed) return std::nullopt;
  if (belief.state.status == Status::claimed) return belief.state.account_id;
  if (!belief.hushed) return std::nullopt;
  return belief.our_account ? belief.our_account : belief.hushed->state.account_id;
}

Changes record(std::span<const TargetRow> rows, std::span<const Answer> answers,
               const UnitState& unit) {
  Recorder recorder(rows, unit);
  // Who is somewhere, before who is not where he was: an account may move within one bracket.
  for (const Answer& answer : answers) {
    if (answer.seen.status == Status::claimed) recorder.take(answer);
  }
  for (const Answer& answer : answers) {
    const Status status = answer.seen.status;
    if (status != Status::claimed && status != Status::invalid) recorder.take(answer);
  }
  return recorder.take_changes();
}

}  // namespace judging
