// Who holds a claimed handle, by one answer alone. Pure.
//
// `ours` is decided by account id where one is listed, at whichever of our handles it is seen; a
// platform's own parody label makes a `parody`; everybody else is a `stranger`: not classified, and
// never guessed at.
#pragma once

#include <optional>

#include "judging/owned.hpp"
#include "model/observation.hpp"

namespace judging {

std::optional<model::Holder> judge_holder(const model::Observation& seen,
                                          const OwnedHandles& owned);

// Writes into an answer who holds the handle; one that is claimed and shows no id to compare with a
// listed one becomes unknown (`no-identity`).
void identify(model::Observation& seen, const OwnedHandles& owned);

// Of an account that is not ours: a parody where the platform labels it so, else nobody we know.
model::Holder stranger_kind(const model::Observation& seen);

// What one pass means for the exit code (contract, 'exit').
struct Verdict {
  bool bad = false;        // a stranger holds an expected handle, or an owned one is no longer ours
  bool undecided = false;  // something stayed unknown
};
Verdict judge(const model::Observation& seen, const OwnedHandles& owned);

}  // namespace judging
