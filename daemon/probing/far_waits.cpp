#include "probing/far_waits.hpp"

#include <algorithm>

namespace probing {
namespace {

using model::Milliseconds;
using model::Moment;

constexpr Milliseconds far = std::chrono::minutes(15);

void forget_if_far(std::optional<Milliseconds>& wait) {
  if (wait > far) wait.reset();
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
  if (!says_far) return answer.advice;

  RateAdvice road = answer.advice;
  forget_if_far(road.retry_after);
  forget_if_far(road.reset);
  if (now < paused_until_) return road;  // it was under way when two had said it
  if (claim_ && !share_one(claim_->suspects, answer.handles)) {
    road.retry_after = confirm(*wait, now);
  } else {
    suspect(answer, *wait, now);
  }
  return road;
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
