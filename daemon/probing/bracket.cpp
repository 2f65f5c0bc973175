#include "probing/bracket.hpp"

#include <algorithm>
#include <cassert>

namespace probing {

using platforms::Reading;

namespace {

ControlAnswer answer_of(const Subject& control) {
  const Reading& reading = control.reading;
  // Handed on to another road, it says nothing on this one.
  if (reading.next != Reading::Next::decided) {
    return {model::Status::unknown, model::Reason::ambiguous, control.ask, true};
  }
  return {reading.status, reading.unknown_because, control.ask, false};
}

}  // namespace

Bracket::Bracket(const Road& road, std::vector<Subject>& subjects, ControlRound round,
                 std::size_t most)
    : road_(road), subjects_(subjects), round_(std::move(round)), most_(most) {
  ask_controls();
}

Bracket::Bracket(const Road& road, std::vector<Subject>& subjects, const Closed& opened_by,
                 std::size_t most)
    : road_(road),
      subjects_(subjects),
      round_({}, "", false),
      most_(most),
      phase_(Phase::open),
      opening_(opened_by.proof),
      used_(opened_by.cost),
      closing_cost_(opened_by.cost) {}

void Bracket::ask_controls() {
  for (const std::size_t slot : round_.next()) {
    Subject control;
    control.role = round_.is_free(slot) ? Role::free_control : Role::claimed_control;
    control.handle = round_.handle(slot);
    control.starts_at = road_.entry;
    control.slot = slot;
    subjects_.push_back(std::move(control));
    step(subjects_.size() - 1, road_.entry);
  }
}

void Bracket::step(std::size_t subject, std::size_t ask) {
  Job job;
  job.ask = ask;
  job.subjects = {subject};
  job.closes = phase_ == Phase::closing;
  jobs_.push_back(std::move(job));
}

std::optional<Job> Bracket::next() {
  if (cut_short) return std::nullopt;
  if (jobs_.empty()) return phase_ == Phase::open ? std::nullopt : next_of_refused();
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  ++under_way_;
  if (job.attempts > 0 || job.renewed) {  // counted when it was first asked
    --again_;
    return job;
  }
  ++used_;
  Subject& subject = subjects_[job.subjects.front()];
  if (is_control(subject)) {
    ++round_cost_;
  } else {
    --subject.reserved;
    --reserved_;
  }
  return job;
}

std::optional<Job> Bracket::next_of_refused() {
  if (cut_short || refused_.empty()) return std::nullopt;
  Job job = std::move(refused_.front());
  refused_.pop_front();
  ++under_way_;
  --again_;
  return job;
}

bool Bracket::fits_another(std::size_t room) const {
  if (cut_short || takes_no_more) return false;
  const std::size_t needed = reserved_ + least();
  return members_.empty() || (used_ + needed <= most_ && needed + again_ <= room);
}

Job Bracket::take(std::size_t index) {
  Subject& subject = subjects_[index];
  members_.push_back(index);
  subject.reserved = road_.holds(subject.starts_at) ? road_.steps[subject.starts_at] : 1;
  reserved_ += subject.reserved;
  step(index, subject.starts_at);
  return *next();
}

bool Bracket::answered(const Job& job, const Reading& reading) {
  assert(job.subjects.size() == 1);
  --under_way_;
  const std::size_t index = job.subjects.front();
  Subject& subject = subjects_[index];
  const bool goes_on = reading.next == Reading::Next::ask && road_.holds(reading.ask) &&
                       subject.role != Role::ask_control;
  if (goes_on) {
    if (!is_control(subject)) {
      reserved_ -= subject.reserved;
      subject.reserved = road_.steps[reading.ask];
      reserved_ += subject.reserved;
    }
    step(index, reading.ask);
    return false;
  }
  end(index);
  return true;
}

void Bracket::end(std::size_t index) {
  Subject& subject = subjects_[index];
  reserved_ -= subject.reserved;
  subject.reserved = 0;
}

void Bracket::control_answered(std::size_t index) {
  const Subject& control = subjects_[index];
  round_.answered(control.slot, answer_of(control));
  ask_controls();
}

void Bracket::put_back(Job job) {
  --under_way_;
  ++job.attempts;
  ++again_;
  // A name that is always refused must not hold up the others.
  if (job.attempts == 1) {
    jobs_.push_front(std::move(job));
  } else {
    refused_.push_back(std::move(job));
  }
}

void Bracket::opened() {
  opening_ = round_.proof();
  closing_cost_ = round_cost_;
  phase_ = Phase::open;
}

void Bracket::close(ControlRound round) {
  round_ = std::move(round);
  round_cost_ = 0;
  phase_ = Phase::closing;
  ask_controls();
}

void Bracket::ask_missing_again(std::string free) {
  round_.ask_missing_again(std::move(free));
  ask_controls();
}

void Bracket::replace_free(std::size_t slot, std::string free) {
  round_.replace(slot, std::move(free));
  ask_controls();
}

Closed Bracket::closed(model::Moment at) const {
  return {round_.proof(), at, round_cost_};
}

bool Bracket::holds_something_firm() const {
  return std::any_of(members_.begin(), members_.end(), [this](std::size_t index) {
    const Subject& member = subjects_[index];
    return !member.decided || member.reading.next != Reading::Next::decided ||
           member.reading.status != model::Status::unknown;
  });
}

}  // namespace probing
