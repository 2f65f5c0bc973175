// A bracket of requests that go one by one: controls before, controls after, and between them as
// many targets as it holds, with each step of their chains (contract, 'Truth' 2). It says what is
// asked next and counts; what its answers are worth is the workload's business. Pure.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "probing/control_round.hpp"
#include "probing/road.hpp"
#include "probing/subject.hpp"
#include "probing/sweep_state.hpp"

namespace probing {

class Bracket {
 public:
  enum class Phase { opening, open, closing };

  // `subjects` hold what is asked about, the controls too; both outlive it. `most`: requests in it.
  Bracket(const Road& road, std::vector<Subject>& subjects, ControlRound round, std::size_t most);
  // What closed the one before opens this one.
  Bracket(const Road& road, std::vector<Subject>& subjects, const Closed& opened_by,
          std::size_t most);

  // A request of what it holds already: its controls, and further steps of its members.
  std::optional<Job> next();
  // Of who was refused again and again: after all others.
  std::optional<Job> next_of_refused();
  // Whether another target can still be asked and the controls after it: in this bracket, and
  // before a wait that it may not hold (`room`: requests until then).
  bool fits_another(std::size_t room) const;
  // The requests that are to fit before a first target is worth asking.
  std::size_t least() const { return road_.longest() + closing_cost_; }
  std::size_t cost_so_far() const { return used_; }
  Job take(std::size_t subject);

  // What was said of the only subject of a job. Whether that ends it: it is decided, or has to be
  // asked on another road.
  bool answered(const Job& job, const platforms::Reading& reading);
  // A control is decided, or handed on to another road.
  void control_answered(std::size_t subject);
  void put_back(Job job);
  bool is_under_way() const { return under_way_ > 0; }
  // Nothing of it is under way, and nothing is to be asked as it stands.
  bool is_idle() const { return under_way_ == 0 && jobs_.empty() && refused_.empty(); }

  Phase phase() const { return phase_; }
  bool controls_have_answered() const { return round_.done(); }
  const ControlRound& round() const { return round_; }
  // Those that gave no answer, with another free name.
  void ask_missing_again(std::string free);
  // Another free name, in the place of one that says nothing.
  void replace_free(std::size_t slot, std::string free);
  // To be called when the opening controls have answered.
  void opened();
  void close(ControlRound round);
  const Proof& opening() const { return opening_; }
  Closed closed(model::Moment at) const;

  const std::vector<std::size_t>& members() const { return members_; }
  // An answer that is worth nothing without controls after it.
  bool holds_something_firm() const;
  const Road& road() const { return road_; }

  // It takes no more members; why, where it is known.
  std::optional<model::Reason> cut_short;
  bool takes_no_more = false;

 private:
  bool is_control(const Subject& subject) const {
    return subject.role == Role::claimed_control || subject.role == Role::free_control;
  }
  void ask_controls();
  void step(std::size_t subject, std::size_t ask);
  void end(std::size_t subject);

  const Road& road_;
  std::vector<Subject>& subjects_;
  ControlRound round_;
  std::size_t most_;
  Phase phase_ = Phase::opening;
  Proof opening_;
  std::deque<Job> jobs_;
  std::deque<Job> refused_;  // more than once
  std::vector<std::size_t> members_;
  std::size_t used_ = 0;          // requests, also of the controls before
  std::size_t reserved_ = 0;      // at most still to come of members that have begun
  std::size_t closing_cost_ = 0;  // of the controls after, as far as those before tell
  std::size_t round_cost_ = 0;    // of the controls at this end
  std::size_t again_ = 0;         // requests put back: each takes another place of the pace
  std::size_t under_way_ = 0;
};

}  // namespace probing
