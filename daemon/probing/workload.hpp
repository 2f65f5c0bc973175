// Everything one probe has to ask, as a state machine without sockets or clocks: which handles go
// into which request, what follows from each reading, and when an answer may be believed.
//
// Answers count in brackets (contract, 'Truth' 2): controls before and after, answered rightly both
// times. One by one that is a bracket of some twenty targets, in the batch form each request is one
// of its own. What was answered is final when its bracket has closed and, where it is claimed, when
// the ask and the shape of its name are proven. Where controls are answered wrongly nothing is
// asked for a while but controls, and in the end nothing at all.
//
//   while (auto job = work.next(now, room)) work.answered(*job, readings, meta, now);
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "platforms/controls.hpp"
#include "probing/batches.hpp"
#include "probing/bracket.hpp"
#include "probing/further_proofs.hpp"
#include "probing/page_proofs.hpp"
#include "probing/room.hpp"
#include "probing/sightings.hpp"

namespace probing {

struct Assignment {
  const platforms::Definition& definition;
  std::string server;
  std::size_t entry = 0;               // the ask to begin with
  std::vector<model::Target> targets;  // admitted by the grammar
  platforms::ClaimedControls controls;
  SweepState state;  // of the slice before
  // They are looked at again: few at a time, with controls of their shape directly around them.
  bool is_second_look = false;
  // Whom to look at again in the end, before it is final; empty: nobody.
  std::function<bool(const model::Observation&)> look_again;
  // Others than the controls that are surely there, canonical.
  std::vector<std::string> accounts = {};
  // Targets that were long believed claimed.
  std::vector<std::string> believed = {};
  // Targets for whom the sweep is a second look, too.
  std::set<std::string> looked_at_again = {};
  bool is_watched = false;  // one of many sweeps: half a minute more is nothing
  // The entry refines what others found free: its targets come one by one, with add(), until
  // no_more_come(). Free controls alone prove it, and nothing is worth a rest.
  bool refines = false;
};

class Workload {
 public:
  using RoomOf = std::function<Room(std::size_t ask)>;

  // `random` makes the free controls, and outlives it.
  Workload(Assignment assignment, std::mt19937_64& random);

  // Where it refines: another target; those that are wanted more are asked first.
  void add(model::Target target);
  // `asks_controls`: even where nobody has come.
  void no_more_come(bool asks_controls);

  // The next request to make, or nothing: then it is done(), rests, wants room, or waits for one
  // that is under way.
  std::optional<Job> next(const Time& now, const RoomOf& room);
  bool done() const;
  std::optional<model::Moment> rests_until() const { return state_.rests_until; }
  // Nothing more fits before a long wait: so many requests of this ask are to fit after it.
  struct Wish {
    std::size_t ask = 0;
    std::size_t requests = 0;
  };
  const std::optional<Wish>& wish() const { return wish_; }
  // Controls were answered rightly after a time when they were not: the rest goes at half the pace.
  bool take_slow_down() { return std::exchange(slow_down_, false); }

  std::vector<std::string> handles(const Job& job) const;
  // Those of them that the answer is about: without the controls that ride with others.
  std::vector<std::string> asked_about(const Job& job) const;

  // What an answer said; every job that next() gave ends in exactly one of these two.
  void answered(const Job& job, const std::vector<platforms::Reading>& readings,
                const AnswerMeta& meta, const Time& now);
  // Ask again, unless all is given up: the answer was a rate limit.
  void put_back(Job job, const Time& now);
  // A longer wait was imposed than a bracket may hold: the one that is open ends without blame.
  void cut_short(model::Reason reason, const Time& now);

  // What was refused in a row were targets, on a road that was answered rightly: it may be they.
  bool may_be_the_handles(const Job& job) const;
  // The bracket takes nobody else, and its controls say whether it is the road that is refused.
  void close_early(const Time& now);

  // Nothing more is begun: what is not asked yet is left() when it is done.
  void end_slice();
  std::vector<model::Target> left() const;

  // Nothing more is asked: whatever is undecided, or not closed in its bracket, becomes unknown for
  // this reason.
  void give_up(model::Reason reason, model::Instant at);
  const std::optional<model::Reason>& given_up() const { return given_up_; }

