#include "watching/scheduled_unit.hpp"

#include <algorithm>

namespace watching {

using model::Instant;
using model::Milliseconds;

namespace {

constexpr Milliseconds least_confirm{1'000};
constexpr Milliseconds slice_time = std::chrono::minutes(2);
constexpr std::size_t least_slice = 100;
constexpr std::size_t most_slice = 5'000;

}  // namespace

Instant next_slot(const ScheduledUnit& scheduled, Instant now) {
  const ledger::Unit& row = scheduled.record.row;
  // The end of the last sweep, whole or cut short.
  return next_sweep(scheduled.timing, std::max(row.swept_at, row.in_vain_at), scheduled.up_since,
                    now);
}

Visit next_visit(const ScheduledUnit& scheduled, Instant now, model::Moment steady) {
  // Until the ledger was read again nobody knows what is due.
  if (scheduled.not_before) return {Look::none, now + (*scheduled.not_before - steady)};
  const Instant slot = next_slot(scheduled, now);
  Visit next{Look::sweep, next_try(scheduled.timing, scheduled.in_vain, slot)};
  if (const auto at = next_confirmation(scheduled, now)) {
    if (*at <= next.at || *at <= now) next = {Look::confirm, std::max(*at, scheduled.up_since)};
  }
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

std::size_t slice_of(const platforms::Definition& definition) {
  const platforms::Ask& ask = definition.asks[definition.entries.front()];
  double requests = most_slice;
  for (const text::Rate& rate : ask.rates.empty() ? definition.rates : ask.rates) {
    const double periods =
        static_cast<double>(slice_time.count()) / static_cast<double>(rate.period.count());
    requests = std::min(requests, static_cast<double>(rate.count) * periods);
  }
  const double targets = requests * static_cast<double>(ask.max);
  return static_cast<std::size_t>(std::clamp(targets, double{least_slice}, double{most_slice}));
}

std::string place_of(const ledger::UnitKey& key) {
  return key.platform + '\n' + key.server;
}

}  // namespace watching
