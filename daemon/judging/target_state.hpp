// The life of a target: what is believed of it, one observation, and what follows. Pure.
//
// A belief changes only by evidence that counted (contract, 'Truth'): `unknown` never reaches it.
// Whatever people would be told of is looked at again (second_looks.hpp) and believed when enough
// answers say the same; what nobody need hear of is believed at once. So an alert always rests on
// two answers or more, each with its own controls.
//
//   nothing believed -> a stranger is there            baseline
//   free or reserved -> a stranger took it             claimed
//   an account -> another account, not ours            changed-hands
//   an account -> free                                 released
//   an account -> suspended or reserved                suspended
//   free -> suspended or reserved, nobody shown        withheld
//   its account is at another handle now               renamed
//   lost, suspended or withheld -> as it was           back
//
// A target that is told of more than `most_told` times in a day flaps: one notice says so, and its
// incident stays open. The next comes when it has been quiet for a day: what is then another than
// people were last told, and what they would be told of at a first look, so that nothing that
// stands is closed or unsaid.
#pragma once

#include <optional>

#include "judging/circumstances.hpp"
#include "judging/identity.hpp"
#include "judging/news.hpp"

namespace judging {

constexpr std::size_t most_told = 6;
constexpr model::Milliseconds flapping_window = std::chrono::hours(24);

struct Told {
  model::EventType type = model::EventType::claimed;
  model::Severity severity = model::Severity::info;
  bool flapping = false;
  std::optional<model::Instant> held_until{};  // of released: nobody can have the handle before
  bool others = false;  // each look showed another account: it is told as nobody's in particular
};

struct Step {
  Belief belief;
  bool changed = false;  // what is believed is another state than before: a line of its history
  std::optional<Told> told;
  std::optional<model::Before> before;  // of what is told
  IncidentStep incident = IncidentStep::none;
  bool dismissal_ends = false;  // it was of an account that is gone
  // When the pending change is to be looked at again; at_next_sweep: by that.
  std::optional<model::Instant> ask_again;
  bool lied = false;  // a second look said otherwise than the answer before it
  // What is told is that an account came here which has left another handle: one event of both.
  bool arrived = false;
};

// `seen` is firm: its status is evidence. Its holder is decided here, not read.
Step next_state(const Belief& belief, const model::Observation& seen,
                const Circumstances& circumstances);

// `seen` decides nothing; `awaited`: it is the look that was waited for.
Step next_state_unanswered(const Belief& belief, const model::Observation& seen, bool awaited,
                           const Circumstances& circumstances);

// The account that was here is elsewhere for sure: what is pending here is believed, and told as
// its move.
Step move_away(const Belief& belief, const Circumstances& circumstances);

}  // namespace judging
