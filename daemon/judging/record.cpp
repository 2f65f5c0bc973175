#include "judging/record.hpp"

#include <algorithm>
#include <utility>

#include "judging/moves.hpp"
#include "judging/refined.hpp"
#include "judging/telling.hpp"

namespace judging {

using model::EventType;
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
  Recorder(std::span<const TargetRow> rows, std::span<const Answer> answers, const UnitState& unit)
      : unit_(unit),
        losses_(unit.losses, unit.claimed),
        targets_(rows, answers),
        moves_(targets_, unit) {
    for (const Answer& answer : answers) caught_ += is_caught(answer) ? 1 : 0;
  }

  bool must_wait(const Answer& answer) const { return moves_.must_wait(answer); }

  void take(const Answer& answer) {
    Known& known = targets_.at(answer.seen.target.handle);
    TargetRow& row = known.row;
    if (row.handle.empty()) {
      known.is_new = true;
      row.handle = answer.seen.target.handle;
      row.belief.since = answer.seen.checked_at;
    }
    const TargetRow before = row;
    const Circumstances circumstances = circumstances_of(answer, row);
    Observation seen = answer.seen;
    if (lacks_identity(seen, row.belief, circumstances)) withhold_identity(seen);
    if (contradicts_in_vain(seen, row.belief)) withhold_freedom(seen);
    row.reason = seen.reason;
    if (is_evidence(seen.status)) {
      end_gap(row, seen, before);
      judge(row, seen, circumstances);
    } else {
      leave_open(row, seen, circumstances);
    }
    losses_.change(before.belief, row.belief);
    count(row, seen, before);
    known.taken = known.touched = true;
    // Not known from the unit's count of sweeps.
    known.counts =
        known.counts || known.is_new || (is_answer(seen) && (row.gap_at || !before.sweep));
  }

  Changes take_changes() {
    if (targets_.answered() > 0) tell_of_losses();
    for (auto& [handle, known] : targets_.all()) {
      if (known.touched) changes_.targets.push_back({std::move(known.row), known.counts});
    }
    return std::move(changes_);
  }

 private:
  Circumstances circumstances_of(const Answer& answer, const TargetRow& row) const {
    Circumstances known = answer.circumstances;
    known.occasion = unit_.occasion;
    known.sweep = unit_.sweeps + 1;
    known.lies = static_cast<std::size_t>(std::count_if(
        unit_.lies.begin(), unit_.lies.end(),
        [&](model::Instant at) { return at <= known.now && known.now < at + lies_last; }));
    known.lies += caught_;
    known.has_open_incident = row.incident.has_value();
    known.dismissed = row.dismissal;
    known.moved = moves_.where_it_is_now(row, answer.seen).has_value();
    known.better_known = is_better_known(answer.seen, row);
    known.many_lost = losses_.are_many(sweep_of_loss(row.belief));
    moves_.note_other_end(known, row, answer.seen);
    return known;
  }

  // A look at a gain says that nobody is there: that is a reason to doubt what its neighbours say
  // beside it, whoever is judged first.
  bool is_caught(const Answer& answer) const {
    const Status status = answer.seen.status;
    const TargetRow& row = targets_.at(answer.seen.target.handle).row;
    if (!row.belief.pending || status == Status::claimed || !is_evidence(status)) return false;
    return next_state(row.belief, answer.seen, circumstances_of(answer, row)).lied;
  }

  // A sweep counts once for a target, second looks not at all.
  void count(TargetRow& row, const Observation& seen, const TargetRow& before) const {
    TargetRow until_now = before;
    catch_up(until_now, unit_.sweeps, unit_.swept_at);
    row.asks = until_now.asks;
    row.asked_at = until_now.asked_at;
    if (!is_answer(seen)) return;
    row.asked_at = seen.checked_at;
    if (unit_.occasion == Occasion::second_look) {
      if (before.sweep) row.sweep = std::max(*before.sweep, unit_.sweeps);
      return;
    }
    const long long sweep = unit_.sweeps + 1;
    row.asks += before.sweep == sweep ? 0 : 1;
    row.sweep = sweep;
  }

  // What is still to be confirmed is asked again, not believed and not forgotten; the longer it
  // cannot be, the more seldom.
  static model::Milliseconds patience(const TargetRow& row, const Observation& seen,
                                      const Circumstances& circumstances) {
    model::Milliseconds waited{0};
    if (const auto& pending = row.belief.pending) {
      Observation as_before = seen;
      as_before.profile.account_id = pending->state.account_id;
      const auto due = next_look(*pending, as_before, row.belief.state, circumstances);
      waited = circumstances.now - std::min(circumstances.now, due.value_or(pending->last));
    }
    constexpr model::Milliseconds longest = std::chrono::hours(1);
    const auto confirm = circumstances.confirm;
    return std::clamp(waited, confirm, std::max(confirm, longest));
  }

