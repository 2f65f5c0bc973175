// An account that goes from one handle to another, by the answers of one bracket and what is
// believed beside them: which end is awaited, whose account that makes it, and what is told of the
// handle that it left. Pure; record() asks, and carries out what is decided here.
#pragma once

#include "judging/known_targets.hpp"

namespace judging {

// The account that had the handle when people last heard of it, where it does not have it any more:
// UnitState::elsewhere is to know of it.
std::optional<std::string> account_that_left(const Belief& belief, const model::Observation& seen);
// The account that is seen where it is not believed to be, or believed ours for being so elsewhere:
// rows of the unit at whose handles it is believed to be are to be given, and UnitState::ours and
// UnitState::missed are to know of it.
std::optional<std::string> account_that_came(const Belief& belief, const Answer& answer);

class Moves {
 public:
  // Both are to outlive it, and it follows what changes in them.
  Moves(const KnownTargets& targets, const UnitState& unit) : targets_(targets), unit_(unit) {}

  // It was seen here before, and came from a handle of which another answer is still to be taken.
  bool must_wait(const Answer& answer) const;
  // Of an account that is seen at one handle and believed to be at another.
  void note_other_end(Circumstances& known, const TargetRow& row,
                      const model::Observation& seen) const;
  // The handle under which the account that was here is believed to be on the same platform now.
  std::optional<std::string> where_it_is_now(const TargetRow& row,
                                             const model::Observation& seen) const;
  // Where an account that is seen here is believed to be, and nobody has seen it gone.
  std::vector<std::string> other_ends(const TargetRow& row, const std::string& account) const;

  // What becomes of the handle that an account left empty, and the one event of its move, as grave
  // as what it did at its new handle.
  struct Departure {
    std::string handle;
    model::Observation seen;
    Step step;
    model::Event event;
  };
  // None: nobody is to hear of its old handle, or of that by itself. `to`: where it arrived.
  std::optional<Departure> departure_of(const model::Event& arrival, const std::string& to) const;

 private:
  bool is_ours_elsewhere(const std::string& account, const TargetRow& row) const;
  const Known* home_left_by(const std::string& account, const std::string& to) const;

  const KnownTargets& targets_;
  const UnitState& unit_;
};

}  // namespace judging
