#include "judging/belief.hpp"

namespace judging {

using model::Holder;
using model::Status;

namespace {

bool same_account(const TargetState& a, const TargetState& b) {
  return !a.account_id || !b.account_id || *a.account_id == *b.account_id;
}

}  // namespace

bool is_ours(const TargetState& state) {
  return state.holder == Holder::ours;
}

bool is_closed(Status status) {
  return status == Status::suspended || status == Status::reserved;
}

bool same_state(const TargetState& a, const TargetState& b) {
  if (a.status != b.status) return false;
  if (a.status != Status::claimed) return true;
  return is_ours(a) == is_ours(b) && same_account(a, b);
}

bool says_the_same(const TargetState& a, const TargetState& b) {
  return same_state(a, b) || (is_closed(a.status) && is_closed(b.status));
}

bool is_gain(const Pending& pending) {
  return pending.state.status == Status::claimed;
}

}  // namespace judging