  // Observations that have become final since the last call.
  std::vector<model::Observation> take_final() { return std::exchange(final_, {}); }

  // What the controls that answered last prove, over all roads; nothing before the first ones did.
  std::optional<Proof> proof() const;
  // The controls' answers in words: "free control x: claimed (users/1)".
  std::vector<std::string> control_notes() const;
  // Whether no control was reached, and why.
  std::optional<model::Reason> transport_failure() const;
  // Which of the definition's claimed controls answered, and which are not there any more.
  const Sightings& sightings() const { return sightings_; }
  // Brackets of which one was answered wrongly, and those that did not open for it.
  int lies() const { return lies_; }
  // Whether a control was left without an answer because we ended.
  bool controls_were_interrupted() const { return controls_were_interrupted_; }
  SweepState state() const;
  std::size_t undecided() const;

 private:
  // What waits on a road, and what its controls said last.
  struct Lane {
    Road road;
    Batches batches{0};
    std::deque<std::size_t> waiting;
    std::optional<model::Reason> over;  // its controls proved nothing, again and again
    bool wants_controls = false;        // they are to be asked even if no target is
    std::optional<Proof> proof;
    std::vector<std::string> notes;
    std::optional<std::size_t> free_control;  // the one that answered last
    std::size_t controls = 0;                 // that ride in a batch
    std::size_t batches_out = 0;              // without an answer that counts or fails them
  };

  std::optional<Job> next_of_bracket(const Time& now, const RoomOf& room);
  std::optional<Job> next_of_batches(Lane& lane, const Time& now, const RoomOf& room);
  std::optional<Job> choose(const Time& now, const RoomOf& room);
  Lane* next_lane();
  static bool has_work(const Lane& lane);
  bool is_waited_for(const Lane& lane) const;
  bool open_bracket(Lane& lane, const Time& now, const RoomOf& room);
  void choose_for_second_look(Lane& lane);
  void bracket_answered(const Job& job, const platforms::Reading& reading, const AnswerMeta& meta);
  void turn(const Time& now);
  void end_opening(const Time& now);
  void end_closing(const Time& now);
  void end_bracket(const Proof& proof);
  bool is_fruitless(const Bracket& bracket) const;
  void count_fruitless(bool fruitless, model::Reason reason, model::Instant at);
  void drop_bracket(model::Reason reason, model::Instant at);
  bool claimed_control_closes(const Job& job, const std::vector<platforms::Reading>& readings);
  // What a batch says of its controls, and whom else it is about.
  struct BatchAnswer {
    std::vector<ControlAnswer> claimed;
    ControlAnswer free;
    std::string right;  // a claimed control that is there
    bool is_one_lost = false;
    std::vector<std::size_t> controls;
    Batches::Targets targets;
  };
  BatchAnswer sort_batch(const Job& job, const std::vector<platforms::Reading>& readings,
                         const AnswerMeta& meta);
  Batches::Targets fail_looks(const Job& job, const std::vector<platforms::Reading>& readings,
                              const AnswerMeta& meta, const Proof& proof);
  void take_batch(const Job& job, const std::vector<platforms::Reading>& readings,
                  const AnswerMeta& meta, const Proof& proof);
  void batch_answered(const Job& job, const std::vector<platforms::Reading>& readings,
                      const AnswerMeta& meta, const Time& now);
  void batch_failed(Lane& lane, const Batches::Targets& targets,
                    const std::vector<std::size_t>& controls, const Proof& proof,
                    model::Reason reason, const Time& now);
  void begin_with(std::size_t entry, const std::string& control);
  void batch_without_end(Lane& lane, const Batches::Targets& targets, const Time& now);
  Job batch_of(Lane& lane, const Batches::Targets& targets);

