#include "probing/workload.hpp"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

#include "probing/chain.hpp"

namespace probing {

using model::Reason;
using model::Status;
using platforms::Reading;

Workload::Workload(const platforms::Definition& definition, std::string server, std::size_t entry,
                   std::vector<model::Target> targets, platforms::ClaimedControls claimed_controls,
                   std::string free_control)
    : definition_(definition),
      server_(std::move(server)),
      entry_(entry),
      controls_are_ours_(claimed_controls.ours) {
  queue_.resize(definition.asks.size());
  asking_.resize(definition.asks.size());
  before_.resize(definition.asks.size());
  for (const std::size_t earlier : chain_from(definition, entry)) {
    for (const std::size_t later : chain_from(definition, earlier)) {
      if (later != earlier) before_[later].push_back(earlier);
    }
  }
  const auto add = [this](Kind kind, std::string handle) {
    Subject subject;
    subject.kind = kind;
    subject.handle = std::move(handle);
    subjects_.push_back(std::move(subject));
  };
  for (std::string& name : claimed_controls.handles) add(Kind::claimed_control, std::move(name));
  add(Kind::free_control, std::move(free_control));
  controls_ = subjects_.size();
  for (model::Target& target : targets) {
    add(Kind::target, target.handle);
    subjects_.back().target = std::move(target);
  }
  // A batch has room for targets beside the controls; alone, the controls go first.
  const std::size_t batch = definition.asks[entry].max;
  const std::size_t first = batch > controls_ ? batch : controls_;
  for (std::size_t i = 0; i < subjects_.size(); ++i) {
    if (i < first) {
      enqueue(entry, i);
    } else {
      held_.push_back(i);
      ++queued_;
    }
  }
}

void Workload::enqueue(std::size_t ask, std::size_t subject) {
  queue_[ask].push_back(subject);
  ++queued_;
}

std::optional<Job> Workload::next() {
  if (auto job = job_from(again_)) return job;
  // Later asks of a chain first: they decide what was begun.
  for (std::size_t ask = queue_.size(); ask-- > 0;) {
    if (auto job = job_from(ask)) return job;
  }
  return job_from(last_);
}

std::optional<Job> Workload::job_from(std::deque<Job>& jobs) {
  if (jobs.empty()) return std::nullopt;
  Job job = std::move(jobs.front());
  jobs.pop_front();
  queued_ -= job.subjects.size();
  ++under_way_;
  ++asking_[job.ask];
  return job;
}

std::optional<Job> Workload::job_from(std::size_t ask) {
  std::deque<std::size_t>& waiting = queue_[ask];
  if (waiting.empty()) return std::nullopt;
  const std::size_t max = definition_.asks[ask].max;
  if (waiting.size() < max && may_fill_up(ask)) return std::nullopt;
  Job job;
  job.ask = ask;
  while (!waiting.empty() && job.subjects.size() < max) {
    job.subjects.push_back(waiting.front());
    waiting.pop_front();
  }
  queued_ -= job.subjects.size();
  ++under_way_;
  ++asking_[ask];
  return job;
}

// A batch that is not full waits while asks that lead to it are still to be made or answered. There
// is no circle of asks, so one of them can always go on.
bool Workload::may_fill_up(std::size_t ask) const {
  return std::any_of(before_[ask].begin(), before_[ask].end(), [this](std::size_t earlier) {
    return asking_[earlier] > 0 || !queue_[earlier].empty();
  });
}

std::vector<std::string> Workload::handles(const Job& job) const {
  std::vector<std::string> handles;
  for (const std::size_t subject : job.subjects) handles.push_back(subjects_[subject].handle);
  return handles;
}

void Workload::answered(const Job& job, const std::vector<Reading>& readings,
                        const AnswerMeta& meta) {
  assert(readings.size() == job.subjects.size());
  --under_way_;
  --asking_[job.ask];
  std::vector<std::size_t> unread;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const std::size_t subject = job.subjects[i];
    const Reading& reading = readings[i];
    if (reading.next == Reading::Next::decided) {
      decide(subject, job.ask, reading, meta);
    } else if (given_up_) {
      decide_unknown(subject, *given_up_, meta.at);
    } else if (reading.next == Reading::Next::ask) {
      enqueue(reading.ask, subject);
    } else {
      unread.push_back(subject);
    }
  }
  if (!unread.empty()) halve(job, unread);
  decide_proof(meta.at);
}

void Workload::put_back(Job job, model::Instant at) {
  --under_way_;
  --asking_[job.ask];
  if (given_up_) {
    for (const std::size_t subject : job.subjects) decide_unknown(subject, *given_up_, at);
    decide_proof(at);
    return;
  }
  ++job.attempts;
  queued_ += job.subjects.size();
  (job.attempts == 1 ? again_ : last_).push_back(std::move(job));
}

void Workload::halve(const Job& job, const std::vector<std::size_t>& subjects) {
  assert(job.subjects.size() > 1);  // who is asked alone is decided, or it would never end
  const auto middle = subjects.begin() + static_cast<std::ptrdiff_t>((subjects.size() + 1) / 2);
  Job first{job.ask, {subjects.begin(), middle}};
  Job second{job.ask, {middle, subjects.end()}};
  for (Job* half : {&first, &second}) {
    if (half->subjects.empty()) continue;
    queued_ += half->subjects.size();
    again_.push_back(std::move(*half));
  }
}

