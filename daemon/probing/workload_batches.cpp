// The part of the workload that asks about many at once.
#include <algorithm>

#include "probing/workload.hpp"

namespace probing {

using model::Reason;
using model::Status;
using platforms::Reading;

namespace {

// Whatever was asked, nothing was said about it: a failure, a wall, or no rule fits.
bool is_unread(const Reading& reading) {
  if (reading.next == Reading::Next::ask_alone) return true;
  return reading.next == Reading::Next::decided && reading.status == Status::unknown &&
         reading.rule == 0;
}

ControlAnswer answer_of(std::size_t ask, const Reading& reading) {
  if (reading.next == Reading::Next::ask) return {Status::unknown, Reason::ambiguous, ask, true};
  if (reading.next == Reading::Next::ask_alone) {
    return {Status::unknown, Reason::no_rule, ask, false};
  }
  return {reading.status, reading.unknown_because, ask, false};
}

// A handle that spoils a batch, or an answer that is cut, takes from its controls what they are:
// the last of them, or all. It makes nobody of a name that nobody has, and leaves none before
// another.
bool is_lie(const std::vector<ControlAnswer>& claimed, const ControlAnswer& free) {
  if (free.status == Status::claimed) return true;
  return claimed.size() > 1 && claimed.front().status == Status::available &&
         claimed.back().status == Status::claimed;
}

}  // namespace

std::optional<Job> Workload::next_of_batches(Lane& lane, const Time& now, const RoomOf& room) {
  const Room there = room(lane.road.entry);
  if (there.is_paid_out && (there.requests == 0 || there.handles <= lane.controls)) {
    // What is under way may cost less than its most.
    if (under_way_ == 0) give_up(Reason::budget, now.calendar);
    return std::nullopt;
  }
  if (there.requests == 0) {
    // What is under way may have it; where nothing is, it is waited for.
    if (under_way_ == 0) wish_ = Wish{lane.road.entry, 1};
    return std::nullopt;
  }
  const std::size_t most =
      std::min(lane.batches.room(), there.handles - std::min(there.handles, lane.controls));
  lane.wants_controls = false;
  ++lane.batches_out;
  return batch_of(lane, lane.batches.next(lane.waiting, most));
}

// Two claimed controls stand first and last, or one last, the free one between. Last is one that is
// surely there, or was when another one was seen to be lost: in its place, a lost account would
// look like an answer that is cut.
Job Workload::batch_of(Lane& lane, const Batches::Targets& targets) {
  Job job;
  job.ask = lane.road.entry;
  const auto add = [&](Role role, std::string handle) {
    Subject control;
    control.role = role;
    control.handle = std::move(handle);
    control.starts_at = job.ask;
    job.subjects.push_back(subjects_.size());
    subjects_.push_back(std::move(control));
  };
  const ClaimedNames claimed = claimed_for(job.ask);
  const auto& [standing, gone] = claimed;
  const auto middle = targets.begin() + static_cast<std::ptrdiff_t>((targets.size() + 1) / 2);
  const bool has_two = standing.size() > 1;
  const bool turns = has_two && standing[1].surety != Surety::sure &&
                     (standing[0].surety == Surety::sure || state_.first.contains(job.ask));
  // One that is gone may be there again; what closes the batch is one that stands.
  if (has_two) {
    add(Role::claimed_control, standing[turns ? 1 : 0].handle);
  } else if (!gone.empty()) {
    add(Role::claimed_control, gone[0]);
  }
  job.subjects.insert(job.subjects.end(), targets.begin(), middle);
  add(Role::free_control, free_name());
  job.subjects.insert(job.subjects.end(), middle, targets.end());
  if (!standing.empty()) add(Role::claimed_control, standing[has_two && !turns ? 1 : 0].handle);
  return job;
}

// What closes a batch is its last claimed control. Where nothing is said about it, what was said
// about the others may be about somebody else. Of the controls alone the first may do.
bool Workload::claimed_control_closes(const Job& job, const std::vector<Reading>& readings) {
  const std::size_t last = job.subjects.size() - 1;
  const auto is_claimed_control = [&](std::size_t place) {
    return subjects_[job.subjects[place]].role == Role::claimed_control;
  };
  if (!is_claimed_control(last) || !is_unread(readings[last])) return true;
  const bool first_is_right = is_claimed_control(0) && last > 0 &&
                              readings[0].next == Reading::Next::decided &&
                              readings[0].status == Status::claimed;
  if (!first_is_right) return true;  // nothing is proven by it anyway
  const bool alone = asked_about(job).empty();
  // From now on it is the first one that closes.
  if (alone && claimed_.size() > 1) {
    std::size_t& first = state_.first[job.ask];
    first = (first + 1) % claimed_.size();
  }
  return alone;
}

Workload::BatchAnswer Workload::sort_batch(const Job& job, const std::vector<Reading>& readings,
                                           const AnswerMeta& meta) {
  BatchAnswer batch;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const std::size_t subject = job.subjects[i];
    const Role role = subjects_[subject].role;
    const bool is_control = role == Role::claimed_control || role == Role::free_control;
    (is_control ? batch.controls : batch.targets).push_back(subject);
    if (!is_control) continue;
    decide(subject, job.ask, readings[i], meta);
    ControlAnswer answer = answer_of(job.ask, readings[i]);
    if (role == Role::claimed_control) answer.surety = surety_of(subjects_[subject].handle);
    if (role == Role::free_control) batch.free = answer;
    const bool counts = answer.status == Status::claimed || !is_gone(subjects_[subject].handle);
    if (role != Role::claimed_control || !counts) continue;
    batch.claimed.push_back(answer);
    if (answer.status == Status::claimed) batch.right = subjects_[subject].handle;
    batch.is_one_lost = batch.is_one_lost || answer.status == Status::available;
  }
  return batch;
}

