#include "judging/telling.hpp"

#include <fmt/format.h>

namespace judging {

using model::Event;
using model::EventType;
using model::Observation;

Event event_of(const UnitState& unit, const TargetRow& row, const Observation& seen,
               EventType type) {
  Event event;
  event.type = type;
  event.at = seen.checked_at;
  event.watch = unit.watch;
  event.seen = seen;
  const bool is_decided = is_evidence(seen.status);
  event.seen.holder = is_decided ? row.belief.state.holder : std::nullopt;
  return event;
}

Event event_of(const UnitState& unit, const TargetRow& row, const Observation& seen,
               const Step& step, const std::optional<std::string>& elsewhere) {
  const Told& told = step.told.value();
  Event event = event_of(unit, row, seen, told.type);
  event.severity = told.severity;
  event.before = step.before;
  event.held_until = told.held_until;
  if (told.flapping) {
    event.detail = fmt::format("it changed {} times within a day", most_told + 1);
  } else if (event.type == EventType::renamed) {
    event.detail = elsewhere.value_or("");
  } else if (told.others) {
    event.detail = "each look showed another account id";
  }
  return event;
}

Event event_of_platform(const UnitState& unit, const Observation& last) {
  Event event;
  event.at = event.seen.checked_at = last.checked_at;
  event.watch = unit.watch;
  event.seen.target.platform = last.target.platform;
  event.seen.target.server = last.target.server;
  return event;
}

Event many_lost(Event event, const LossTally::Alarm& alarm, long long claimed) {
  event.type = EventType::platform_blind;
  event.severity = alarm.severity;
  event.losses = alarm.losses.targets;
  event.detail = fmt::format("{} of {} accounts are gone at once, {} at handles of ours",
                             alarm.losses.targets, claimed, alarm.losses.ours);
  return event;
}

Event found_again_event(Event event) {
  event.type = EventType::platform_sees;
  event.severity = model::severity_of(event.type);
  return event;
}

HistoryLine line_of(const TargetRow& row, const Observation& seen) {
  HistoryLine line;
  line.handle = row.handle;
  line.at = row.belief.since;
  line.status = row.belief.state.status;
  line.holder = row.belief.state.holder;
  line.account = row.belief.state.account_id;
  line.display_name = seen.profile.display_name;
  line.reason = seen.reason;
  return line;
}

}  // namespace judging
