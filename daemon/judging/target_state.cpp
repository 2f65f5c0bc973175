#include "judging/target_state.hpp"

#include <algorithm>
#include <utility>

#include "judging/holder.hpp"

namespace judging {

using model::EventType;
using model::Holder;
using model::Instant;
using model::Observation;
using model::Status;

namespace {

bool is_ours(const TargetState& state) {
  return state.holder == Holder::ours;
}

// Not ours, and nobody decided that it need not trouble us.
bool is_trouble(const TargetState& state, const Circumstances& circumstances) {
  if (state.status != Status::claimed || is_ours(state)) return false;
  const auto& dismissed = circumstances.dismissed;
  const bool same = dismissed && (!dismissed->account_id || !state.account_id ||
                                  *dismissed->account_id == *state.account_id);
  return !same;
}

bool same_account(const TargetState& a, const TargetState& b) {
  return !a.account_id || !b.account_id || *a.account_id == *b.account_id;
}

bool same_state(const TargetState& a, const TargetState& b) {
  if (a.status != b.status) return false;
  if (a.status != Status::claimed) return true;
  return is_ours(a) == is_ours(b) && same_account(a, b);
}

// Suspended and reserved say the same to whoever waits for a handle: nobody can have it now.
bool is_closed(Status status) {
  return status == Status::suspended || status == Status::reserved;
}

struct Change {
  EventType type;
  IncidentStep incident;
};

// The first firm answer.
std::optional<Change> baseline(const TargetState& now, const Circumstances& circumstances) {
  if (is_trouble(now, circumstances)) return Change{EventType::baseline, IncidentStep::open};
  if (!circumstances.is_owned || now.status == Status::claimed) return std::nullopt;
  // Listed as ours, and nobody has it.
  if (circumstances.moved) return Change{EventType::renamed, IncidentStep::open};
  return is_closed(now.status) ? Change{EventType::suspended, IncidentStep::open}
                               : Change{EventType::released, IncidentStep::open};
}

std::optional<Change> to_claimed(const TargetState& was, const TargetState& now,
                                 const Circumstances& circumstances) {
  const bool same = was.account_id && now.account_id && *was.account_id == *now.account_id;
  if (is_ours(now)) {
    if (is_ours(was) && was.status == Status::claimed) return std::nullopt;
    const bool news = circumstances.has_open_incident || is_closed(was.status);
    return news ? std::optional(Change{EventType::back, IncidentStep::resolve}) : std::nullopt;
  }
  if (!is_trouble(now, circumstances)) return std::nullopt;
  // A suspended stranger who returns goes on with his incident.
  if (is_closed(was.status) && same) return Change{EventType::back, IncidentStep::open};
  const bool had_account = was.status == Status::claimed;
  return Change{had_account ? EventType::changed_hands : EventType::claimed, IncidentStep::open};
}

// What people are told of a change of state, if anything.
std::optional<Change> change(const TargetState& was, const TargetState& now,
                             const Circumstances& circumstances) {
  if (was.status == Status::unknown) return baseline(now, circumstances);
  if (now.status == Status::claimed) return to_claimed(was, now, circumstances);
  const bool had_account = was.holder.has_value();
  const bool lost = is_ours(was) || circumstances.is_owned;
  if (now.status == Status::available) {
    if (!had_account && !circumstances.has_open_incident) return std::nullopt;
    const EventType type = circumstances.moved ? EventType::renamed : EventType::released;
    return Change{type, lost ? IncidentStep::open : IncidentStep::resolve};
  }
  // From suspended to reserved and back nothing changes for anybody.
  if (was.status != Status::claimed) return std::nullopt;
  const EventType type = circumstances.moved ? EventType::renamed : EventType::suspended;
  return Change{type, IncidentStep::open};
}

// What is left to tell of a target that flapped and is quiet now: what became of the state that was
// told last, and whatever would be told at a first look.
std::optional<Change> left_to_tell(const TargetState& told, const TargetState& now,
                                   const Circumstances& circumstances) {
  const bool is_another = told.status != Status::unknown && !same_state(told, now);
  if (is_another) {
    if (const auto news = change(told, now, circumstances)) return news;
  }
  auto standing = baseline(now, circumstances);
  if (standing && standing->type == EventType::baseline) standing->type = EventType::claimed;
  if (standing) return standing;
  // An account that came and was closed unheard of.
  const bool closed_unheard = is_closed(now.status) && now.holder && !is_closed(told.status);
  return closed_unheard ? std::optional(Change{EventType::suspended, IncidentStep::open})
                        : std::nullopt;
}

// What an answer says, given what was believed: who had the account is kept while it is suspended.
TargetState state_of(const Observation& seen, const Belief& belief,
                     const Circumstances& circumstances) {
  TargetState state{seen.status, holder_of(seen, belief, circumstances), seen.profile.account_id};
  if (seen.status == Status::claimed && !state.account_id) {
    // The account of whom we believed it, if it can still be the same.
    const bool same_kind =
        belief.state.status == Status::claimed && is_ours(belief.state) == is_ours(state);
    if (same_kind) state.account_id = belief.state.account_id;
  }
  if (is_closed(seen.status)) {
    state.holder = belief.state.holder;
    // Said to be ours after it was closed: the account that is shown is the one that was lost.
    const bool let_go =
        is_closed(belief.state.status) && is_ours(belief.state) && !belief.state.account_id;
    if (let_go || !state.account_id) state.account_id = belief.state.account_id;
  }
  if (seen.status == Status::available) state.account_id.reset();
  return state;
}

// Within the last day; a time in the future is one of a clock that was set back since.
bool is_recent(Instant at, Instant now) {
  return at <= now && now < at + flapping_window;
}

void forget_old(std::vector<Instant>& told, Instant now) {
  std::erase_if(told, [now](Instant at) { return !is_recent(at, now); });
}

bool is_quiet(const Belief& belief, Instant now) {
  return !is_recent(belief.since, now) &&
         std::none_of(belief.told.begin(), belief.told.end(),
                      [now](Instant at) { return is_recent(at, now); });
}

std::optional<Instant> held_until(Instant since, const Circumstances& circumstances) {
  if (!circumstances.held_back) return std::nullopt;
  const bool ends = *circumstances.held_back < model::for_ever - since;
  return ends ? since + *circumstances.held_back : model::for_ever;
}

// Tells what the belief has become; one time too many in a day, and the target flaps.
void tell(Step& step, const Change& change, const LastTold& was,
          const Circumstances& circumstances) {
  Belief& belief = step.belief;
  const bool ours = is_ours(was.state) || circumstances.is_owned;
  step.incident = change.incident;
  Told told{change.type, model::severity_of(change.type, ours, circumstances.is_variant), false};
  if (change.type == EventType::released) {
    told.held_until = held_until(belief.since, circumstances);
  }
  forget_old(belief.told, circumstances.now);
  if (belief.told.size() >= most_told) {
    told.flapping = true;
    step.incident = IncidentStep::open;
    belief.hushed = LastTold{belief.state, belief.since};
  }
  belief.told.push_back(circumstances.now);
  step.told = told;
  const bool is_another =
      was.state.status != Status::unknown && !same_state(was.state, belief.state);
  if (is_another) {
    step.before =
        model::Before{was.state.status, was.state.holder, was.state.account_id, was.since};
  }
}

// Believes a state, and tells of it unless the target flaps.
void believe(Step& step, const TargetState& state, Instant since,
             const std::optional<Change>& change, const Circumstances& circumstances) {
  Belief& belief = step.belief;
  const bool flaps = belief.hushed && !is_quiet(belief, circumstances.now);
  const LastTold was = belief.hushed.value_or(LastTold{belief.state, belief.since});
  step.changed = !same_state(belief.state, state);
  step.dismissal_ends = state.status == Status::available;
  belief.state = state;
  belief.since = since;
  belief.pending.reset();
  if (flaps) return;
  const bool flapped = std::exchange(belief.hushed, std::nullopt).has_value();
  if (change) {
    tell(step, *change, was, circumstances);
    return;
  }
  const bool is_quiet_again = flapped && !(is_closed(state.status) && state.holder);
  // Ours, or a person dismissed it: what its absence had opened is over.
  const bool is_here_again = state.status == Status::claimed && !is_trouble(state, circumstances);
  if (is_quiet_again || (is_here_again && circumstances.has_open_incident)) {
    step.incident = IncidentStep::resolve;
  }
}

}  // namespace

std::optional<Holder> holder_of(const Observation& seen, const Belief& belief,
                                const Circumstances& circumstances) {
  if (seen.status != Status::claimed) return std::nullopt;
  const auto& shown = seen.profile.account_id;
  if (circumstances.is_owned) {
    const auto& known = circumstances.owned_id ? circumstances.owned_id : belief.our_account;
    if (!known || !shown || *known == *shown) return Holder::ours;
  }
  const auto& dismissed = circumstances.dismissed;
  const bool decided =
      dismissed && (!dismissed->account_id || !shown || *dismissed->account_id == *shown);
  return decided ? dismissed->as : stranger_kind(seen);
}

namespace {

Step next_step(const Belief& belief, const Observation& seen, const Circumstances& circumstances) {
  Step step;
  step.belief = belief;
  const TargetState now = state_of(seen, belief, circumstances);
  const bool same = same_state(belief.state, now);
  const bool hush_ends = belief.hushed && is_quiet(belief, circumstances.now);
  if (same && !hush_ends) {
    step.belief.state = now;  // an id that is shown for the first time, a holder a person decided
    step.belief.pending.reset();
    return step;
  }
  const auto news = hush_ends ? left_to_tell(belief.hushed->state, now, circumstances)
                              : change(belief.state, now, circumstances);
  if (same || !news) {
    believe(step, now, same ? belief.since : circumstances.now, news, circumstances);
    return step;
  }
  auto& pending = step.belief.pending;
  // A clock that was set back would make us wait for ever.
  const bool goes_on =
      pending && same_state(pending->state, now) && pending->first_seen <= circumstances.now;
  if (goes_on && pending->first_seen + circumstances.confirm <= circumstances.now) {
    const Instant since = pending->first_seen;
    believe(step, now, since, news, circumstances);
    return step;
  }
  if (!goes_on) pending = Pending{now, circumstances.now};
  step.ask_again = pending->first_seen + circumstances.confirm;
  return step;
}

}  // namespace

Step next_state(const Belief& belief, const Observation& seen, const Circumstances& circumstances) {
  Step step = next_step(belief, seen, circumstances);
  const TargetState& state = step.belief.state;
  if (is_ours(state) && state.account_id) step.belief.our_account = state.account_id;
  return step;
}

}  // namespace judging
