// What the controls of one run prove (contract, 'Truth' 2). Pure.
#pragma once

#include <vector>

#include "model/words.hpp"

namespace probing {

struct Proof {
  bool blind = false;             // the platform answered a control wrongly: nothing it says counts
  bool claimed_proven = false;    // a surely claimed handle answered claimed
  bool available_proven = false;  // a fresh random handle answered available

  bool proves_nothing() const { return blind || (!claimed_proven && !available_proven); }
};

// `claimed`: the answers of the claimed controls, perhaps none; `free`: of the random one.
Proof prove(const std::vector<model::Status>& claimed, model::Status free);

enum class Standing { counts, unproven, blind };

// Whether an answer counts under this proof. Each side is proven by its own control; `suspended`,
// `reserved` and `invalid`, which have none, count once the platform answered any control rightly.
Standing standing(const Proof& proof, model::Status status);

}  // namespace probing
