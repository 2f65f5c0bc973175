// An event: a change that people are told of. And an incident: the open question that one or more
// events belong to. Both are written by judging's rules, kept by the ledger and told by alerting.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/event_kind.hpp"
#include "model/observation.hpp"

namespace model {

enum class IncidentState { open, acknowledged, snoozed, dismissed, resolved };
constexpr std::array<std::string_view, 5> incident_state_names = {"open", "acknowledged", "snoozed",
                                                                  "dismissed", "resolved"};

constexpr std::string_view name(IncidentState state) {
  return incident_state_names[static_cast<std::size_t>(state)];
}

// What was believed of the target until the event.
struct Before {
  Status status = Status::unknown;
  std::optional<Holder> holder;
  std::optional<std::string> account_id;
  Instant since{};
};

// Of a handle that the platform never gives out again.
constexpr Instant for_ever = Instant::max();

struct Event {
  std::string id;  // stable and unique over all ledgers; holds no '.'
  EventType type = EventType::claimed;
  Severity severity = Severity::info;
  Instant at{};               // of the answer that made us believe it
  std::string watch;          // empty: it concerns the whole service
  std::int64_t incident = 0;  // the number that people use; 0: none
  // The target as it is now, with its profile. Of platform-blind and platform-sees only the
  // platform and server are set; of self-blind, channel-down and test nothing.
  Observation seen;
  std::optional<Before> before;
  // Of released: nobody can have the handle before; none: anybody, as far as is known.
  std::optional<Instant> held_until;
  // Of platform-blind: so many accounts that it had are gone at once, as it says; 0: its controls
  // were answered wrongly.
  long long losses = 0;
  // Of platform-blind: the control is an account of ours, which is lost unless the platform lies.
  bool lost_ours = false;
  std::string
      detail;  // why, in words: the controls' answers, the channel's refusal, the new handle
};

}  // namespace model
