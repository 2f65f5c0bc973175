// Everything one probe has to ask, as a state machine without sockets or clocks: which handles go
// into which request, what follows from each reading, and when an answer may be believed.
//
// The controls go first; in a batch they ride inside, together with the first targets. Nothing is
// believed, and the other targets are not asked, before the controls are decided. A platform that
// turns out blind, or that proves neither side, is not asked about the rest at all.
//
//   while (auto job = work.next()) work.answered(*job, readings, meta);
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "model/observation.hpp"
#include "platforms/controls.hpp"
#include "platforms/read.hpp"
#include "probing/proof.hpp"

namespace probing {

struct Job {
  std::size_t ask = 0;                // index in the definition
  std::vector<std::size_t> subjects;  // never empty
  int attempts = 0;                   // made before this one
  bool renewed = false;               // asked again, with a new token
};

// What the transfer itself adds to an observation.
struct AnswerMeta {
  model::Instant at{};
  std::optional<int> http_status;
  std::optional<int> elapsed_ms;
};

class Workload {
 public:
  // `targets` are admitted by the grammar; `entry` is the ask to begin with.
  Workload(const platforms::Definition& definition, std::string server, std::size_t entry,
           std::vector<model::Target> targets, platforms::ClaimedControls claimed_controls,
           std::string free_control);

  // The next request to make, or nothing: then done(), or wait for one under way.
  std::optional<Job> next();
  bool done() const { return under_way_ == 0 && queued_ == 0; }

  std::vector<std::string> handles(const Job& job) const;

  // What an answer said; every job that next() gave ends in exactly one of these two.
  void answered(const Job& job, const std::vector<platforms::Reading>& readings,
                const AnswerMeta& meta);
  // Ask again, unless all is given up: the answer was a rate limit. A second time it comes after
  // all others: one name that is always refused must not hold them up.
  void put_back(Job job, model::Instant at);

  // Nothing more is asked: whatever is undecided becomes unknown for this reason. Jobs under way
  // may still be answered; what would follow from them is not asked either.
  void give_up(model::Reason reason, model::Instant at);
  const std::optional<model::Reason>& given_up() const { return given_up_; }

  // Observations that have become final since the last call.
  std::vector<model::Observation> take_final();

  const std::optional<Proof>& proof() const { return proof_; }
  // The controls' answers in words: "free control claimed by users/1".
  const std::vector<std::string>& control_notes() const { return control_notes_; }
  // Whether every control failed in transport, and why.
  std::optional<model::Reason> transport_failure() const;
  // Whether a control was left without an answer because we ended.
  bool controls_were_interrupted() const;
  std::size_t undecided() const;

 private:
  enum class Kind { target, claimed_control, free_control };
  struct Subject {
    Kind kind = Kind::target;
    std::string handle;
    model::Target target;  // of a target
    bool decided = false;
    std::size_t ask = 0;  // that decided
    platforms::Reading reading;
    AnswerMeta meta;
  };

  void enqueue(std::size_t ask, std::size_t subject);
  void decide(std::size_t subject, std::size_t ask, const platforms::Reading& reading,
              const AnswerMeta& meta);
  void halve(const Job& job, const std::vector<std::size_t>& subjects);
  void decide_unknown(std::size_t subject, model::Reason reason, model::Instant at);
  void decide_proof(model::Instant at);
  model::Reason reason_without_proof() const;
  void finalise(Subject& subject);
  std::optional<Job> job_from(std::size_t ask);
  std::optional<Job> job_from(std::deque<Job>& jobs);
  bool may_fill_up(std::size_t ask) const;

  const platforms::Definition& definition_;
  std::string server_;
  std::size_t entry_;
  std::vector<Subject> subjects_;
  std::size_t controls_ = 0;  // the first subjects are the controls
  bool controls_are_ours_ = false;
  std::vector<std::vector<std::size_t>> before_;  // the asks that can lead to an ask, per ask
  std::vector<std::deque<std::size_t>> queue_;    // subjects waiting, per ask
  std::deque<Job> again_;                         // halves, and jobs put back once
  std::deque<Job> last_;                          // jobs put back more often
  std::deque<std::size_t> held_;                  // targets not asked before the proof
  std::vector<std::size_t> asking_;               // jobs under way, per ask
  std::size_t queued_ = 0;                        // subjects in queue_, again_, last_ and held_
  std::size_t under_way_ = 0;
  std::optional<model::Reason> given_up_;
  std::optional<Proof> proof_;
  std::vector<std::string> control_notes_;
  std::vector<model::Observation> final_;
};

}  // namespace probing
