#include "judging/target_state.hpp"

#include <algorithm>
#include <utility>

#include "judging/baseline.hpp"
#include "judging/losses.hpp"
#include "judging/second_looks.hpp"

namespace judging {

using model::EventType;
using model::Instant;
using model::Observation;
using model::Status;

namespace {

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
void tell(Step& step, const News& news, const LastTold& was, const Circumstances& circumstances) {
  Belief& belief = step.belief;
  const bool ours = is_about_us(was.state, circumstances);
  step.incident = news.incident;
  Told told;
  told.type = news.type;
  told.severity = model::severity_of(news.type, ours, circumstances.is_variant);
  if (news.type == EventType::released) told.held_until = held_until(belief.since, circumstances);
  forget_old(belief.told, circumstances.now);
  if (belief.told.size() >= most_told) {
    told.flapping = true;
    step.incident = IncidentStep::open;
    belief.hushed = LastTold{belief.state, belief.since};
  }
  belief.told.push_back(circumstances.now);
  step.told = told;
  // Of who was there when we first looked, nothing was known before.
  const bool is_another = was.state.status != Status::unknown &&
                          !same_state(was.state, belief.state) && news.type != EventType::baseline;
  if (is_another) {
    step.before =
        model::Before{was.state.status, was.state.holder, was.state.account_id, was.since};
  }
}

// What is told of a belief that has changed. None, also where the target flaps.
void tell_if_news(Step& step, bool flaps, const LastTold& was, const std::optional<News>& news,
                  const Circumstances& circumstances) {
  if (flaps) return;
  Belief& belief = step.belief;
  const TargetState& state = belief.state;
  const bool flapped = std::exchange(belief.hushed, std::nullopt).has_value();
  if (news) {
    tell(step, *news, was, circumstances);
    return;
  }
  const bool is_quiet_again = flapped && !(is_closed(state.status) && state.holder);
  // Ours, or a person dismissed it: what its absence had opened is over.
  const bool is_here_again = state.status == Status::claimed && !is_trouble(state, circumstances);
  if (is_quiet_again || (is_here_again && circumstances.has_open_incident)) {
    step.incident = IncidentStep::resolve;
  }
}

// A new belief is a baseline where nothing was sure before it.
void note_baseline(Belief& belief, bool is_told, const std::optional<Pending>& pending,
                   bool was_provisional, const Circumstances& circumstances) {
  const bool by_sweep = circumstances.occasion == Occasion::sweep;
  const long long sweep = pending ? pending->sweep : by_sweep ? circumstances.sweep : 0;
  const bool sure = !was_provisional || (pending && pending->confirmed) || is_told;
  belief.misses.reset();
  belief.baseline = sure ? std::nullopt : std::optional(sweep);
}

// Believes a state, and tells of it unless the target flaps.
void believe(Step& step, const TargetState& state, Instant since, const std::optional<News>& news,
             const Circumstances& circumstances) {
  Belief& belief = step.belief;
  const bool flaps = belief.hushed && !is_quiet(belief, circumstances.now);
  const LastTold was = belief.hushed.value_or(LastTold{belief.state, belief.since});
  const bool is_news_of_old = news && news->type != EventType::baseline;
  step.changed = !same_state(belief.state, state);
  step.dismissal_ends = state.status == Status::available;
  if (step.changed) {
    note_baseline(belief, is_news_of_old, belief.pending, is_provisional(belief), circumstances);
  }
  belief.state = state;
  belief.since = since;
  belief.pending.reset();
  tell_if_news(step, flaps, was, news, circumstances);
}

// An answer that says what is believed already.
void keep(Step& step, const TargetState& now, const Observation& seen,
          const Circumstances& circumstances) {
  Belief& belief = step.belief;
  confirm_baseline(belief, circumstances);
  belief.state = now;  // an id that is shown for the first time, a holder a person decided
  if (!belief.pending) return;
  step.lied = is_look(*belief.pending, seen, belief.state, circumstances);
  belief.pending.reset();
}

// Every look that was to confirm it showed another account. That somebody is there who is not us
// all of them said: that much is believed.
void believe_somebody(Step& step, const Observation& seen, const Circumstances& circumstances) {
  Belief& belief = step.belief;
  TargetState state = belief.pending->state;
  const Instant since = belief.pending->first_seen;
  const auto news = news_of(belief, state, since, circumstances);
  state.account_id.reset();
  believe(step, state, since, news, circumstances);
  step.changed = true;
  if (step.told) step.told->others = true;
  const auto account = proven_account(seen);
  belief.unsteady = account ? trace_of(*account) : 0;
}

// A look at a gain said otherwise. True: that is all that follows from it.
bool is_contradicted(Step& step, const TargetState& now, bool is_loss, const Observation& seen,
                     const Circumstances& circumstances) {
  Belief& belief = step.belief;
  Pending& pending = *belief.pending;
  step.lied = is_look(pending, seen, belief.state, circumstances);
  const bool is_there = now.status == Status::claimed && !same_state(now, belief.state);
  const bool is_another = is_there && is_ours(now) == is_ours(pending.state);
  if (is_loss || (is_there && !is_another)) return false;  // a change of its own
  (is_another ? pending.others : pending.denied) = true;
  if (!is_another) take_back(pending);
  if (is_another) {
    // Somebody has been there since then, but the looks that agreed were at another one.
    pending.state = now;
    pending.agreed = 0;
  }
  if (repeat(pending)) {
    step.ask_again = at_next_sweep;
    return true;
  }
  const bool somebody_is_there = pending.others && !pending.denied && !is_ours(pending.state);
  if (somebody_is_there) {
    believe_somebody(step, seen, circumstances);
    return true;
  }
  belief.pending.reset();
  return false;
}

Step next_step(const Belief& belief, const Observation& seen, const Circumstances& circumstances) {
  Step step;
  step.belief = belief;
  auto& pending = step.belief.pending;
  // A clock that was set back would make us wait for ever.
  if (pending && pending->first_seen > circumstances.now) pending.reset();
  const TargetState now = state_of(seen, belief, circumstances);
  const bool same = same_state(belief.state, now);
  const bool hush_ends = belief.hushed && is_quiet(belief, circumstances.now);
  const bool goes_on = pending && says_the_same(pending->state, now) && !same;
  const Instant since = goes_on ? pending->first_seen : circumstances.now;
  std::optional<News> news;
  if (hush_ends) {
    news = left_to_tell(belief.hushed->state, now, circumstances);
  } else if (!same) {
    news = news_of(belief, now, since, circumstances);
  }
  const bool is_denied = pending && is_gain(*pending) && !goes_on && !(same && hush_ends);
  const bool is_loss = news && now.status != Status::claimed;
  if (is_denied && is_contradicted(step, now, is_loss, seen, circumstances)) {
    if (same) confirm_baseline(step.belief, circumstances);
    return step;
  }
  if (same && !hush_ends) {
    keep(step, now, seen, circumstances);
    return step;
  }
  if (same || !news) {
    believe(step, now, same ? belief.since : circumstances.now, news, circumstances);
    return step;
  }
  if (goes_on) {
    agree(*pending, seen, belief.state, circumstances);
    pending->state = now;
  } else {
    if (pending && !is_denied) step.lied = is_look(*pending, seen, belief.state, circumstances);
    // The account is gone since then, whatever has become of its handle.
    const long long lost_in = is_loss ? sweep_of_loss(step.belief) : 0;
    pending = begin(now, seen, circumstances);
    pending->lost_in = lost_in;
  }
  const bool sure = goes_on && is_sure(*pending, seen, belief.state, circumstances);
  if (sure && !circumstances.unsettled) {
    step.arrived = circumstances.arrived;
    believe(step, now, since, news, circumstances);
    return step;
  }
  step.ask_again = next_look(*pending, seen, belief.state, circumstances);
  if (sure && is_gain(*pending)) step.ask_again = circumstances.now + circumstances.confirm;
  return step;
}

}  // namespace

Step next_state(const Belief& belief, const Observation& seen, const Circumstances& circumstances) {
  Step step = next_step(belief, seen, circumstances);
  note_identity(step.belief, seen, circumstances, step.changed);
  return step;
}

Step next_state_unanswered(const Belief& belief, const Observation& seen, bool awaited,
                           const Circumstances& circumstances) {
  Step step;
  step.belief = belief;
  if (seen.missed) note_miss(step.belief, circumstances);
  auto& pending = step.belief.pending;
  if (!awaited || !pending || !is_gain(*pending)) return step;
  // Who lies about a control may have lied about this one, the last time.
  const bool has_lied = seen.reason == name(model::Reason::platform_blind);
  if (has_lied) take_back(*pending);
  if (seen.missed || has_lied) pending->denied = true;
  if (repeat(*pending)) {
    step.ask_again = at_next_sweep;
  } else if (pending->others && !pending->denied && !is_ours(pending->state)) {
    believe_somebody(step, seen, circumstances);
    note_identity(step.belief, seen, circumstances, step.changed);
  } else {
    pending.reset();
  }
  return step;
}

Step move_away(const Belief& belief, const Circumstances& circumstances) {
  Step step;
  step.belief = belief;
  const Pending pending = belief.pending.value();
  const News news{EventType::renamed,
                  circumstances.is_owned ? IncidentStep::open : IncidentStep::resolve};
  believe(step, pending.state, pending.first_seen, news, circumstances);
  step.belief.lost = circumstances.is_owned;
  return step;
}

}  // namespace judging
