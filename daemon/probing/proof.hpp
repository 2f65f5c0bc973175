// What controls prove (contract, 'Truth' 2). Pure.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "model/words.hpp"

namespace probing {

// How sure it is that a claimed control is there: who watches an account, or has it, may see it
// lost.
enum class Surety { sure, believed, ours };

// What a control answered, and by which ask of the chain.
struct ControlAnswer {
  model::Status status = model::Status::unknown;
  model::Reason because = model::Reason::no_rule;  // when unknown
  std::size_t ask = 0;
  bool is_left = false;  // to another road, which says what it is
  Surety surety = Surety::sure;

  // It was not reached, or turned away: that says nothing of whether the platform lies.
  bool is_missing() const;
};

// Of the controls on one side of a bracket, or of both together.
struct Proof {
  bool blind = false;             // a control was answered wrongly: nothing counts
  bool lost_ours = false;         // those were accounts of ours: lost, or the platform lies
  bool claimed_proven = false;    // a surely claimed handle answered claimed
  bool available_proven = false;  // a fresh random handle answered available
  std::set<std::size_t> asks;     // by which a claimed control answered rightly
  bool leads_on = false;          // a control was left to another road
  // What a control answered that it surely is not: the rule that said so tells nothing apart.
  std::set<model::Status> disproven;
  // Why the control of a side says nothing; and whether that is because it gave no answer.
  std::optional<model::Reason> claimed_unknown;
  std::optional<model::Reason> available_unknown;
  std::optional<model::Reason> claimed_missing;
  std::optional<model::Reason> available_missing;

  bool proves_nothing() const {
    return blind || (!claimed_proven && !available_proven && !leads_on);
  }
};

// `claimed`: the answers of the claimed controls that were asked, perhaps none; `free`: of the
// random one. One that may have been lost and is available blinds only where none answered claimed.
Proof prove(const std::vector<ControlAnswer>& claimed, const ControlAnswer& free);

// What both sides of a bracket prove.
Proof both(const Proof& before, const Proof& after);
// Whether what was proven before is not proven any more, though the controls did answer: the
// platform stopped telling the truth in between.
bool is_broken(const Proof& before, const Proof& after);

enum class Standing { counts, unproven, blind };

// Whether an answer counts. Each side is proven by its own control; `suspended`, `reserved` and
// `invalid`, which have none, count once the platform answered any control rightly, unless a
// control was answered with that very word.
Standing standing(const Proof& proof, model::Status status);

}  // namespace probing
