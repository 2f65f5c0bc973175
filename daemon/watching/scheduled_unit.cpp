#include "watching/scheduled_unit.hpp"

#include <algorithm>

namespace watching {

using model::Instant;
using model::Milliseconds;

namespace {

constexpr Milliseconds least_confirm{1'000};

}  // namespace

Instant next_slot(const ScheduledUnit& scheduled, Instant now) {
  const ledger::Unit& row = scheduled.record.row;
  // The end of the last sweep, whole or cut short.
  const auto ended = std::max(row.swept_at, row.in_vain_at);
  const Instant slot = next_sweep(scheduled.timing, ended, scheduled.up_since, now);
  // Where it was cut short it is tried again as any other.
  const bool is_second = row.sweeps == 1 && ended == row.swept_at && !was_set_back(*ended, now);
  if (!is_second) return slot;
  return std::max(scheduled.up_since, second_sweep(scheduled.timing, *row.swept_at, slot));
}

// What is under way goes on.
Instant next_sweep_of(const ScheduledUnit& scheduled, Instant now, model::Moment steady) {
  if (scheduled.sweep) return now + (scheduled.sweep->next_at - steady);
  return next_try(scheduled.timing, scheduled.in_vain, next_slot(scheduled, now));
}

Visit next_visit(const ScheduledUnit& scheduled, Instant now, model::Moment steady) {
  // Until the ledger was read again nobody knows what is due.
  if (scheduled.not_before) return {Look::none, now + (*scheduled.not_before - steady)};
  Visit next{Look::sweep, next_sweep_of(scheduled, now, steady)};
  if (const auto at = next_confirmation(scheduled, now)) {
    if (*at <= next.at || *at <= now) next = {Look::confirm, std::max(*at, scheduled.up_since)};
  }
  // What is to be told then needs no look.
  const auto summary = judging::summary_at(scheduled.record.row.summary);
  if (summary && *summary < next.at) next = {Look::none, std::max(*summary, scheduled.up_since)};
  return next;
}

// What was due at the last second look and still is was not answered: it waits as long again, also
// after a restart. One in the future says nothing: the clock was set back since.
std::optional<Instant> next_confirmation(const ScheduledUnit& scheduled, Instant now) {
  const auto& at = scheduled.record.confirm_at;
  const auto& last = scheduled.confirmed_at;
  const bool is_past = last && *last <= now;
  if (!at || !is_past || *at > *last) return at;
  return *last + std::max<Milliseconds>(scheduled.unit.confirm, least_confirm);
}

std::vector<std::string> due_for_a_second_look(const UnitRecord& record, Instant now) {
  std::vector<std::string> handles;
  for (const ledger::SecondLook& look : record.second_looks) {
    if (look.at <= now) handles.push_back(look.handle);
  }
  return handles;
}

std::string place_of(const ledger::UnitKey& key) {
  return key.platform + '\n' + key.server;
}

}  // namespace watching