void Workload::decide(std::size_t subject, std::size_t ask, const Reading& reading,
                      const AnswerMeta& meta) {
  Subject& decided = subjects_[subject];
  if (decided.decided) return;
  decided.decided = true;
  decided.ask = ask;
  decided.reading = reading;
  decided.meta = meta;
  if (proof_) finalise(decided);
}

void Workload::decide_unknown(std::size_t subject, Reason reason, model::Instant at) {
  Reading reading;
  reading.unknown_because = reason;
  decide(subject, entry_, reading, {at, {}, {}});
}

void Workload::give_up(Reason reason, model::Instant at) {
  if (!given_up_) given_up_ = reason;
  const auto drop = [&](auto& subjects) {
    for (const std::size_t subject : subjects) decide_unknown(subject, reason, at);
    queued_ -= subjects.size();
    subjects.clear();
  };
  for (auto& waiting : queue_) drop(waiting);
  for (auto* jobs : {&again_, &last_}) {
    for (Job& job : *jobs) drop(job.subjects);
    jobs->clear();
  }
  drop(held_);
  decide_proof(at);
}

void Workload::decide_proof(model::Instant at) {
  if (proof_) return;
  std::vector<ControlAnswer> claimed;
  Status free = Status::unknown;
  for (std::size_t i = 0; i < controls_; ++i) {
    if (!subjects_[i].decided) return;
    const Status status = subjects_[i].reading.status;
    if (subjects_[i].kind == Kind::free_control) {
      free = status;
    } else {
      claimed.push_back({status, subjects_[i].ask});
    }
  }
  proof_ = prove(claimed, free, controls_are_ours_);
  if (claimed.empty()) {
    control_notes_.emplace_back(
        "no account is known there that surely exists; list one of yours as owned");
  }
  for (std::size_t i = 0; i < controls_; ++i) {
    const Subject& control = subjects_[i];
    control_notes_.push_back(fmt::format(
        "{} control {}: {} ({})", control.kind == Kind::free_control ? "free" : "claimed",
        control.handle, name(control.reading.status),
        reason_text(definition_.asks[control.ask], control.reading)));
  }
  for (Subject& subject : subjects_) {
    if (subject.decided) finalise(subject);
  }
  if (proof_->proves_nothing()) {
    give_up(proof_->blind ? Reason::platform_blind : reason_without_proof(), at);
    return;
  }
  for (const std::size_t subject : held_) queue_[entry_].push_back(subject);
  held_.clear();
}

// What kept the controls from proving anything, when it was the same for all of them.
Reason Workload::reason_without_proof() const {
  for (std::size_t i = 0; i < controls_; ++i) {
    const Reading& reading = subjects_[i].reading;
    const bool same = reading.unknown_because == subjects_[0].reading.unknown_because;
    if (reading.status != Status::unknown || !same) return Reason::unproven;
  }
  return subjects_[0].reading.unknown_because;
}

std::optional<Reason> Workload::transport_failure() const {
  if (!proof_) return std::nullopt;
  for (std::size_t i = 0; i < controls_; ++i) {
    const Reading& reading = subjects_[i].reading;
    if (reading.status != Status::unknown || !is_transport_failure(reading.unknown_because)) {
      return std::nullopt;
    }
  }
  return subjects_[0].reading.unknown_because;
}

bool Workload::controls_were_interrupted() const {
  return std::any_of(subjects_.begin(), subjects_.begin() + static_cast<std::ptrdiff_t>(controls_),
                     [](const Subject& control) {
                       return control.reading.status == Status::unknown &&
                              control.reading.unknown_because == Reason::interrupted;
                     });
}

std::size_t Workload::undecided() const {
  return static_cast<std::size_t>(std::count_if(subjects_.begin(), subjects_.end(),
                                                [](const Subject& s) { return !s.decided; }));
}

void Workload::finalise(Subject& subject) {
  if (subject.kind != Kind::target) return;
  const platforms::Ask& ask = definition_.asks[subject.ask];
  model::Observation seen;
  seen.target = std::move(subject.target);
  seen.checked_at = subject.meta.at;
  seen.http_status = subject.meta.http_status;
  seen.elapsed_ms = subject.meta.elapsed_ms;
  seen.url = platforms::profile_page(definition_, server_, subject.handle);
  switch (standing(*proof_, subject.reading.status, subject.ask)) {
    case Standing::blind: seen.reason = name(Reason::platform_blind); break;
    case Standing::unproven: seen.reason = name(Reason::unproven); break;
    case Standing::counts:
      seen.status = subject.reading.status;
      seen.reason = reason_text(ask, subject.reading);
      seen.profile = subject.reading.profile;
      break;
  }
  final_.push_back(std::move(seen));
}

std::vector<model::Observation> Workload::take_final() {
  return std::exchange(final_, {});
}

}  // namespace probing
