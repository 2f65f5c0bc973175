// What people are told of a change, if anything: what kind of event it is, and what it does to the
// incident of its target. Pure.
#pragma once

#include <optional>

#include "judging/circumstances.hpp"

namespace judging {

enum class IncidentStep { none, open, resolve };  // open: or go on with the one that is open

struct News {
  model::EventType type = model::EventType::claimed;
  IncidentStep incident = IncidentStep::open;
};

// Not ours, and nobody decided that it need not trouble us.
bool is_trouble(const TargetState& state, const Circumstances& circumstances);

// Of a state that is another than what is believed. `since`: it was first seen then.
std::optional<News> news_of(const Belief& belief, const TargetState& now, model::Instant since,
                            const Circumstances& circumstances);

// What is left to tell of a target that flapped and is quiet now: what became of the state that was
// told last, and whatever would be told at a first look.
std::optional<News> left_to_tell(const TargetState& told, const TargetState& now,
                                 const Circumstances& circumstances);

}  // namespace judging
