#include "probing/far_waits.hpp"

#include <algorithm>

namespace probing {
namespace {

using model::Milliseconds;
using model::Moment;

constexpr Milliseconds far = std::chrono::minutes(15);
// A pause that ends a bracket (Pacer::patience). Shorter ones are waited for within it.
constexpr Milliseconds near = std::chrono::minutes(1);
// A handle that was refused longer ago may meet a limit of the road again.
constexpr Milliseconds blamed_for = std::chrono::hours(24);

void forget_if_over(Milliseconds most, std::optional<Milliseconds>& wait) {
  if (wait > most) wait.reset();
}

bool share_one(const std::set<std::string>& suspects, std::span<const std::string> handles) {
  return std::any_of(handles.begin(), handles.end(),
                     [&](const std::string& handle) { return suspects.contains(handle); });
}

}  // namespace

RateAdvice FarWaits::heard(const Answer& answer, Moment now) {
  const std::optional<Milliseconds> wait = wait_of(answer.advice, answer.refused);
  const bool says_far = wait > far;
  if (claim_ && now >= claim_->since + std::min(claim_->wait, longest_wait)) claim_.reset();
  if (claim_ && !answer.refused && !says_far && answer.started_at > claim_->since) claim_.reset();
  const bool is_near = answer.refused && !says_far && wait > near;
  const bool is_blamed = is_near && is_blamed_again(answer, *wait, now);
  if (!says_far && !is_blamed) return answer.advice;

  RateAdvice road = answer.advice;
  const Milliseconds most = is_blamed ? near : far;
  forget_if_over(most, road.retry_after);
  forget_if_over(most, road.reset);
  if (now < paused_until_) return road;  // it was under way when two had said it
  if (claim_ && !share_one(claim_->suspects, answer.handles)) {
    road.retry_after = confirm(*wait, now);
  } else {
    suspect(answer, *wait, now);
  }
  return road;
}

bool FarWaits::is_blamed_again(const Answer& answer, Milliseconds wait, Moment now) {
  if (answer.handles.size() != 1) return false;
  std::erase_if(blamed_, [now](const auto& one) { return now >= one.second + blamed_for; });
  const auto [found, is_new] = blamed_.emplace(answer.handles.front(), now + wait);
  return !is_new && now >= found->second;
}

void FarWaits::suspect(const Answer& answer, Milliseconds wait, Moment now) {
  std::set<std::string> handles(answer.handles.begin(), answer.handles.end());
  if (claim_) {
    std::erase_if(claim_->suspects, [&](const auto& one) { return !handles.contains(one); });
    claim_->wait = std::min(claim_->wait, wait);
  } else {
    claim_ = Claim{std::move(handles), now, wait};
  }
  std::erase_if(resting_, [now](const auto& one) { return one.second.until <= now; });
  if (answer.handles.size() != 1) return;
  resting_[answer.handles.front()] = {now + std::min(wait, longest_wait), wait};
  ++changes_;
}

// It was the road's: who rested for it waits with the others.
Milliseconds FarWaits::confirm(Milliseconds wait, Moment now) {
  const Milliseconds left = claim_->wait - (now - claim_->since);
  const Milliseconds shorter = std::min(left, wait);
  for (const std::string& handle : claim_->suspects) resting_.erase(handle);
  ++changes_;
  claim_.reset();
  paused_until_ = now + std::min(shorter, longest_wait);
  return shorter;
}

std::optional<Moment> FarWaits::rests_until(const std::string& handle, Moment now) const {
  const auto found = resting_.find(handle);
  if (found == resting_.end() || found->second.until <= now) return std::nullopt;
  return found->second.until;
}

std::vector<RestingHandle> FarWaits::resting(Moment now) const {
  std::vector<RestingHandle> resting;
  for (const auto& [handle, rest] : resting_) {
    if (now < rest.until) resting.push_back({handle, rest.until, rest.asked_for});
  }
  return resting;
}

void FarWaits::recall(const RestingHandle& left) {
  resting_[left.handle] = {left.until, left.asked_for};
}

}  // namespace probing
