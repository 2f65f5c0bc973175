#include "judging/known_targets.hpp"

#include <algorithm>

namespace judging {

using model::Observation;
using model::Status;

bool is_coming(const Belief& belief, const std::string& account) {
  return belief.pending && is_gain(*belief.pending) && belief.pending->state.account_id == account;
}

bool has_left(const Known& home, const std::string& account) {
  const auto& pending = home.row.belief.pending;
  return pending && pending->state.account_id != account;
}

bool has_left_empty(const Known& home, const std::string& account) {
  return has_left(home, account) && !is_gain(*home.row.belief.pending);
}

Observation last_seen(const Known& home, const Observation& arrival) {
  if (home.answer != nullptr && is_evidence(home.answer->seen.status)) return home.answer->seen;
  const Pending& pending = *home.row.belief.pending;
  Observation seen;
  seen.target = arrival.target;
  seen.target.handle = home.row.handle;
  seen.target.expected = pending.expected;
  seen.target.variant = pending.variant;
  seen.checked_at = pending.last;
  seen.status = pending.state.status;
  seen.reason = home.row.reason;
  seen.profile.account_id = pending.state.account_id;
  return seen;
}

KnownTargets::KnownTargets(std::span<const TargetRow> rows, std::span<const Answer> answers) {
  for (const TargetRow& row : rows) known_.emplace(row.handle, Known{row});
  for (const Answer& answer : answers) {
    const Observation& seen = answer.seen;
    if (is_evidence(seen.status) || seen.missed) ++answered_;
    if (last_ == nullptr || last_->checked_at <= seen.checked_at) last_ = &seen;
    known_[seen.target.handle].answer = &answer;
  }
}

bool KnownTargets::is_home_of(const Known& known, const std::string& account,
                              const std::string& but) const {
  const TargetState& state = known.row.belief.state;
  return known.row.handle != but && state.status == Status::claimed && state.account_id == account;
}

const Known* KnownTargets::home_of(const std::string& account, const std::string& but) const {
  for (const auto& [handle, known] : known_) {
    if (is_home_of(known, account, but)) return &known;
  }
  return nullptr;
}

bool KnownTargets::is_coming_elsewhere(const std::string& account, const std::string& but) const {
  return std::any_of(known_.begin(), known_.end(), [&](const auto& other) {
    return other.first != but && is_coming(other.second.row.belief, account);
  });
}

}  // namespace judging
