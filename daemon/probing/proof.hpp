// What the controls of one run prove (contract, 'Truth' 2). Pure.
#pragma once

#include <set>
#include <vector>

#include "model/words.hpp"

namespace probing {

// What a claimed control answered, and by which ask of the chain.
struct ControlAnswer {
  model::Status status = model::Status::unknown;
  std::size_t ask = 0;
};

struct Proof {
  bool blind = false;             // the platform answered a control wrongly: nothing it says counts
  bool claimed_proven = false;    // a surely claimed handle answered claimed
  bool available_proven = false;  // a fresh random handle answered available
  // When a claimed control failed, only the asks by which another one answered rightly are proven.
  bool every_ask = true;
  std::set<std::size_t> asks;
  // What a control answered that it surely is not: the rule that said so tells nothing apart.
  std::set<model::Status> disproven;

  bool proves_nothing() const { return blind || (!claimed_proven && !available_proven); }
};

// `claimed`: the answers of the claimed controls, perhaps none; `free`: of the random one. Controls
// that are accounts of ours (`ours`) may have been lost: one that is available blinds only where
// none of them answered claimed.
Proof prove(const std::vector<ControlAnswer>& claimed, model::Status free, bool ours = false);

enum class Standing { counts, unproven, blind };

// Whether an answer by this ask counts. Each side is proven by its own control; `suspended`,
// `reserved` and `invalid`, which have none, count once the platform answered any control rightly,
// unless a control was answered with that very word.
Standing standing(const Proof& proof, model::Status status, std::size_t ask = 0);

}  // namespace probing
