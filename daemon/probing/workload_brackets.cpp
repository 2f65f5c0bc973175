// The part of the workload that asks one by one, bracket after bracket.
#include <algorithm>

#include "probing/workload.hpp"

namespace probing {

using model::Milliseconds;
using model::Reason;
using model::Status;
using platforms::Reading;

namespace {

// A control that closes a bracket is asked again for so long, where it gives no answer.
constexpr Milliseconds patience_for_an_answer = std::chrono::minutes(1);
constexpr Milliseconds between_attempts = std::chrono::seconds(15);

}  // namespace

bool Workload::open_bracket(Lane& lane, const Time& now, const RoomOf& room) {
  const std::size_t entry = lane.road.entry;
  const Room there = room(entry);
  const auto closed = state_.closed.find(entry);
  const bool opened =
      closed != state_.closed.end() && now.steady - closed->second.at <= there.patience;
  // A claimed control and a free one; what they really cost they will show.
  const std::size_t controls = opened ? closed->second.cost : 2;
  const std::size_t targets = lane.waiting.empty() ? 0 : lane.road.longest();
  const std::size_t needed = std::min((opened ? 1 : 2) * controls + targets, there.most);
  if (there.requests < needed) {
    if (there.is_paid_out) {
      give_up(Reason::budget, now.calendar);
    } else {
      wish_ = Wish{entry, needed};
    }
    return false;
  }
  const std::size_t most = is_second_look_ ? Room::unlimited : lane.road.requests;
  bracket_controls_.clear();
  lane.wants_controls = false;
  if (opened) {
    bracket_ = std::make_unique<Bracket>(lane.road, subjects_, closed->second, most);
    state_.closed.erase(closed);
  } else {
    // Whether those that are gone are there again is seen once a sweep.
    const bool is_first = !is_second_look_ && !state_.right.contains(entry);
    ControlRound round(claimed_for(entry), free_name(), is_first);
    bracket_ = std::make_unique<Bracket>(lane.road, subjects_, std::move(round), most);
  }
  if (is_second_look_) choose_for_second_look(lane);
  return true;
}

// At most four requests between the controls, those of its shape directly around them.
void Workload::choose_for_second_look(Lane& lane) {
  std::vector<Subject> before;
  std::vector<Subject> after;
  std::vector<std::size_t> chosen;
  std::set<platforms::Shape> shapes;
  const std::size_t most = std::max<std::size_t>(1, most_in_second_look / lane.road.longest());
  while (!lane.waiting.empty() && chosen.size() < most) {
    chosen.push_back(lane.waiting.front());
    lane.waiting.pop_front();
    const Subject& target = subjects_[chosen.back()];
    const bool needs_controls = target.role == Role::target && !lane.road.is_tied &&
                                !platforms::is_plain(target.shape) &&
                                shapes.insert(target.shape).second;
    if (!needs_controls) continue;
    for (auto* side : {&before, &after}) {
      auto controls = further_.shape_controls(lane.road.entry, target);
      std::move(controls.begin(), controls.end(), std::back_inserter(*side));
    }
  }
  const auto add = [this](std::vector<Subject>& controls) {
    for (Subject& control : controls) {
      look_at_.push_back(subjects_.size());
      subjects_.push_back(std::move(control));
    }
  };
  add(before);
  look_at_.insert(look_at_.end(), chosen.begin(), chosen.end());
  add(after);
}

std::optional<Job> Workload::next_of_bracket(const Time& now, const RoomOf& room) {
  Bracket& bracket = *bracket_;
  if (auto job = bracket.next()) return job;
  if (bracket.phase() != Bracket::Phase::open || bracket.cut_short) return std::nullopt;
  const std::size_t entry = bracket.road().entry;
  std::deque<std::size_t>& waiting = is_second_look_ ? look_at_ : lane_of(entry).waiting;
  const Room there = room(entry);
  const bool takes =
      is_second_look_ ? !bracket.takes_no_more : bracket.fits_another(there.requests);
  const bool fits = !waiting.empty() && takes;
  const bool may_wait = !there.has_deadline && bracket.members().empty();
  if (fits && may_wait && there.requests < bracket.least()) {
    // Its controls cost more than it seemed: it could not be closed in time.
    const std::size_t needed = bracket.least() + bracket.cost_so_far();
    if (needed <= there.most) {
      bracket_.reset();
      if (there.is_paid_out) {
        give_up(Reason::budget, now.calendar);
      } else {
        wish_ = Wish{entry, needed};
      }
      return std::nullopt;
    }
  }
  if (fits) {
    const std::size_t subject = waiting.front();
    waiting.pop_front();
    return bracket.take(subject);
  }
  if (auto job = bracket.next_of_refused()) return job;
  if (!bracket.is_idle()) return std::nullopt;
  if (is_second_look_ && waiting.empty()) doubt_claims();
  if (!waiting.empty() && is_second_look_ && bracket.fits_another(there.requests)) {
    const std::size_t subject = waiting.front();
    waiting.pop_front();
    return bracket.take(subject);
  }
  if (!bracket.holds_something_firm()) {
    // Nothing that controls could prove: it need not be closed.
    const bool fruitless = bracket.takes_no_more && is_fruitless(bracket);
    const Reason why = fruitless ? subjects_[bracket.members().back()].reading.unknown_because
                                 : Reason::rate_limited;
    end_bracket(bracket.opening());
    count_fruitless(fruitless, why, now.calendar);
    return std::nullopt;
  }
  bracket_controls_.clear();
  closing_since_ = now.steady;
  std::string free = extended_ ? extended_->name : free_name();
  bracket.close(ControlRound(claimed_for(entry), std::move(free), false));
  return bracket.next();
}

void Workload::bracket_answered(const Job& job, const Reading& reading, const AnswerMeta& meta) {
  const std::size_t index = job.subjects.front();
  if (!bracket_->answered(job, reading)) return;
  decide(index, job.ask, reading, meta);
  const Role role = subjects_[index].role;
  if (role == Role::free_control && is_extended(index)) {
    const Extended extended = *std::exchange(extended_, std::nullopt);
    const bool is_claimed =
        reading.next == Reading::Next::decided && reading.status == Status::claimed;
    if (is_claimed) refuted_claims_.insert(extended.target);
    // It says nothing of the platform: names of that length it may not even admit.
    if (!is_rightly_free(definition_, reading)) {
      bracket_->replace_free(subjects_[index].slot, free_name());
      return;
    }
  }
  if (role == Role::target) pages_.found(subjects_[index]);
  if (role == Role::claimed_control) further_.found(bracket_->road().entry, subjects_[index]);
  if (role == Role::claimed_control || role == Role::free_control) {
    pages_.note_control(subjects_[index]);
    bracket_controls_.push_back(index);
    bracket_->control_answered(index);
  } else if (role == Role::target && !is_second_look_) {
    want_proofs(lane_of(bracket_->road().entry), index, bracket_->opening().asks);
  }
}

// Of a second look: whoever cuts long names, or takes what a name begins with for its answer, shows
// the account that a claimed name stands for under that name with more behind it, too. One such
// name, of the free control's shape, closes the bracket in its place; the others are asked before.
void Workload::doubt_claims() {
  for (const std::size_t index : bracket_->members()) {
    const Subject target = subjects_[index];
    const Reading& reading = target.reading;
    const bool is_claim = target.role == Role::target && reading.next == Reading::Next::decided &&
                          reading.status == Status::claimed && !reading.tied;
    if (!is_claim || !doubted_.insert(index).second) continue;
    const std::size_t entry = bracket_->road().entry;
    if (!further_.match_is_proven(entry, target)) {
      add_waiting(further_.controls_for_match(entry), lane_of(entry));
    }
    add_waiting(pages_.controls_for(entry, target, true), lane_of(entry));
    auto name = further_.extended(target);
    const bool may_close = !extended_ && platforms::is_plain(target.shape);
    if (name && may_close) {
      extended_ = Extended{std::move(*name), index};
    } else if (name) {
      Subject control;
      control.role = Role::shape_control;
      control.handle = std::move(*name);
      control.starts_at = entry;
      control.speaks_for = index;
      look_at_.push_back(subjects_.size());
      subjects_.push_back(std::move(control));
    }
  }
}

void Workload::end_doubts() {
  if (is_second_look_) doubted_.clear();
  extended_.reset();
}

bool Workload::is_extended(std::size_t free_control) const {
  return extended_ && subjects_[free_control].handle == extended_->name;
}

// What is to follow once nothing is under way.
void Workload::turn(const Time& now) {
  if (!bracket_ || bracket_->is_under_way()) return;
  if (given_up_) {
    drop_bracket(*given_up_, now.calendar);
  } else if (bracket_->cut_short) {
    drop_bracket(*bracket_->cut_short, now.calendar);
  } else if (bracket_->phase() == Bracket::Phase::opening) {
    if (bracket_->controls_have_answered()) end_opening(now);
  } else if (bracket_->phase() == Bracket::Phase::closing) {
    if (bracket_->controls_have_answered()) end_closing(now);
  }
}

void Workload::end_opening(const Time& now) {
  const ControlRound& round = bracket_->round();
  const std::size_t entry = bracket_->road().entry;
  Lane& lane = lane_of(entry);
  const Proof proof = round.proof();
  note_controls(lane, proof, bracket_controls_);
  if (proof.proves_nothing()) {
    lies_ += proof.blind ? 1 : 0;
    lane.waiting.insert(lane.waiting.begin(), look_at_.begin(), look_at_.end());
    look_at_.clear();
    bracket_.reset();
    in_trouble(lane, proof, now);
    return;
  }
  if (round.right_one() > 0) {
    state_.first[entry] = (state_.first[entry] + round.right_one()) % claimed_.size();
  }
  see_right(entry);
  bracket_->opened();
}

void Workload::end_closing(const Time& now) {
  const Proof& opening = bracket_->opening();
  const Proof closing = bracket_->round().proof();
  const bool is_missing = (opening.claimed_proven && closing.claimed_missing) ||
                          (opening.available_proven && closing.available_missing);
  const model::Moment last = closing_since_ + patience_for_an_answer;
  if (is_missing && !closing.blind && now.steady < last) {
    bracket_->ask_missing_again(free_name());
    state_.rests_until = std::min(now.steady + between_attempts, last);
    return;
  }
  fruitless_ = 0;
  const std::size_t entry = bracket_->road().entry;
  Lane& lane = lane_of(entry);
  const Proof proof = both(opening, closing);
  const bool broken = is_broken(opening, closing);
  note_controls(lane, broken ? proof : closing, bracket_controls_);
  if (!broken && !is_missing) state_.closed[entry] = bracket_->closed(now.steady);
  count_bracket(broken);
  if (state_.distrusted) {
    give_up(Reason::platform_blind, now.calendar);
    return;
  }
  end_bracket(proof);
  if (broken) in_trouble(lane, proof, now);
}

bool Workload::is_fruitless(const Bracket& bracket) const {
  const auto& members = bracket.members();
  return std::all_of(members.begin(), members.end(), [this](std::size_t member) {
    const Reading& reading = subjects_[member].reading;
    const bool is_refused = reading.unknown_because == Reason::rate_limited ||
                            reading.unknown_because == Reason::blocked;
    return reading.next == Reading::Next::decided && reading.status == Status::unknown &&
           is_refused;
  });
}

// A platform that lets nothing but controls through would be asked for them for ever.
void Workload::count_fruitless(bool fruitless, Reason reason, model::Instant at) {
  constexpr int most = 4;
  fruitless_ = fruitless ? fruitless_ + 1 : 0;
  if (fruitless_ >= most) give_up(reason, at);
}

bool Workload::may_be_the_handles(const Job& job) const {
  const auto is_control = [this](std::size_t index) {
    const Role role = subjects_[index].role;
    return role == Role::claimed_control || role == Role::free_control;
  };
  const bool asks_target = !std::all_of(job.subjects.begin(), job.subjects.end(), is_control);
  return asks_target && !state_.right.empty();
}

void Workload::close_early(const Time& now) {
  if (!bracket_) return;
  bracket_->takes_no_more = true;
  turn(now);
}

void Workload::end_bracket(const Proof& proof) {
  const std::unique_ptr<Bracket> bracket = std::move(bracket_);
  Lane& lane = lane_of(bracket->road().entry);
  end_doubts();
  ended_ = true;
  note_refuted_shapes(*bracket);
  for (const std::size_t member : bracket->members()) settle(member, lane, proof);
  release_held();
}

// It ends without its controls: what stood in it goes first next time.
void Workload::drop_bracket(Reason reason, model::Instant at) {
  const std::unique_ptr<Bracket> bracket = std::move(bracket_);
  Lane& lane = lane_of(bracket->road().entry);
  end_doubts();
  if (bracket->phase() == Bracket::Phase::opening) see_interrupted(lane, reason);
  const bool fruitless = bracket->cut_short && bracket->members().empty();
  lane.waiting.insert(lane.waiting.begin(), look_at_.begin(), look_at_.end());
  look_at_.clear();
  const auto& members = bracket->members();
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    const bool goes_again = !given_up_ && give_back(*member);
    if (!goes_again) leave(*member, reason, at);
  }
  release_held();
  if (given_up_) {
    give_up(reason, at);
  } else {
    count_fruitless(fruitless, reason, at);
  }
}

void Workload::cut_short(Reason reason, const Time& now) {
  if (!bracket_ || bracket_->phase() == Bracket::Phase::opening) return;
  bracket_->cut_short = reason;
  turn(now);
}

}  // namespace probing
