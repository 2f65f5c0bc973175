#include "commands/owned_remarks.hpp"

#include <fmt/format.h>

#include "targets/planning.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

using model::Observation;
using model::Status;

// A line for each would bury the rest where a whole roster is ours.
constexpr std::size_t unconfirmed_shown = 10;

std::string place_of(const model::Target& target) {
  return fmt::format("{} on {}", target.handle,
                     targets::place_name(target.platform, target.server.value_or("")));
}

std::string lost(const Observation& seen) {
  if (seen.status != Status::claimed) return fmt::format("it is {}", name(seen.status));
  if (!seen.profile.account_id) return "somebody else holds it";
  return fmt::format("somebody else holds it, account id {}",
                     text::visible(*seen.profile.account_id));
}

// Why we cannot be sure that the account is ours; empty when we are.
std::string unconfirmed(const Observation& seen, const std::optional<std::string>& listed) {
  const auto& shown = seen.profile.account_id;
  if (listed) return shown ? "" : "the answer shows no account id to compare";
  if (!shown) return "no account id is listed, and the answer shows none";
  return fmt::format("its account id seems to be {}", text::visible(*shown));
}

}  // namespace

void remark_on_owned(Context& context, const std::vector<Observation>& observations,
                     const judging::OwnedHandles& owned) {
  std::size_t not_sure = 0;
  for (const Observation& seen : observations) {
    const auto* listed = owned.find(seen.target);
    if (listed == nullptr || !is_evidence(seen.status)) continue;
    if (seen.holder != model::Holder::ours) {
      context.remark(fmt::format("no longer ours: {}: {}", place_of(seen.target), lost(seen)));
      continue;
    }
    const std::string why = unconfirmed(seen, *listed);
    if (why.empty() || ++not_sure > unconfirmed_shown) continue;
    context.remark(fmt::format("owned but unconfirmed: {}: {}", place_of(seen.target), why));
  }
  if (not_sure > unconfirmed_shown) {
    context.remark(fmt::format("owned but unconfirmed: {} more; the records show their account ids",
                               not_sure - unconfirmed_shown));
  }
}

}  // namespace commands
