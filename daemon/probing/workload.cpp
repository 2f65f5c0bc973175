#include "probing/workload.hpp"

#include <algorithm>
#include <cassert>

#include "probing/chain.hpp"

namespace probing {

using model::Reason;
using platforms::Reading;

Workload::Workload(Assignment assignment, std::mt19937_64& random)
    : definition_(assignment.definition),
      server_(std::move(assignment.server)),
      entry_(assignment.entry),
      claimed_(std::move(assignment.controls.handles)),
      gone_(std::move(assignment.controls.gone)),
      owned_(std::move(assignment.controls.owned)),
      believed_(std::move(assignment.controls.believed)),
      drafted_(assignment.controls.drafted),
      is_second_look_(assignment.is_second_look),
      is_watched_(assignment.is_watched),
      refines_(assignment.refines),
      more_come_(assignment.refines),
      look_again_(std::move(assignment.look_again)),
      random_(random),
      state_(std::move(assignment.state)),
      further_(definition_, claimed_, assignment.accounts, random_, state_),
      pages_(definition_, assignment.believed, further_, state_.pages) {
  Lane& lane = lane_of(entry_);
  // Asked about nobody, it is asked for its controls.
  lane.wants_controls = assignment.targets.empty() && !refines_;
  for (model::Target& target : assignment.targets) {
    Subject subject;
    subject.handle = target.handle;
    const auto handed_on = state_.handed_on.extract(target.handle);
    subject.starts_at = handed_on && !is_second_look_ ? handed_on.mapped() : entry_;
    subject.shape = platforms::shape_of(definition_, target.handle);
    subject.is_doubted = assignment.looked_at_again.contains(target.handle);
    subject.target = std::move(target);
    lane_of(subject.starts_at).waiting.push_back(subjects_.size());
    subjects_.push_back(std::move(subject));
  }
}

Workload::Lane& Workload::lane_of(std::size_t entry) {
  auto& lane = lanes_[entry];
  if (!lane) {
    lane = std::make_unique<Lane>();
    lane->controls = std::min<std::size_t>(2, claimed_.size() + gone_.size()) + 1;
    lane->road = road_from(definition_, entry, lane->controls);
    lane->batches = Batches(lane->road.is_batch() ? lane->road.max - lane->controls : 0);
  }
  return *lane;
}

// The one that answered rightly last goes first.
ClaimedNames Workload::claimed_for(std::size_t entry) const {
  std::vector<ClaimedName> claimed;
  for (const std::string& control : claimed_) claimed.push_back({control, surety_of(control)});
  const auto first = state_.first.find(entry);
  if (first != state_.first.end() && first->second < claimed.size()) {
    std::rotate(claimed.begin(), claimed.begin() + static_cast<std::ptrdiff_t>(first->second),
                claimed.end());
  }
  return {std::move(claimed), gone_};
}

Surety Workload::surety_of(const std::string& control) const {
  if (owned_.contains(control)) return Surety::ours;
  return believed_.contains(control) ? Surety::believed : Surety::sure;
}

bool Workload::is_gone(const std::string& control) const {
  return std::find(gone_.begin(), gone_.end(), control) != gone_.end();
}

std::string Workload::free_name() {
  return platforms::random_free_name(definition_, random_);
}

void Workload::add(model::Target target) {
  Subject subject;
  subject.handle = target.handle;
  subject.starts_at = entry_;
  subject.shape = platforms::shape_of(definition_, target.handle);
  subject.target = std::move(target);
  std::deque<std::size_t>& waiting = lane_of(entry_).waiting;
  const auto place = std::find_if(waiting.begin(), waiting.end(), [&](std::size_t other) {
    return model::goes_before(subject.target, subjects_[other].target);
  });
  waiting.insert(place, subjects_.size());
  subjects_.push_back(std::move(subject));
  if (given_up_) give_up(*given_up_, {});
}

void Workload::no_more_come(bool asks_controls) {
  if (!std::exchange(more_come_, false)) return;
  lane_of(entry_).wants_controls = asks_controls && !given_up_;
}

std::optional<Job> Workload::next(const Time& now, const RoomOf& room) {
  wish_.reset();
  if (given_up_) return std::nullopt;
  if (state_.rests_until && now.steady < *state_.rests_until) return std::nullopt;
  state_.rests_until.reset();
  std::optional<Job> job;
  do {
    ended_ = false;
    job = choose(now, room);
  } while (!job && ended_ && !given_up_);
  if (job) ++under_way_;
  return job;
}

std::optional<Job> Workload::choose(const Time& now, const RoomOf& room) {
  if (!again_.empty()) {
    Job job = std::move(again_.front());
    again_.pop_front();
    return job;
  }
  if (bracket_) return next_of_bracket(now, room);
  if (under_way_ == 0 && is_drained()) {
    pages_.all_seen();
    release_held();
  }
  if (under_way_ == 0 && nothing_waits()) begin_second_looks(now.calendar);
  if (done()) return std::nullopt;
  Lane* lane = next_lane();
  if (lane == nullptr) return std::nullopt;
  if (lane->road.is_batch()) return next_of_batches(*lane, now, room);
  if (!open_bracket(*lane, now, room)) return std::nullopt;
  return next_of_bracket(now, room);
}

// Later roads first: they decide what was begun.
Workload::Lane* Workload::next_lane() {
  Lane* chosen = nullptr;
  for (auto& [entry, lane] : lanes_) {
    const bool is_left = ends_ && only_targets_wait(*lane);
    if (has_work(*lane) && !is_left && !is_waited_for(*lane)) chosen = lane.get();
  }
  // While batches are under way nothing else begins, and no further one before the first is right.
  if (under_way_ == 0 || chosen == nullptr) return chosen;
  return chosen->road.is_batch() && !chosen->batches.goes_alone() ? chosen : nullptr;
}

bool Workload::has_work(const Lane& lane) {
  return !lane.over && (lane.wants_controls || lane.batches.has_next(lane.waiting));
}

// What is not full yet waits while roads that lead to it still have something to ask, or to hear.
bool Workload::is_waited_for(const Lane& lane) const {
  const std::size_t full = lane.road.is_batch() ? lane.batches.room() : lane.road.requests;
  if (ends_ || lane.waiting.size() >= full) return false;
  if (more_come_) return true;
  return std::any_of(lanes_.begin(), lanes_.end(), [&](const auto& one) {
    const Lane& other = *one.second;
    const bool may_lead_on = has_work(other) || other.batches_out > 0;
    if (&other == &lane || !may_lead_on) return false;
    const std::vector<std::size_t> chain = chain_from(definition_, other.road.entry);
    return std::find(chain.begin(), chain.end(), lane.road.entry) != chain.end();
  });
}

bool Workload::nothing_waits() const {
  return std::none_of(lanes_.begin(), lanes_.end(),
                      [](const auto& one) { return has_work(*one.second); });
}

bool Workload::done() const {
  if (under_way_ > 0 || bracket_ || !again_.empty()) return false;
  if (given_up_) return true;
  const bool is_all = nothing_waits() && looks_.empty() && !more_come_;
  return held_.empty() && (is_all || (ends_ && is_drained()));
}

// Nothing is left that this slice will ask.
bool Workload::is_drained() const {
  return std::all_of(lanes_.begin(), lanes_.end(), [this](const auto& one) {
    return !has_work(*one.second) || (ends_ && only_targets_wait(*one.second));
  });
}

// So that another slice can begin with them.
bool Workload::only_targets_wait(const Lane& lane) const {
  return !(lane.wants_controls && lane.waiting.empty()) && lane.batches.has_no_parts() &&
         std::all_of(lane.waiting.begin(), lane.waiting.end(),
                     [this](std::size_t index) { return subjects_[index].role == Role::target; });
}

void Workload::end_slice() {
  ends_ = true;
  // Controls that nobody waits for: the next slice hands them on again.
  for (auto& [entry, lane] : lanes_) {
    if (entry != entry_ && lane->waiting.empty()) lane->wants_controls = false;
  }
}

std::vector<model::Target> Workload::left() const {
  std::vector<model::Target> left;
  if (!done() || given_up_) return left;
  // What has been begun first.
  for (auto lane = lanes_.rbegin(); lane != lanes_.rend(); ++lane) {
    for (const std::size_t index : lane->second->waiting) left.push_back(subjects_[index].target);
  }
  return left;
}

SweepState Workload::state() const {
  SweepState state = state_;
  for (const auto& [entry, lane] : lanes_) {
    if (entry == entry_) continue;
    for (const std::size_t index : lane->waiting) {
      if (subjects_[index].role == Role::target) state.handed_on[subjects_[index].handle] = entry;
    }
  }
  return state;
}

void Workload::begin_second_looks(model::Instant at) {
  const std::vector<std::size_t> looks = std::exchange(looks_, {});
  if (looks.empty()) return;
  is_second_look_ = true;
  state_.shapes.clear();  // they are proven again
  std::erase_if(state_.exact, [](const auto& one) { return one.second; });
  Lane& lane = lane_of(entry_);
  if (!lane.over) lane.waiting.insert(lane.waiting.end(), looks.begin(), looks.end());
  if (!lane.over) return;
  for (const std::size_t look : looks) finish_unknown(look, *lane.over, at);
}

std::vector<std::string> Workload::handles(const Job& job) const {
  std::vector<std::string> handles;
  for (const std::size_t subject : job.subjects) handles.push_back(subjects_[subject].handle);
  return handles;
}

std::vector<std::string> Workload::asked_about(const Job& job) const {
  std::vector<std::string> handles;
  for (const std::size_t index : job.subjects) {
    const Subject& subject = subjects_[index];
    const bool rides = job.subjects.size() > 1 && (subject.role == Role::claimed_control ||
                                                   subject.role == Role::free_control);
    if (!rides) handles.push_back(subject.handle);
  }
  return handles;
}

void Workload::answered(const Job& job, const std::vector<Reading>& readings,
                        const AnswerMeta& meta, const Time& now) {
  assert(readings.size() == job.subjects.size());
  --under_way_;
  if (bracket_) {
    bracket_answered(job, readings.front(), meta);
  } else {
    batch_answered(job, readings, meta, now);
  }
  turn(now);
  // What followed from it is not asked either.
  if (given_up_) give_up(*given_up_, now.calendar);
  for (auto& [entry, lane] : lanes_) {
    if (lane->over) drop_waiting(*lane, now.calendar);
  }
}

void Workload::put_back(Job job, const Time& now) {
  --under_way_;
  if (bracket_) {
    bracket_->put_back(std::move(job));
    turn(now);
    return;
  }
  ++job.attempts;
  again_.push_back(std::move(job));
  if (given_up_) give_up(*given_up_, now.calendar);
}

void Workload::give_up(Reason reason, model::Instant at) {
  if (!given_up_) given_up_ = reason;
  reason = *given_up_;
  // What stands already does not depend on the rest; but nobody is looked at again.
  pages_.all_seen();
  if (!look_again_) release_held();
  const auto drop = [&](auto& subjects) {
    const auto dropped = std::exchange(subjects, {});
    for (const std::size_t subject : dropped) finish_unknown(subject, reason, at);
  };
  for (auto& [entry, lane] : lanes_) {
    auto parts = lane->batches.take_all();
    drop(parts);
    drop(lane->waiting);
    lane->wants_controls = false;
  }
  for (Job& job : again_) drop(job.subjects);
  again_.clear();
  drop(look_at_);
  drop(looks_);
  for (const Held& held : std::exchange(held_, {})) finish_unknown(held.subject, reason, at);
  // What stands in a bracket that nothing will close. The rest of it is under way.
  if (bracket_ && !bracket_->is_under_way()) drop_bracket(reason, at);
}

// Nothing more is asked on this road, which may be all there is.
void Workload::end_lane(Lane& lane, Reason reason, model::Instant at) {
  if (lane.road.entry == entry_) {
    give_up(reason, at);
    return;
  }
  lane.over = reason;
  drop_waiting(lane, at);
}

// Of a road that is over.
void Workload::drop_waiting(Lane& lane, model::Instant at) {
  auto subjects = lane.batches.take_all();
  subjects.insert(subjects.end(), lane.waiting.begin(), lane.waiting.end());
  lane.waiting.clear();
  for (const std::size_t index : subjects) leave(index, *lane.over, at);
  release_held();
}

std::size_t Workload::undecided() const {
  return static_cast<std::size_t>(std::count_if(
      subjects_.begin(), subjects_.end(),
      [](const Subject& subject) { return subject.role == Role::target && !subject.is_final; }));
}

}  // namespace probing
