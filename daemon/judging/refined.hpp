// What a platform's sign-up check, or its grammar for new accounts, adds to an answer that shows
// nobody. Pure.
#pragma once

#include "judging/record.hpp"

namespace judging {

// The platform gives the name to nobody, or its sign-up check says so that was not asked before: a
// definition that has learnt is no event.
bool is_better_known(const model::Observation& seen, const TargetRow& row);

// The sign-up check said that nobody can have it; that it could not be asked says nothing against.
bool contradicts_in_vain(const model::Observation& seen, const Belief& belief);
void withhold_freedom(model::Observation& seen);

}  // namespace judging
