// A handle becomes ours because a person says so, of the handle itself or of an incident about it.
// Called within a transaction.
#pragma once

#include <optional>
#include <string>

#include <soci/soci.h>

#include "judging/owned.hpp"
#include "model/instant.hpp"

namespace ledger {

// The account that is pinned to it, whatever the handle's `account_id`.
std::optional<std::string> pinned_to(soci::session& sql, const judging::OwnedHandle& handle);

// `account` is pinned from now on; none: whoever has the handle, or has it next, is ours. In every
// watch who has it now is believed to be ours, unless he is known to be another, and what stands
// about him or about nobody known is resolved.
void declare_ours(soci::session& sql, const judging::OwnedHandle& handle,
                  const std::optional<std::string>& account, model::Instant at);

}  // namespace ledger