  void want(TargetRow& row, model::Instant at) {
    row.confirm_at = at;
    if (at == at_next_sweep) return;
    changes_.ask_again = changes_.ask_again ? std::min(*changes_.ask_again, at) : at;
  }

  // Whether an answer is the look that is wanted of its target.
  bool is_awaited(const TargetRow& row, const Circumstances& circumstances) const {
    if (!row.confirm_at) return false;
    if (*row.confirm_at == at_next_sweep) return circumstances.occasion == Occasion::sweep;
    return circumstances.occasion == Occasion::second_look || *row.confirm_at <= circumstances.now;
  }

  // An answer that decides nothing.
  void leave_open(TargetRow& row, const Observation& seen, const Circumstances& circumstances) {
    if (!row.gap_at) row.gap_at = seen.checked_at;
    const bool failed = is_answer(seen) && is_awaited(row, circumstances);
    const Step step = next_state_unanswered(row.belief, seen, failed, circumstances);
    row.belief = step.belief;
    const auto& pending = row.belief.pending;
    if (step.ask_again) {
      want(row, *step.ask_again);
    } else if (failed && !pending) {
      row.confirm_at.reset();  // given up, or told
    } else if (is_awaited(row, circumstances) && *row.confirm_at != at_next_sweep) {
      want(row, seen.checked_at + patience(row, seen, circumstances));
    }
    follow(row, seen, step, {});
    watch_hidden(row, seen, circumstances);
  }

  void watch_hidden(TargetRow& row, const Observation& seen, const Circumstances& circumstances) {
    auto& undecided = row.undecided;
    if (!may_be_its_own(seen)) {
      const bool is_over = is_answer(seen) && undecided && !undecided->told;
      if (is_over) undecided.reset();
      return;
    }
    if (!undecided) undecided = Undecided{seen.checked_at, circumstances.sweep};
    const bool others_are = targets_.answered() > 0 || unit_.decided * 2 > unit_.targets;
    const bool was_decided = row.belief.state.status != Status::unknown;
    const bool is_news = circumstances.occasion == Occasion::sweep && !undecided->told &&
                         others_are &&
                         is_hidden(*undecided, was_decided, seen.checked_at, circumstances.sweep);
    if (!is_news) return;
    undecided->told = true;
    undecided->incident = !row.incident;
    model::Event event = event_of(unit_, row, seen, EventType::hidden);
    event.severity = model::severity_of(EventType::hidden);
    const TargetState& was = row.belief.state;
    if (was_decided) {
      event.before = model::Before{was.status, was.holder, was.account_id, row.belief.since};
    }
    add(row, std::move(event), IncidentStep::open);
  }

  // A gap is told of in the history when it is over.
  void end_gap(TargetRow& row, const Observation& seen, const TargetRow& before) {
    const auto undecided = std::exchange(row.undecided, std::nullopt);
    if (undecided && undecided->incident && row.incident) resolve(row, seen.checked_at);
    if (!row.gap_at) return;
    HistoryLine gap;
    gap.handle = row.handle;
    gap.at = *row.gap_at;
    gap.until = seen.checked_at;
    gap.reason = before.reason;
    changes_.history.push_back(std::move(gap));
    row.gap_at.reset();
  }

  void judge(TargetRow& row, const Observation& seen, Circumstances circumstances) {
    circumstances.has_open_incident = row.incident.has_value();
    const auto elsewhere = moves_.where_it_is_now(row, seen);
    const Step step = next_state(row.belief, seen, circumstances);
    const bool begins = step.belief.pending && !row.belief.pending;
    row.belief = step.belief;
    if (row.belief.pending) row.belief.pending->moved = circumstances.moved;
    if (sweep_of_loss(row.belief) != 0) {
      row.belief.pending->of_ours = is_about_us(row.belief.state, circumstances);
    }
    if (step.dismissal_ends) row.dismissal.reset();
    row.confirm_at.reset();
    if (step.ask_again) want(row, *step.ask_again);
    if (step.lied) changes_.lies.push_back(seen.checked_at);
    note_pending(row, seen, circumstances, begins);
    follow(row, seen, step, elsewhere);
  }

  void note_pending(const TargetRow& row, const Observation& seen,
                    const Circumstances& circumstances, bool begins) {
    const auto& pending = row.belief.pending;
    if (!pending) return;
    if (pending->agreed > 0 && sweep_of_loss(row.belief) != 0) {
      losses_.look_agreed(sweep_of_loss(row.belief), pending->of_ours);
    }
    const auto account = proven_account(seen);
    if (!begins || !is_gain(*pending) || is_ours(pending->state)) return;
    if (row.belief.state.status == Status::unknown && !changes_.found) {
      changes_.found = seen.checked_at;
    }
    if (account) look_at_the_other_end(row, *account, circumstances);
  }

