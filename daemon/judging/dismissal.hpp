// What a person's dismissal of an incident says of whoever has the handle.
#pragma once

#include <optional>
#include <string>

#include "judging/target_state.hpp"

namespace judging {

// Who was told to have the handle, or had it when it was closed, is dismissed: the account that was
// told, else the one that is believed, else (a platform that shows none) whoever it is; `belief`
// holds him for that from now on. None: nobody was told to have it, or we were. Who came since, of
// whom nothing was told, is not dismissed.
std::optional<Dismissal> dismiss(Belief& belief, const std::optional<std::string>& account_told,
                                 model::Holder as);

}  // namespace judging
