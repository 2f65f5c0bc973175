// What the controls of a bracket do not prove of a claimed answer: that this ask of a chain tells
// claimed from free, and that names of this shape are told apart at all (contract, 'Truth' 2 and
// 3). Each is asked about when the first answer needs it, once a sweep. Pure.
#pragma once

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "probing/subject.hpp"
#include "probing/sweep_state.hpp"

namespace probing {

class FurtherProofs {
 public:
  // What is referred to outlives this. `claimed`: the claimed controls there are; `accounts`:
  // others that are surely there.
  FurtherProofs(const platforms::Definition& definition, const std::vector<std::string>& claimed,
                const std::vector<std::string>& accounts, std::mt19937_64& random,
                SweepState& state);

  // Whether a claimed answer by this ask, on the road with this entry, counts; nothing: that is
  // still to be asked. `by`: the asks that a bracket's own controls prove.
  std::optional<bool> ask_is_proven(std::size_t ask, const std::set<std::size_t>& by) const;
  std::optional<bool> shape_is_proven(std::size_t entry, const platforms::Shape& shape) const;

  // Whether the target may be called available: accounts with names of its shape are shown, or none
  // is known.
  std::optional<bool> absence_is_proven(std::size_t entry, const Subject& target) const;

  // Whether the claimed answer is no near one: a search may show whose name begins alike.
  std::optional<bool> match_is_proven(std::size_t entry, const Subject& target) const;

  // The controls to ask for it: none where they are being asked already, or nothing can prove it,
  // which then stands.
  std::vector<Subject> controls_for_ask(std::size_t ask);
  std::vector<Subject> controls_for_shape(std::size_t entry, const Subject& target);
  std::vector<Subject> controls_for_absence(std::size_t entry, const Subject& target);
  std::vector<Subject> controls_for_match(std::size_t entry);
  // Of one shape, whatever is known of it.
  std::vector<Subject> shape_controls(std::size_t entry, const Subject& target);
  // The target's own name with more behind it; none where the grammar has no room.
  std::optional<std::string> extended(const Subject& target) const;

  // A target, or a claimed control, was answered claimed: one account has one name.
  void found(std::size_t entry, const Subject& subject);
  // A control of these has answered, in a bracket that counts or not. Further controls to ask.
  std::vector<Subject> answered(std::size_t entry, const Subject& control, bool counts);
  // Nothing more is asked: what is not known is not proven.
  void give_up();

  // "names with '-' are called claimed, whoever has them": for people.
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  using ShapeKey = std::pair<std::size_t, platforms::Shape>;
  std::string claimed_control(std::size_t entry) const;
  std::vector<Subject> ask_answered(const Subject& control, bool counts);
  bool may_be_near(const Subject& subject) const;
  void near_answered(std::size_t entry, const Subject& control, bool counts);
  std::vector<Subject> account_answered(std::size_t entry, const Subject& account, bool counts);

  const platforms::Definition& definition_;
  const std::vector<std::string>& claimed_;
  std::mt19937_64& random_;
  SweepState& state_;
  std::map<std::size_t, std::size_t> asking_;  // by ask: the claimed control that is asked
  std::set<std::size_t> matching_;             // entries where a shortened claimed control is asked
  std::map<ShapeKey, std::size_t> shaping_;    // controls that have not answered yet
  std::map<platforms::Shape, std::vector<std::string>> accounts_;  // of further shapes
  struct Showing {
    std::size_t next = 1;          // of the accounts
    bool is_contradicted = false;  // one was called available
  };
  std::map<ShapeKey, Showing> showing_;
  std::set<ShapeKey> refuted_;  // of those: one was answered claimed
  std::vector<std::string> notes_;
};

}  // namespace probing
