// Whose account a claimed handle is (contract, 'Truth' 9). Pure.
//
// An id proves an account where the platform shows one that does not follow the handle; a listed or
// pinned one is ours at whichever handle of ours it is seen. Where nothing is proven, a handle that
// was ours stays ours while it stays claimed; once it was believed to be nobody's, the next claim
// is a stranger's until a person says otherwise.
#pragma once

#include "judging/circumstances.hpp"
#include "model/observation.hpp"

namespace judging {

// The account that an answer proves to be there; none: it proves nobody's.
std::optional<std::string> proven_account(const model::Observation& seen);

// Claimed by nobody knows whom, though it is known whose it should be: such an answer decides
// nothing. `listed`: the id that is listed or pinned.
bool lacks_identity(const model::Observation& seen, const std::optional<std::string>& listed);
bool lacks_identity(const model::Observation& seen, const Belief& belief,
                    const Circumstances& circumstances);
// The answer, as one that decides nothing for that.
void withhold_identity(model::Observation& seen);

// Who holds a handle; none: nobody.
std::optional<model::Holder> holder_of(const model::Observation& seen, const Belief& belief,
                                       const Circumstances& circumstances);

// What an answer says, given what was believed: who had the account is kept while it is suspended.
TargetState state_of(const model::Observation& seen, const Belief& belief,
                     const Circumstances& circumstances);

// Of an account id, to know it again without keeping it.
std::uint32_t trace_of(const std::string& account_id);

// Keeps what follows for the next answer from what is believed now. `changed`: it is another state
// than before.
void note_identity(Belief& belief, const model::Observation& seen,
                   const Circumstances& circumstances, bool changed);

}  // namespace judging
