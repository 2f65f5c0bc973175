#include "watching/scheduler.hpp"

#include <algorithm>

#include "async/task_group.hpp"
#include "targets/planning.hpp"
#include "text/time.hpp"

namespace watching {

using model::Instant;
using model::Milliseconds;

namespace {

constexpr Milliseconds worth_telling{10'000};

}  // namespace

Scheduler::Scheduler(async::Executor executor, SchedulerTools tools,
                     std::vector<targets::WatchedUnit> units)
    : executor_(std::move(executor)),
      clock_(tools.clock),
      sweeper_(tools.sweeper),
      visits_(executor_, tools) {
  visits_.on_told = [this](const ledger::Frozen& told) {
    if (on_told) on_told(told);
  };
  for (targets::WatchedUnit& unit : units) {
    auto scheduled = std::make_unique<ScheduledUnit>();
    const std::string place = place_of(unit.key);
    scheduled->up_since = clock_.now();
    scheduled->timing = {unit.every, hash_of(unit.key.watch + '\n' + place)};
    scheduled->unit = std::move(unit);
    places_.try_emplace(place, std::make_unique<async::Semaphore>(executor_, 1));
    units_.push_back(std::move(scheduled));
  }
}

async::Task<void> Scheduler::run() {
  async::TaskGroup tasks(executor_, [this] { stop(); });
  for (const auto& unit : units_) tasks.spawn(keep(*unit));
  co_await tasks.join();
}

async::Task<std::size_t> Scheduler::run_once(Milliseconds patience) {
  visits_.count_undecided();
  sweeper_.on_wait = [this](const probing::ProbePlan& plan, Milliseconds wait) {
    const std::string place = targets::place_name(plan.definition->id, plan.server);
    tell_wait(place, wait, "its rate, or a pause that the platform asked for");
  };
  async::TaskGroup tasks(executor_, [this] { stop(); });
  for (const auto& unit : units_) tasks.spawn(keep_once(*unit, patience));
  co_await tasks.join();
  co_await visits_.tell_last();
  std::size_t undecided = visits_.undecided();
  for (const auto& unit : units_) {
    const bool is_decided = co_await visits_.all_are_decided(*unit);
    if (undecided == 0 && !is_decided) undecided = 1;
  }
  co_return undecided;
}

void Scheduler::stop() {
  stopped_ = true;
  visits_.stop();
  clock_.wake_all();
}

Outlook Scheduler::outlook() const {
  Outlook outlook;
  outlook.under_way = visits_.under_way();
  outlook.self_blind = visits_.is_self_blind();
  outlook.trouble = visits_.trouble();
  for (const auto& unit : units_) {
    if (unit->record.row.id == 0) continue;  // it is not known yet when it is due
    outlook.targets += unit->targets;
    const Instant at = unit->next.at;
    outlook.next = outlook.next ? std::min(*outlook.next, at) : at;
  }
  return outlook;
}

async::Task<void> Scheduler::keep(ScheduledUnit& unit) {
  co_await open_at_last(unit);
  Instant before = unit.up_since;
  while (!stopped_) {
    const Instant now = clock_.now();
    if (was_set_back(before, now)) unit.up_since = now;
    before = now;
    unit.next = next_visit(unit, now, clock_.steady());
    if (unit.next.at > now) {
      const model::Moment until =
          clock_.steady() + std::min<Milliseconds>(unit.next.at - now, sys::longest_trust);
      co_await clock_.sleep_until(until);
      continue;
    }
    co_await visit(unit, unit.next.look);
  }
}

// A ledger that cannot be read now is read in a while.
async::Task<void> Scheduler::open_at_last(ScheduledUnit& unit) {
  while (!stopped_) {
    const ledger::Answer<void> opened = co_await visits_.open(unit);
    if (opened || stopped_) co_return;
    visits_.put_off(unit, opened.error());
    co_await clock_.sleep_until(*unit.not_before);
  }
}

// One sweep when it is due within a minute, and every second look that is due within `patience`,
// also where the next sweep would come before it. A ledger that does not take them ends it: see
// refused().
async::Task<void> Scheduler::keep_once(ScheduledUnit& unit, Milliseconds patience) {
  const ledger::Answer<void> opened = co_await visits_.open(unit);
  if (!opened) throw opened.error();
  const Instant last = clock_.now() + patience;
  const Instant slot = next_slot(unit, clock_.now());
  bool sweep_is_due = slot <= unit.up_since + std::chrono::minutes(1);
  while (!stopped_) {
    if (unit.not_before) co_return;
    const Instant now = clock_.now();
    const auto confirm = next_confirmation(unit, now);
    const bool confirm_is_due = confirm && *confirm <= now;
    const bool goes_on = sweep_is_due || unit.sweep != nullptr;
    if (goes_on && !confirm_is_due) {
      sweep_is_due = false;
      co_await sweep_or_wait(unit, confirm);
      continue;
    }
    if (!confirm || *confirm > last) co_return;
    if (*confirm > now) {
      const ledger::UnitKey& key = unit.unit.key;
      const std::string place = targets::place_name(key.platform, key.server);
      tell_wait(key.watch + " on " + place, *confirm - now, "a second look");
      const model::Moment until = clock_.steady() + (*confirm - now);
      co_await clock_.sleep_until(until);
      continue;
    }
    co_await visit(unit, Look::confirm);
  }
}

// A slice of the sweep when it may be asked; a second look comes before it.
async::Task<void> Scheduler::sweep_or_wait(ScheduledUnit& unit, std::optional<Instant> confirm) {
  const Instant now = clock_.now();
  Instant at = now;
  if (unit.sweep) at += unit.sweep->next_at - clock_.steady();
  if (confirm) at = std::min(at, *confirm);
  if (at <= now) {
    co_await visit(unit, Look::sweep);
    co_return;
  }
  const ledger::UnitKey& key = unit.unit.key;
  tell_wait(targets::place_name(key.platform, key.server), at - now,
            "its rate, or a pause that the platform asked for");
  const model::Moment until =
      clock_.steady() + std::min<Milliseconds>(at - now, sys::longest_trust);
  co_await clock_.sleep_until(until);
}

async::Task<void> Scheduler::visit(ScheduledUnit& unit, Look look) {
  async::Semaphore& place = *places_.at(place_of(unit.unit.key));
  co_await place.acquire();
  const async::Permit permit(&place);
  if (stopped_) co_return;
  co_await visits_.visit(unit, look);
  unit.next = next_visit_of(unit);
}

void Scheduler::tell_wait(const std::string& who, Milliseconds wait, std::string_view what) const {
  if (!on_wait || wait < worth_telling) return;
  on_wait(who + ": waiting " + text::spoken(wait) + " for " + std::string(what));
}

Visit Scheduler::next_visit_of(const ScheduledUnit& unit) const {
  return next_visit(unit, clock_.now(), clock_.steady());
}

}  // namespace watching
