// A handle becomes ours because a person says so, of the handle itself or of an incident about it.
// Called within a transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <soci/soci.h>

#include "judging/owned.hpp"
#include "model/instant.hpp"

namespace ledger {

// The account that is pinned to it, whatever the handle's `account_id`.
std::optional<std::string> pinned_to(soci::session& sql, const judging::OwnedHandle& handle);
// The same, or the one that the configuration lists for it, where another account has it.
std::optional<std::string> bound_to(soci::session& sql, const judging::OwnedHandle& handle);

// `pinned` is pinned from now on. Ours is the account that `pinned` or a list names; none: whoever
// has the handle. In every watch who has it now is believed to be ours, unless he is known to be
// another, and what stands about him or about nobody known is resolved. Of a handle that nobody has
// it is not known who has it next: a stranger, unless it is the account that was ours, or a person
// says that it is `registered`.
struct Declaration {
  std::optional<std::string> pinned;
  std::optional<std::string> bound;
  bool registered = false;
};
// The incidents that it resolved.
std::vector<long long> declare_ours(soci::session& sql, const judging::OwnedHandle& handle,
                                    const Declaration& declaration, model::Instant at);

// What a declaration made of a handle, to be taken back.
enum class Made { nothing, ours, pin };
// What the next declaration will make of it.
Made would_make(soci::session& sql, const judging::OwnedHandle& handle);
// The handle's account is not ours any more as far as `made` said so; who has it is a stranger.
void withdraw(soci::session& sql, const judging::OwnedHandle& handle, Made made);

}  // namespace ledger