  void decide(std::size_t subject, std::size_t ask, const platforms::Reading& reading,
              const AnswerMeta& meta);
  bool looks_again(const Subject& target) const { return is_second_look_ || target.is_doubted; }
  bool is_drained() const;
  void want_proofs(Lane& lane, std::size_t subject, const std::set<std::size_t>& by);
  void settle(std::size_t subject, Lane& lane, const Proof& proof);
  void settle_target(std::size_t subject, Lane& lane, const Proof& proof);
  void hand_on(std::size_t subject, const Proof& proof);
  void note_refuted_shapes(const Bracket& bracket);
  void doubt_claims();
  void end_doubts();
  bool is_extended(std::size_t free_control) const;
  bool is_proven_miss(const Subject& subject) const;
  void release_held();
  void finish(std::size_t subject, std::optional<model::Reason> instead);
  void finish_unknown(std::size_t subject, model::Reason reason, model::Instant at);
  bool give_back(std::size_t subject);
  void leave_control(const Lane& lane, const Subject& control);
  void leave(std::size_t subject, model::Reason reason, model::Instant at);
  void want_extended(Lane& lane, std::size_t subject);
  void extended_answered(const Subject& control, bool counts);
  void add_waiting(std::vector<Subject> controls, Lane& lane);
  void begin_second_looks(model::Instant at);

  void note_controls(Lane& lane, const Proof& proof, const std::vector<std::size_t>& controls);
  void in_trouble(Lane& lane, const Proof& proof, const Time& now);
  void see_interrupted(const Lane& lane, model::Reason reason);
  void see_right(std::size_t entry);
  void count_bracket(bool broken);
  void drop_waiting(Lane& lane, model::Instant at);
  void end_lane(Lane& lane, model::Reason reason, model::Instant at);
  model::Reason reason_of(const Proof& proof) const;

  Lane& lane_of(std::size_t entry);
  ClaimedNames claimed_for(std::size_t entry) const;
  Surety surety_of(const std::string& control) const;
  bool is_gone(const std::string& control) const;
  std::string free_name();
  bool nothing_waits() const;
  bool only_targets_wait(const Lane& lane) const;

  const platforms::Definition& definition_;
  std::string server_;
  std::size_t entry_;
  std::vector<std::string> claimed_;
  std::vector<std::string> gone_;   // claimed controls that are passed over
  std::set<std::string> owned_;     // of the claimed controls: ours
  std::set<std::string> believed_;  // of them: those that may be lost as any account may
  bool drafted_;                    // they are not the definition's
  bool is_second_look_;
  bool is_watched_;
  bool refines_;
  bool more_come_;
  std::function<bool(const model::Observation&)> look_again_;
  std::mt19937_64& random_;
  SweepState state_;
  FurtherProofs further_;
  PageProofs pages_;

  std::vector<Subject> subjects_;
  std::map<std::size_t, std::unique_ptr<Lane>> lanes_;  // by entry
  std::unique_ptr<Bracket> bracket_;                    // the one that is open
  std::vector<std::size_t> bracket_controls_;           // asked at the end that is asked now
  std::deque<std::size_t> look_at_;                     // in the bracket, of a second look
  model::Moment closing_since_{};
  std::set<platforms::Shape> refuted_shapes_;  // in the second look that ended last
  // Of a second look: claims whose names were asked for with more behind them; the first one's
  // stands for the free control that closes the bracket; and those that were claimed even so.
  std::set<std::size_t> doubted_;
  struct Extended {
    std::string name;
    std::size_t target;
  };
  std::optional<Extended> extended_;
  std::set<std::size_t> refuted_claims_;
  std::set<std::size_t> awaiting_extended_;  // outside of second looks
  bool ended_ = false;                       // a bracket, for want of anything to prove
  bool controls_were_interrupted_ = false;
  int lies_ = 0;
  int fruitless_ = 0;  // brackets in a row in which waits or refusals left no answer of a target
  Sightings sightings_;
  std::deque<Job> again_;  // batches put back
  struct Held {
    std::size_t subject;
    std::size_t entry;
    std::set<std::size_t> by;
  };
  std::optional<bool> name_is_proven(const Held& claim) const;
  std::vector<Held> held_;          // claimed, and not proven yet that such claims count
  std::vector<std::size_t> looks_;  // to be looked at again in the end
  std::optional<Wish> wish_;
  bool slow_down_ = false;
  bool ends_ = false;
  std::size_t under_way_ = 0;
  std::optional<model::Reason> given_up_;
  std::vector<model::Observation> final_;
};

}  // namespace probing