void Workload::batch_answered(const Job& job, const std::vector<Reading>& readings,
                              const AnswerMeta& meta, const Time& now) {
  Lane& lane = lane_of(job.ask);
  --lane.batches_out;
  const BatchAnswer batch = sort_batch(job, readings, meta);
  const auto& [claimed, free, right, is_one_lost, controls, targets] = batch;
  const Proof proof = prove(claimed, free);
  const bool is_closed = claimed_control_closes(job, readings);
  const bool is_read = std::any_of(readings.begin(), readings.end(),
                                   [](const Reading& one) { return !is_unread(one); });
  if (!is_read || !is_closed || proof.proves_nothing()) {
    const Reading& first = readings.front();
    const Reason reason = is_read && !is_closed                  ? Reason::unproven
                          : is_read                              ? reason_of(proof)
                          : first.next == Reading::Next::decided ? first.unknown_because
                                                                 : Reason::no_rule;
    const bool lied = !targets.empty() && is_lie(claimed, free);
    if (lied) count_bracket(true);
    const Batches::Targets rest =
        lied && proof.blind ? fail_looks(job, readings, meta, proof) : targets;
    if (rest.empty() && !targets.empty()) {
      release_held();
      if (state_.distrusted) give_up(Reason::platform_blind, now.calendar);
    } else {
      batch_failed(lane, rest, controls, proof, reason, now);
    }
    return;
  }
  note_controls(lane, proof, controls);
  see_right(job.ask);
  if (is_one_lost) begin_with(job.ask, right);
  if (is_one_lost && claimed.back().status == Status::available && !targets.empty()) {
    batch_without_end(lane, targets, now);
    return;
  }
  count_bracket(false);
  take_batch(job, readings, meta, proof);
}

// Second looks have failed: asked in halves, who lies by chance would say the same in the end.
// Gives the others.
Batches::Targets Workload::fail_looks(const Job& job, const std::vector<Reading>& readings,
                                      const AnswerMeta& meta, const Proof& proof) {
  Lane& lane = lane_of(job.ask);
  Batches::Targets others;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const std::size_t subject = job.subjects[i];
    const Role role = subjects_[subject].role;
    if (role == Role::claimed_control || role == Role::free_control) continue;
    if (!is_second_look_ && !subjects_[subject].is_doubted) {
      others.push_back(subject);
      continue;
    }
    decide(subject, job.ask, readings[i], meta);
    settle(subject, lane, proof);
  }
  if (others.empty()) lane.batches.lied();
  return others;
}

// Whom nothing was said about is asked in halves.
void Workload::take_batch(const Job& job, const std::vector<Reading>& readings,
                          const AnswerMeta& meta, const Proof& proof) {
  Lane& lane = lane_of(job.ask);
  const std::size_t targets = asked_about(job).size();
  Batches::Targets unread;
  Batches::Targets read;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const std::size_t subject = job.subjects[i];
    if (subjects_[subject].role == Role::claimed_control) continue;
    if (subjects_[subject].role == Role::free_control) continue;
    const bool again = readings[i].next == Reading::Next::ask_alone && targets > 1;
    (again ? unread : read).push_back(subject);
    if (!again) decide(subject, job.ask, readings[i], meta);
    const bool is_led_on = readings[i].next == Reading::Next::ask;
    subjects_[subject].was_passed_over = is_led_on && proof.claimed_proven;
  }
  lane.batches.right(unread);
  // It is both sides of its bracket: what is missing was missing from the start.
  const Proof whole = both(proof, proof);
  for (const std::size_t subject : read) settle(subject, lane, whole);
  release_held();
}

// The claimed control that its road begins with from now on.
void Workload::begin_with(std::size_t entry, const std::string& control) {
  const auto found = std::find(claimed_.begin(), claimed_.end(), control);
  if (found == claimed_.end()) return;
  state_.first[entry] = static_cast<std::size_t>(found - claimed_.begin());
}

// The control that closes it may be lost, or the answer is cut there: it is asked again in halves,
// closed by the one that is there.
void Workload::batch_without_end(Lane& lane, const Batches::Targets& targets, const Time& now) {
  for (const std::size_t alone : lane.batches.failed(targets)) {
    if (!give_back(alone)) leave(alone, Reason::unproven, now.calendar);
  }
  release_held();
}

void Workload::batch_failed(Lane& lane, const Batches::Targets& targets,
                            const std::vector<std::size_t>& controls, const Proof& proof,
                            Reason reason, const Time& now) {
  for (const std::size_t alone : lane.batches.failed(targets)) {
    leave(alone, reason, now.calendar);
  }
  release_held();
  see_interrupted(lane, reason);
  if (!targets.empty()) {
    if (state_.distrusted) give_up(Reason::platform_blind, now.calendar);
    return;
  }
  // The controls alone: it is the platform.
  note_controls(lane, proof, controls);
  const Batches::Targets rest = lane.batches.take_all();
  lane.waiting.insert(lane.waiting.begin(), rest.begin(), rest.end());
  const bool is_missing = !proof.blind && (proof.claimed_missing || proof.available_missing);
  // Attempts after a rest are no brackets.
  const bool was_right = state_.right.contains(lane.road.entry) && state_.rests == 0;
  if (!is_missing && was_right) {
    count_bracket(true);
  } else {
    lies_ += proof.blind ? 1 : 0;
  }
  if (state_.distrusted) {
    give_up(Reason::platform_blind, now.calendar);
  } else {
    in_trouble(lane, proof, now);
  }
}

}  // namespace probing
