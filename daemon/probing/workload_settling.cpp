// The part of the workload that says what an answer is worth once its bracket has ended.
#include <algorithm>

#include "probing/workload.hpp"

namespace probing {

using model::Observation;
using model::Reason;
using model::Status;
using platforms::Reading;

namespace {

bool is_missing(const Subject& control) {
  return ControlAnswer{control.reading.status, control.reading.unknown_because, control.ask}
      .is_missing();
}

// Why the control that this answer rests on is not there.
std::optional<Reason> missing_for(const Proof& proof, Status status) {
  if (status == Status::claimed) return proof.claimed_missing;
  if (status == Status::available) return proof.available_missing;
  return proof.claimed_missing ? proof.claimed_missing : proof.available_missing;
}

bool is_same_account(const Observation& one, const Observation& other) {
  const auto& id = one.profile.account_id;
  const auto& other_id = other.profile.account_id;
  return other.status == Status::claimed && (!id || !other_id || *id == *other_id);
}

}  // namespace

void Workload::decide(std::size_t index, std::size_t ask, const Reading& reading,
                      const AnswerMeta& meta) {
  Subject& subject = subjects_[index];
  subject.decided = true;
  subject.ask = ask;
  subject.reading = reading;
  subject.meta = meta;
}

void Workload::settle(std::size_t index, Lane& lane, const Proof& proof) {
  if (subjects_[index].role == Role::target) {
    settle_target(index, lane, proof);
    return;
  }
  const bool in_bracket = is_second_look_ && !lane.road.is_batch();
  if (in_bracket && subjects_[index].role == Role::shape_control) return;
  const Subject& control = subjects_[index];
  const bool counts =
      standing(proof, control.reading.status) == Standing::counts && !is_missing(control);
  if (counts) pages_.note_control(control);
  if (control.role == Role::page_control) {
    pages_.answered(control, counts);
    return;
  }
  if (control.speaks_for) {
    extended_answered(control, counts);
    return;
  }
  add_waiting(further_.answered(lane.road.entry, control, counts), lane);
}

void Workload::settle_target(std::size_t index, Lane& lane, const Proof& proof) {
  const Reading& reading = subjects_[index].reading;
  if (reading.next == Reading::Next::ask) {
    hand_on(index, proof);
    return;
  }
  const Standing stands = standing(proof, reading.status);
  if (stands == Standing::blind) {
    finish(index, Reason::platform_blind);
  } else if (stands == Standing::unproven) {
    const auto missing = missing_for(proof, reading.status);
    if (missing && give_back(index)) return;
    finish(index, missing.value_or(Reason::unproven));
  } else if (!pages_.may_be_free(subjects_[index])) {
    finish(index, Reason::ambiguous);
  } else if (reading.status == Status::available && !is_second_look_) {
    want_proofs(lane, index, proof.asks);
    held_.push_back({index, entry_, proof.asks});
  } else if (reading.status != Status::claimed) {
    finish(index, std::nullopt);
  } else {
    want_proofs(lane, index, proof.asks);
    held_.push_back({index, lane.road.entry, proof.asks});
  }
}

void Workload::hand_on(std::size_t index, const Proof& proof) {
  if (proof.blind) {
    finish(index, Reason::platform_blind);
    return;
  }
  Subject& subject = subjects_[index];
  Lane& next = lane_of(subject.reading.ask);
  if (next.over) {
    finish_unknown(index, *next.over, subject.meta.at);
    return;
  }
  subject.starts_at = subject.reading.ask;
  subject.decided = false;
  next.waiting.push_back(index);
}

void Workload::want_proofs(Lane& lane, std::size_t index, const std::set<std::size_t>& by) {
  const Subject target = subjects_[index];
  if (target.reading.next != Reading::Next::decided) return;
  const bool is_absent = target.reading.status == Status::available && !is_second_look_;
  // Accounts show on whichever road they do: they go all of it.
  if (is_absent && !further_.absence_is_proven(entry_, target)) {
    add_waiting(further_.controls_for_absence(entry_, target), lane_of(entry_));
  }
  if (target.reading.status != Status::claimed) return;
  if (!further_.ask_is_proven(target.ask, by)) {
    add_waiting(further_.controls_for_ask(target.ask), lane);
  }
  add_waiting(pages_.controls_for(lane.road.entry, target, looks_again(target)), lane);
  if (!lane.road.is_batch()) further_.found(lane.road.entry, target);
  if (!lane.road.is_batch() && !further_.match_is_proven(lane.road.entry, target)) {
    add_waiting(further_.controls_for_match(lane.road.entry), lane);
  }
  // Of a second look its bracket holds them itself; a batch is another.
  const bool in_bracket = is_second_look_ && !lane.road.is_batch();
  const bool by_shape = !target.reading.tied && !in_bracket;
  if (by_shape && target.is_doubted) want_extended(lane, index);
  if (by_shape && !further_.shape_is_proven(lane.road.entry, target.shape)) {
    add_waiting(further_.controls_for_shape(lane.road.entry, target), lane);
  }
}

// Of a sweep that is a second look at it, too: see doubt_claims().
void Workload::want_extended(Lane& lane, std::size_t index) {
  if (!doubted_.insert(index).second) return;
  auto name = further_.extended(subjects_[index]);
  if (!name) return;
  Subject control;
  control.role = Role::shape_control;
  control.handle = std::move(*name);
  control.starts_at = lane.road.entry;
  control.speaks_for = index;
  awaiting_extended_.insert(index);
  add_waiting({std::move(control)}, lane);
}

// One that was not asked, or in vain, leaves the claim in doubt.
void Workload::extended_answered(const Subject& control, bool counts) {
  const std::size_t target = *control.speaks_for;
  awaiting_extended_.erase(target);
  if (!counts || control.reading.status == Status::claimed) refuted_claims_.insert(target);
}

// Of what is not asked any more, nor again.
void Workload::leave(std::size_t index, Reason reason, model::Instant at) {
  const Subject subject = subjects_[index];
  finish_unknown(index, reason, at);
  if (subject.role != Role::target) leave_control(lane_of(subject.starts_at), subject);
}

// It is not asked, nor are those that would be asked in its place.
void Workload::leave_control(const Lane& lane, const Subject& control) {
  if (control.role == Role::page_control) {
    pages_.answered(control, false);
    return;
  }
  if (control.speaks_for) extended_answered(control, false);
  auto others = further_.answered(lane.road.entry, control, false);
  while (!others.empty()) others = further_.answered(lane.road.entry, others.front(), false);
}

// Before the targets: what was answered waits for them.
void Workload::add_waiting(std::vector<Subject> controls, Lane& lane) {
  for (Subject& control : controls) {
    if (lane.over || given_up_) {
      leave_control(lane, control);
      continue;
    }
    std::deque<std::size_t>& waiting = is_second_look_ && bracket_ ? look_at_ : lane.waiting;
    waiting.push_front(subjects_.size());
    subjects_.push_back(std::move(control));
  }
}

// Whether whatever is wrong with the name it was asked by is ruled out; nothing: that is still
// asked.
std::optional<bool> Workload::name_is_proven(const Held& claim) const {
  const Subject& subject = subjects_[claim.subject];
  if (subject.reading.status == Status::available) {
    return further_.absence_is_proven(claim.entry, subject);
  }
  if (subject.reading.tied) return true;
  if (refuted_claims_.contains(claim.subject)) return false;
  const bool is_batch = lanes_.at(claim.entry)->road.is_batch();
  if (!is_batch) {
    const auto match = further_.match_is_proven(claim.entry, subject);
    if (match != true) return match;
  }
  if (awaiting_extended_.contains(claim.subject)) return std::nullopt;
  const bool is_in_bracket = is_second_look_ && !is_batch;
  if (!is_in_bracket) return further_.shape_is_proven(claim.entry, subject.shape);
  return !refuted_shapes_.contains(subject.shape);
}

// Those of whose claims it is known by now whether they count.
void Workload::release_held() {
  std::vector<Held> held = std::exchange(held_, {});
  for (Held& one : held) {
    const Subject& subject = subjects_[one.subject];
    const bool is_claim = subject.reading.status == Status::claimed;
    const auto ask = is_claim ? further_.ask_is_proven(subject.ask, one.by) : std::optional(true);
    const auto shape = name_is_proven(one);
    const auto page = pages_.is_proven(subject, looks_again(subject));
    if (ask == false || shape == false) {
      finish(one.subject, Reason::unproven);
    } else if (page == false) {
      finish(one.subject, Reason::ambiguous);
    } else if (ask && shape && page) {
      finish(one.subject, std::nullopt);
    } else {
      held_.push_back(std::move(one));
    }
  }
}

// Of a second look: shapes whose own controls did not stand up.
void Workload::note_refuted_shapes(const Bracket& bracket) {
  if (!is_second_look_) return;
  refuted_shapes_.clear();
  std::set<platforms::Shape> asked;
  for (const std::size_t index : bracket.members()) {
    const Subject& control = subjects_[index];
    if (control.role != Role::shape_control) continue;
    if (control.speaks_for) {
      const bool is_claimed = control.decided && control.reading.status == Status::claimed;
      if (is_claimed) refuted_claims_.insert(*control.speaks_for);
      continue;
    }
    asked.insert(control.shape);
    const bool stands =
        control.decided && !is_missing(control) && is_rightly_free(definition_, control.reading);
    if (!stands) refuted_shapes_.insert(control.shape);
  }
  for (const std::size_t index : bracket.members()) {
    const Subject& target = subjects_[index];
    const bool has_none = target.role == Role::target && !platforms::is_plain(target.shape) &&
                          !asked.contains(target.shape);
    if (has_none) refuted_shapes_.insert(target.shape);
  }
}

void Workload::finish(std::size_t index, std::optional<Reason> instead) {
  Subject& subject = subjects_[index];
  const Reading& reading = subject.reading;
  const platforms::Ask& ask = definition_.asks[subject.ask];
  Observation seen;
  seen.target = subject.first_look ? subject.first_look->target : std::move(subject.target);
  seen.checked_at = subject.meta.at;
  seen.http_status = subject.meta.http_status;
  seen.elapsed_ms = subject.meta.elapsed_ms;
  seen.url = platforms::profile_page(definition_, server_, subject.handle);
  seen.reason = instead ? std::string(name(*instead)) : platforms::reason_text(ask, reading);
  if (!instead) {
    seen.status = reading.status;
    if (reading.status == Status::available && !definition_.grammar.gives(subject.handle)) {
      seen.status = Status::reserved;
      seen.refined = model::Refined::by_rule;
    }
    seen.profile = reading.profile;
    seen.tied = reading.tied && reading.status == Status::claimed;
    seen.missed = is_proven_miss(subject);
  }
  subject.is_final = true;
  const bool look =
      !subject.first_look && !given_up_ && look_again_ && !is_second_look_ && look_again_(seen);
  if (look) {
    Subject again;
    again.handle = subject.handle;
    again.starts_at = entry_;
    again.shape = subject.shape;
    again.first_look = std::move(seen);
    looks_.push_back(subjects_.size());
    subjects_.push_back(std::move(again));
    return;
  }
  const bool disagrees = subject.first_look && seen.status != Status::unknown &&
                         !is_same_account(*subject.first_look, seen);
  if (disagrees) {
    seen.status = Status::unknown;
    seen.reason = name(Reason::ambiguous);
    seen.profile = {};
  }
  final_.push_back(std::move(seen));
}

// Answered as the free control was, where that can only mean that nobody is shown.
bool Workload::is_proven_miss(const Subject& subject) const {
  if (!definition_.positive_only() || subject.reading.status != Status::unknown) return false;
  const auto lane = lanes_.find(entry_);
  if (lane == lanes_.end() || !lane->second->free_control || !lane->second->proof) return false;
  const Subject& free = subjects_[*lane->second->free_control];
  return lane->second->proof->claimed_proven && free.ask == subject.ask &&
         free.reading.status == Status::unknown && free.reading.rule == subject.reading.rule &&
         free.reading.unknown_because == subject.reading.unknown_because &&
         free.meta.http_status == subject.meta.http_status;
}

void Workload::finish_unknown(std::size_t index, Reason reason, model::Instant at) {
  Subject& subject = subjects_[index];
  subject.decided = true;
  if (subject.role != Role::target || subject.is_final) return;
  // A look was answered, and failed, where one road does not show it and the other says nothing.
  const bool is_failed_look = (is_second_look_ || subject.is_doubted) && subject.was_passed_over;
  subject.ask = entry_;
  subject.reading = {};
  subject.reading.unknown_because = reason;
  subject.meta = {at, {}, is_failed_look ? subject.meta.elapsed_ms : std::nullopt};
  finish(index, std::nullopt);
}

// Once: what stood in a bracket that ended without blame.
bool Workload::give_back(std::size_t index) {
  Subject& subject = subjects_[index];
  const bool from_the_first = is_second_look_ || subject.role == Role::ask_control;
  Lane& lane = lane_of(from_the_first ? entry_ : subject.starts_at);
  if (lane.over || subject.returns++ > 0) return false;
  subject.decided = false;
  subject.reading = {};
  lane.waiting.push_front(index);
  return true;
}

}  // namespace probing