  // Where did it come from? That is to be known when it is told.
  void look_at_the_other_end(const TargetRow& row, const std::string& account,
                             const Circumstances& circumstances) {
    for (const std::string& handle : moves_.other_ends(row, account)) {
      Known& home = targets_.at(handle);
      const model::Instant at = circumstances.now + circumstances.confirm;
      want(home.row, home.row.confirm_at ? std::min(*home.row.confirm_at, at) : at);
      home.touched = true;
    }
  }

  // What a step means for history, incidents and people.
  void follow(TargetRow& row, const Observation& seen, const Step& step,
              const std::optional<std::string>& elsewhere) {
    if (step.changed) changes_.history.push_back(line_of(row, seen));
    if (!step.told) {
      if (step.incident == IncidentStep::resolve && row.incident) resolve(row, seen.checked_at);
      return;
    }
    model::Event event = event_of(unit_, row, seen, step, elsewhere);
    if (step.arrived && tell_move(row, event)) return;
    add(row, std::move(event), step.incident);
  }

  // What is told without opening anything ends what is open.
  void add(TargetRow& row, model::Event event, IncidentStep step) {
    const bool opens = step == IncidentStep::open;
    const IncidentStep does = opens          ? IncidentStep::open
                              : row.incident ? IncidentStep::resolve
                                             : IncidentStep::none;
    changes_.events.push_back({std::move(event), does, row.incident, std::nullopt});
    if (does == IncidentStep::open && !row.incident) row.incident = not_numbered;
    if (does == IncidentStep::resolve) row.incident.reset();
  }

  void resolve(TargetRow& row, model::Instant at) {
    changes_.resolved.push_back({*row.incident, row.handle, at});
    row.incident.reset();
  }

  // One event for an account that went from one handle of the unit to another. False: nobody is to
  // hear of its old one, or it is back, and that is what is told.
  bool tell_move(TargetRow& row, const model::Event& arrival) {
    const auto departure = moves_.departure_of(arrival, row.handle);
    if (!departure) return false;
    Known& home = targets_.at(departure->handle);
    const Step& step = departure->step;
    losses_.change(home.row.belief, step.belief);
    home.row.belief = step.belief;
    home.row.confirm_at.reset();
    if (step.dismissal_ends) home.row.dismissal.reset();
    home.touched = true;
    changes_.history.push_back(line_of(home.row, departure->seen));
    if (step.incident == IncidentStep::resolve && home.row.incident) {
      resolve(home.row, arrival.at);
    }
    if (arrival.type == EventType::back) return false;
    changes_.events.push_back({departure->event, IncidentStep::open, row.incident, arrival});
    if (!row.incident) row.incident = not_numbered;
    return true;
  }

  void tell_of_losses() {
    const model::Event event = event_of_platform(unit_, targets_.last());
    for (const LossTally::Alarm& alarm : losses_.alarms()) {
      changes_.many_lost.push_back({alarm.sweep, many_lost(event, alarm, losses_.claimed())});
    }
    for (const auto& [sweep, found_again] : losses_.over()) {
      changes_.losses_over.push_back(
          {sweep, event.at, found_again ? std::optional(found_again_event(event)) : std::nullopt});
    }
  }

  const UnitState& unit_;
  LossTally losses_;
  KnownTargets targets_;
  Moves moves_;
  std::size_t caught_ = 0;  // lies in these answers
  Changes changes_;
};

}  // namespace

void catch_up(TargetRow& row, long long sweeps, const std::optional<model::Instant>& swept_at) {
  if (row.gap_at || !row.sweep || sweeps <= *row.sweep) return;
  row.asks += sweeps - *row.sweep;
  if (swept_at) row.asked_at = swept_at;
}

Changes record(std::span<const TargetRow> rows, std::span<const Answer> answers,
               const UnitState& unit) {
  Recorder recorder(rows, answers, unit);
  std::vector<const Answer*> waiting;
  // Who is somewhere, before who is not where he was: an account may move within one bracket. It is
  // told from where when that is known, too.
  for (const Answer& answer : answers) {
    if (answer.seen.status != Status::claimed) continue;
    if (recorder.must_wait(answer)) {
      waiting.push_back(&answer);
    } else {
      recorder.take(answer);
    }
  }
  for (const Answer& answer : answers) {
    const Status status = answer.seen.status;
    if (status != Status::claimed && status != Status::invalid) recorder.take(answer);
  }
  for (const Answer* answer : waiting) recorder.take(*answer);
  return recorder.take_changes();
}

}  // namespace judging
