#include "judging/dismissal.hpp"

namespace judging {

using model::Holder;

std::optional<Dismissal> dismiss(Belief& belief, const std::optional<std::string>& account_told,
                                 Holder as) {
  TargetState& now = belief.state;
  const TargetState& told = belief.hushed ? belief.hushed->state : now;
  const bool is_anybodys = told.holder && told.holder != Holder::ours;
  if (!account_told && !is_anybodys) return std::nullopt;
  Dismissal dismissal{as, account_told ? account_told : told.account_id};
  const bool is_his =
      !dismissal.account_id || !now.account_id || dismissal.account_id == now.account_id;
  if (now.holder && now.holder != Holder::ours && is_his) now.holder = as;
  return dismissal;
}

}  // namespace judging
