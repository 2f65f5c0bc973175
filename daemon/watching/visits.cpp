#include "watching/visits.hpp"

#include <algorithm>
#include <iterator>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace watching {

namespace asio = boost::asio;
using ledger::Answer;
using ledger::Ledger;
using model::Instant;

namespace {

// Answers written down in one go: whoever else asks the ledger waits meanwhile, a millisecond or
// two.
constexpr std::size_t most_at_a_time = 50;
// Read at the end of each visit; where there are more, the next second look is soon.
constexpr int most_second_looks = 5'000;

// The last ones, at most so many.
std::vector<model::Target> taken_from(std::vector<model::Target>& targets, std::size_t most) {
  const auto first = targets.end() - static_cast<std::ptrdiff_t>(std::min(most, targets.size()));
  std::vector<model::Target> taken(std::make_move_iterator(first),
                                   std::make_move_iterator(targets.end()));
  targets.erase(first, targets.end());
  return taken;
}

UnitRecord record_of(Ledger& ledger, const ScheduledUnit& scheduled) {
  const targets::WatchedUnit& unit = scheduled.unit;
  UnitRecord record;
  record.row = ledger.units.get(unit.key);
  record.confirm_at = ledger.units.next_confirmation(record.row, unit.confirm);
  record.second_looks = ledger.units.second_looks(record.row, most_second_looks);
  record.owned = read_owned(ledger, unit, scheduled.record.owned);
  return record;
}

targets::SweepPlan plan_for(const targets::WatchedUnit& unit, std::vector<model::Target> targets) {
  probing::ProbePlan probe{unit.definition, unit.key.server, std::move(targets), {}};
  for (const judging::OwnedHandle& one : unit.owned) {
    if (one.platform != "*") probe.owned.push_back(one.handle);
  }
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
  const auto body = [&](Ledger& ledger) {
    tools_.recording.open(ledger);
    record = record_of(ledger, unit);
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
  } else {
    co_await confirm(unit);
  }
  co_await finish(unit, look);
}

void Visits::stop() {
  stopped_ = true;
  tools_.sweeper.stop();
}

async::Task<void> Visits::sweep(ScheduledUnit& unit) {
  targets::Slices slices(unit.unit);
  const std::size_t most = slice_of(*unit.unit.definition);
  std::vector<model::Target> targets = slices.next(most);
  bool whole = true;
  do {
    unit.targets = std::max(unit.targets, static_cast<long long>(slices.given()));
    whole = co_await look_at(unit, std::move(targets));
    targets = slices.next(most);
    const bool second_look = whole && !targets.empty() && confirmation_waits(unit);
    if (second_look) {
      co_await confirm(unit);
    }
  } while (whole && !stopped_ && !targets.empty());
  if (targets.empty()) unit.targets = static_cast<long long>(slices.given());
  unit.in_vain = whole ? std::nullopt : std::optional(tools_.clock.now());
  const bool all_were_asked = whole && !stopped_ && !unit.knows_who_left;
  if (all_were_asked) {
    co_await leave_behind(unit, slices);
  }
}

// What left the roster is not asked any more: the next sweeps say nothing of it. A roster is
// another only when a scheduler is another.
async::Task<void> Visits::leave_behind(ScheduledUnit& unit, const targets::Slices& slices) {
  constexpr int page = 250;  // about a millisecond
  std::vector<std::string> known;
  std::vector<std::string> left;
  std::string last;
  // The page before is left, the next one read.
  const auto body = [&](Ledger& ledger) {
    ledger.beliefs.leave(unit.record.row, left);
    known.clear();
    ledger.beliefs.page(unit.record.row, last, page,
                        [&](const ledger::Known& one) { known.push_back(one.handle); });
  };
  do {
    const Answer<void> turned = co_await tools_.ledger.ask(body);
    if (!turned) {
      put_off(unit, turned.error());
      co_return;
    }
    left.clear();
    for (const std::string& handle : known) {
      if (!slices.has_given(handle)) left.push_back(handle);
    }
    if (!known.empty()) last = known.back();
  } while (!known.empty() && !stopped_);
  unit.knows_who_left = !stopped_;
}

bool Visits::confirmation_waits(const ScheduledUnit& unit) const {
  const Instant now = tools_.clock.now();
  const Visit next = next_visit(unit, now, tools_.clock.steady());
  return next.look == Look::confirm && next.at <= now;
}

async::Task<void> Visits::confirm(ScheduledUnit& unit) {
  const Instant began = tools_.clock.now();
  unit.confirmed_at = began;
  std::vector<model::Target> waiting = co_await to_confirm(unit);
  const std::size_t most = slice_of(*unit.unit.definition);
  bool whole = true;
  // A confirmation of the platform itself asks its controls alone.
  do {
    std::vector<model::Target> targets = taken_from(waiting, most);
    whole = co_await look_at(unit, std::move(targets));
  } while (whole && !stopped_ && !waiting.empty());
  if (stopped_) co_return;
  tools_.ledger.post(
      [id = unit.record.row.id, began](Ledger& ledger) { ledger.limits.looked_again(id, began); });
}

// What left the roster meanwhile is not asked about again.
async::Task<std::vector<model::Target>> Visits::to_confirm(ScheduledUnit& unit) {
  const auto due = due_for_a_second_look(unit.record, tools_.clock.now());
  targets::Finding finding(unit.unit, due);
  const auto token = asio::use_awaitable;
  while (!stopped_ && finding.go_on()) {
    co_await asio::post(executor_, token);
  }
  if (stopped_) co_return std::vector<model::Target>();
  for (const std::string& handle : finding.missing()) unask(unit, handle);
  co_return finding.take_found();
}

async::Task<void> Visits::finish(ScheduledUnit& unit, Look look) {
  const bool has_ended = look == Look::sweep && !stopped_ && !unit.not_before;
  const Instant now = tools_.clock.now();
  std::string plan;
  if (has_ended) plan = tools_.sweeper.plan(unit.unit, static_cast<std::size_t>(unit.targets));
  const auto body = [&](Ledger& ledger) {
    if (has_ended && unit.in_vain) {
      ledger.units.swept_in_vain(unit.record.row, *unit.in_vain);
    } else if (has_ended) {
      ledger.units.swept(unit.record.row, now);
      ledger.units.plan(unit.record.row, plan);
    }
    return record_of(ledger, unit);
  };
  Answer<UnitRecord> record = co_await tools_.ledger.ask(body);
  if (!record) {
    put_off(unit, record.error());
    co_return;
  }
  unit.record = std::move(*record);
}

// Whether the rest of the roster is worth asking now.
async::Task<bool> Visits::look_at(ScheduledUnit& unit, std::vector<model::Target> targets) {
  targets::SweepPlan plan = plan_for(unit.unit, std::move(targets));
  ++under_way_;
  SweepResult result = co_await tools_.sweeper.sweep(std::move(plan), unit.record.owned->handles);
  --under_way_;
  co_return co_await record(unit, std::move(result));
}

async::Task<bool> Visits::record(ScheduledUnit& unit, SweepResult result) {
  const probing::ProbeReport& probe = result.probes.front();
  // Interrupted answers are no answers: they would only seem a gap.
  std::erase_if(result.observations, [](const model::Observation& one) {
    return one.reason == name(model::Reason::interrupted);
  });
  if (counts_undecided_) note_undecided(unit, result.observations);
  const bool worth_going_on = probe.proof && !probe.proof->proves_nothing();
  const ledger::Unit& row = unit.record.row;
  const Instant ended = tools_.clock.now();
  const auto weighing = [&](Ledger& ledger) {
    return tools_.recording.weigh(ledger, unit.unit, row, probe, ended);
  };
  Answer<ledger::Frozen> told = co_await tools_.ledger.ask(weighing);
  if (told) tell(*told);
  std::span<model::Observation> rest = result.observations;
  while (told && !rest.empty()) {
    const auto part = rest.first(std::min(rest.size(), most_at_a_time));
    const auto recording = [&](Ledger& ledger) {
      tools_.recording.record(ledger, unit.unit, row, unit.record.owned, part);
      return ledger::Frozen();
    };
    told = co_await tools_.ledger.ask(recording);
    rest = rest.subspan(part.size());
  }
  UnitRecord after;
  bool self_blind = self_blind_;
  const auto closing = [&](Ledger& ledger) {
    self_blind = tools_.recording.is_self_blind();
    after = record_of(ledger, unit);
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
  co_return worth_going_on && !self_blind;
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

// A ledger that cannot be written now is told at the next look.
void Visits::unask(const ScheduledUnit& unit, const std::string& handle) {
  tools_.ledger.post(
      [row = unit.record.row, handle](Ledger& ledger) { ledger.units.unask(row, handle); });
}

void Visits::put_off(ScheduledUnit& unit, const ledger::Failure& failure) {
  trouble_ = failure.what();
  failure_.emplace(failure);
  unit.not_before = tools_.clock.steady() + sys::longest_trust;
}

void Visits::tell(const ledger::Frozen& told) {
  if (!told.events.empty() && on_told) on_told(told);
}

}  // namespace watching
