// What is told and written of a step, in full: events and lines of the history. Pure.
#pragma once

#include "judging/record.hpp"

namespace judging {

// Of a target as it is believed to be now.
model::Event event_of(const UnitState& unit, const TargetRow& row, const model::Observation& seen,
                      model::EventType type);
// Of a step that tells something. `elsewhere`: where its account is now.
model::Event event_of(const UnitState& unit, const TargetRow& row, const model::Observation& seen,
                      const Step& step, const std::optional<std::string>& elsewhere);

// Of the platform that an answer came from, when it came.
model::Event event_of_platform(const UnitState& unit, const model::Observation& last);
model::Event many_lost(model::Event event, const LossTally::Alarm& alarm, long long claimed);
model::Event found_again_event(model::Event event);

HistoryLine line_of(const TargetRow& row, const model::Observation& seen);

}  // namespace judging
