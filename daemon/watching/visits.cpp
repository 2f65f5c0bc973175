#include "watching/visits.hpp"

#include <algorithm>
#include <iterator>

namespace watching {

using ledger::Answer;
using ledger::Ledger;
using model::Instant;

namespace {

// Answers written down in one go: whoever else asks the ledger waits meanwhile, two or three
// milliseconds. Fewer cost more: each go prepares its statements anew.
constexpr std::size_t most_at_a_time = 200;
// A slice of a sweep: so many, or so long and then to the end of the bracket that is open.
constexpr std::size_t most_in_slice = 5'000;
constexpr model::Milliseconds slice_time = std::chrono::minutes(2);
// The last ones, at most so many.
std::vector<model::Target> taken_from(std::vector<model::Target>& targets, std::size_t most) {
  const auto first = targets.end() - static_cast<std::ptrdiff_t>(std::min(most, targets.size()));
  std::vector<model::Target> taken(std::make_move_iterator(first),
                                   std::make_move_iterator(targets.end()));
  targets.erase(first, targets.end());
  return taken;
}

targets::SweepPlan plan_for(const ScheduledUnit& scheduled, std::vector<model::Target> targets) {
  const targets::WatchedUnit& unit = scheduled.unit;
  probing::ProbePlan probe{unit.definition, unit.key.server, std::move(targets), {}};
  probe.owned = targets::accounts_of_ours(unit, scheduled.record.owned->declared);
  probe.gone = scheduled.record.gone;
  probe.believed = scheduled.record.believed;
  probe.believed_controls = scheduled.record.believed_controls;
  targets::SweepPlan plan;
  plan.probes.push_back(std::move(probe));
  return plan;
}

}  // namespace

async::Task<Answer<void>> Visits::open(ScheduledUnit& unit) {
  UnitRecord record;
  std::optional<Instant> confirmed_at;
  long long targets = 0;
  bool self_blind = false;
  const Instant now = tools_.clock.now();
  const auto body = [&](Ledger& ledger) {
    tools_.recording.open(ledger);
    record = read_record(ledger, unit.unit, unit.record.owned, now);
    confirmed_at = ledger.limits.second_look(record.row.id);
    targets = ledger.beliefs.count(record.row);
    self_blind = tools_.recording.is_self_blind();
  };
  const Answer<void> opened = co_await tools_.ledger.ask(body);
  if (opened) {
    unit.record = std::move(record);
    unit.confirmed_at = confirmed_at;
    unit.targets = targets;
    self_blind_ = self_blind;
  }
  co_return opened;
}

async::Task<void> Visits::visit(ScheduledUnit& unit, Look look) {
  unit.not_before.reset();
  if (look == Look::sweep) {
    co_await sweep(unit);
  } else if (look == Look::confirm) {
    co_await confirm(unit);
  }
  co_await finish(unit, look);
}

void Visits::stop() {
  stopped_ = true;
  choosing_.stop();
  tools_.sweeper.stop();
}

// One slice of it.
async::Task<void> Visits::sweep(ScheduledUnit& unit) {
  if (!unit.sweep) {
    unit.sweep = std::make_unique<SweepUnderWay>(unit.unit, tools_.clock.now());
    co_await choosing_.begin_sweep(unit);
  }
  SweepUnderWay& sweep = *unit.sweep;
  std::vector<model::Target> targets = std::exchange(sweep.first, {});
  if (targets.size() < most_in_slice) {
    auto more = sweep.slices.next(most_in_slice - targets.size());
    std::move(more.begin(), more.end(), std::back_inserter(targets));
  }
  unit.targets = std::max(unit.targets, static_cast<long long>(sweep.slices.given()));
  sweep.takes_all = targets.size() < most_in_slice;
  const bool whole = co_await look_at(unit, judging::Occasion::sweep, std::move(targets));
  const bool goes_on = whole && !stopped_ && !(sweep.takes_all && sweep.first.empty());
  if (goes_on) co_return;
  if (sweep.takes_all) unit.targets = static_cast<long long>(sweep.slices.given());
  unit.in_vain = whole ? std::nullopt : std::optional(tools_.clock.now());
  const bool all_were_asked = whole && !stopped_ && !unit.knows_who_left;
  if (all_were_asked) {
    const Answer<void> left = co_await choosing_.leave_behind(unit, sweep.slices);
    if (!left) put_off(unit, left.error());
  }
  unit.sweep.reset();
}

async::Task<void> Visits::confirm(ScheduledUnit& unit) {
  const Instant began = tools_.clock.now();
  unit.confirmed_at = began;
  std::vector<model::Target> waiting = co_await choosing_.due(unit, began);
  bool whole = true;
  // A confirmation of the platform itself asks its controls alone.
  do {
    std::vector<model::Target> targets = taken_from(waiting, most_in_slice);
    whole = co_await look_at(unit, judging::Occasion::second_look, std::move(targets));
  } while (whole && !stopped_ && !waiting.empty());
  if (stopped_) co_return;
  tools_.ledger.post(
      [id = unit.record.row.id, began](Ledger& ledger) { ledger.limits.looked_again(id, began); });
}

// What a visit recorded is told in the end, however much of it the ledger took.
async::Task<void> Visits::finish(ScheduledUnit& unit, Look look) {
  const bool has_ended = look == Look::sweep && !unit.sweep && !stopped_ && !unit.not_before;
  const Instant now = tools_.clock.now();
  std::string plan;
  if (has_ended) plan = tools_.sweeper.plan(unit.unit, static_cast<std::size_t>(unit.targets));
  UnitRecord after;
  const auto body = [&](Ledger& ledger) {
    if (has_ended && unit.in_vain) {
      ledger.units.swept_in_vain(unit.record.row, *unit.in_vain);
    } else if (has_ended) {
      ledger.units.swept(unit.record.row, now);
      ledger.units.plan(unit.record.row, plan);
    }
    after = read_record(ledger, unit.unit, unit.record.owned, now);
    return tools_.recording.tell(ledger, unit.record.row, now);
  };
  const Answer<ledger::Frozen> told = co_await tools_.ledger.ask(body);
  if (!told) {
    put_off(unit, told.error());
    co_return;
  }
  unit.record = std::move(after);
  if (!unit.not_before) trouble_.clear();
  tell(*told);
}

// Whether the rest of the roster is worth asking now.
async::Task<bool> Visits::look_at(ScheduledUnit& unit, judging::Occasion occasion,
                                  std::vector<model::Target> targets) {
  targets::SweepPlan plan = plan_for(unit, std::move(targets));
  probing::ProbePlan& probe = plan.probes.front();
  const bool is_sweep = occasion == judging::Occasion::sweep;
  probe.is_second_look = !is_sweep;
  probe.is_doubted = unit.record.is_doubted;
  if (is_sweep) {
    probe.slice = slice_time;
    probe.state = std::move(unit.sweep->state);
    probe.looked_at_again = unit.sweep->looked_at_again;
  } else {
    for (const std::size_t entry : unit.inexact) probe.state.exact[entry] = false;
  }
  ++under_way_;
  SweepResult result = co_await tools_.sweeper.sweep(std::move(plan), unit.record.owned->handles);
  --under_way_;
  if (is_sweep) go_on_with(unit, result.probes.front());
  co_return co_await record(unit, occasion, std::move(result));
}

void Visits::go_on_with(ScheduledUnit& unit, probing::ProbeReport& probe) const {
  SweepUnderWay& sweep = *unit.sweep;
  sweep.state = probe.state;
  for (const auto& [entry, is_exact] : sweep.state.exact) {
    if (is_exact) unit.inexact.erase(entry);
    if (!is_exact) unit.inexact.insert(entry);
  }
  sweep.first = std::exchange(probe.left, {});
  sweep.next_at = probe.not_before.value_or(tools_.clock.steady());
}

async::Task<bool> Visits::record(ScheduledUnit& unit, judging::Occasion occasion,
                                 SweepResult result) {
  const probing::ProbeReport& probe = result.probes.front();
  if (probe.state.distrusted) {
    for (model::Observation& seen : result.observations) distrust(seen);
  }
  // Interrupted answers are no answers: they would only seem a gap.
  std::erase_if(result.observations, [](const model::Observation& one) {
    return one.reason == name(model::Reason::interrupted);
  });
  if (counts_undecided_) note_undecided(unit, result.observations);
  const bool worth_going_on = probe.proof && !probe.gave_up;
  const ledger::Unit& row = unit.record.row;
  const Instant ended = tools_.clock.now();
  std::optional<SweepSoFar> sweep;
  if (occasion == judging::Occasion::sweep) {
    sweep = SweepSoFar{unit.sweep->began, unit.sweep->takes_all && unit.sweep->first.empty()};
  }
  const auto weighing = [&](Ledger& ledger) {
    return tools_.recording.weigh(ledger, unit.unit, row, probe, sweep, ended);
  };
  Answer<ledger::Frozen> told = co_await tools_.ledger.ask(weighing);
  if (told) tell(*told);
  std::span<model::Observation> rest = result.observations;
  while (told && !rest.empty()) {
    const auto part = rest.first(std::min(rest.size(), most_at_a_time));
    const auto recording = [&](Ledger& ledger) {
      tools_.recording.record(ledger, unit.unit, row, unit.record.owned, occasion, part);
      return ledger::Frozen();
    };
    told = co_await tools_.ledger.ask(recording);
    rest = rest.subspan(part.size());
  }
  UnitRecord after;
  bool self_blind = self_blind_;
  const auto closing = [&](Ledger& ledger) {
    self_blind = tools_.recording.is_self_blind();
    after = read_record(ledger, unit.unit, unit.record.owned, ended);
    return tools_.recording.tell(ledger, row, ended);
  };
  if (told) {
    told = co_await tools_.ledger.ask(closing);
  }
  if (!told) {
    put_off(unit, told.error());
    co_return false;
  }
  unit.record = std::move(after);
  self_blind_ = self_blind;
  trouble_.clear();
  tell(*told);
  // A platform that proves itself goes on being asked, whatever is wrong with the others.
  co_return worth_going_on;
}

// The last look at a target counts.
void Visits::note_undecided(const ScheduledUnit& unit,
                            const std::vector<model::Observation>& seen) {
  for (const model::Observation& one : seen) {
    const std::pair target(unit.record.row.id, one.target.handle);
    if (one.status == model::Status::unknown) {
      undecided_.insert(target);
    } else {
      undecided_.erase(target);
    }
  }
}

void Visits::put_off(ScheduledUnit& unit, const ledger::Failure& failure) {
  trouble_ = failure.what();
  refused_ = failure;
  unit.not_before = tools_.clock.steady() + sys::longest_trust;
}

async::Task<void> Visits::tell_last() {
  const Instant now = tools_.clock.now();
  const auto body = [&](Ledger& ledger) { return tools_.recording.tell_last(ledger, now); };
  const Answer<ledger::Frozen> told = co_await tools_.ledger.ask(body);
  if (told) tell(*told);
  if (!told) refused_ = told.error();
}

async::Task<bool> Visits::all_are_decided(const ScheduledUnit& unit) {
  const auto body = [&](Ledger& ledger) {
    return ledger.beliefs.coverage(unit.record.row).decided;
  };
  const Answer<long long> decided = co_await tools_.ledger.ask(body);
  co_return decided.value_or(-1) >= unit.targets;
}

void Visits::tell(const ledger::Frozen& told) {
  if (!told.events.empty() && on_told) on_told(told);
}

}  // namespace watching
