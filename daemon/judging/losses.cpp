#include "judging/losses.hpp"

#include <algorithm>

namespace judging {

using model::Severity;

long long sweep_of_loss(const Belief& belief) {
  const auto& pending = belief.pending;
  const bool is_loss = pending && !is_gain(*pending) && !pending->moved &&
                       belief.state.status == model::Status::claimed;
  if (!is_loss) return 0;
  return pending->lost_in != 0 ? pending->lost_in : pending->sweep;
}

void LossTally::change(const Belief& before, const Belief& after) {
  const long long was = sweep_of_loss(before);
  const long long is = sweep_of_loss(after);
  const bool was_ours = was != 0 && before.pending->of_ours;
  const bool is_ours = is != 0 && after.pending->of_ours;
  if (was == is && was_ours == is_ours) return;
  if (was != 0) {
    Losses& losses = losses_[was];
    --losses.targets;
    losses.ours -= was_ours ? 1 : 0;
    if (was != is && after.state.status == model::Status::claimed) {
      found_again_[was] = true;
      // It was none: the others are not many for its sake.
      --most_[was].targets;
      most_[was].ours -= was_ours ? 1 : 0;
    }
  }
  if (is == 0) return;
  Losses& losses = losses_[is];
  ++losses.targets;
  losses.ours += is_ours ? 1 : 0;
  Losses& most = most_[is];
  most.targets = std::max(most.targets, losses.targets);
  most.ours = std::max(most.ours, losses.ours);
}

bool LossTally::are_many(long long sweep) const {
  const auto found = most_.find(sweep);
  if (found == most_.end()) return false;
  const Losses& losses = found->second;
  const bool over_a_tenth = losses.targets > 1 && losses.targets * 10 > claimed_;
  return losses.told || over_a_tenth;
}

void LossTally::look_agreed(long long sweep, bool is_about_us) {
  Severity& severity = agreed_.try_emplace(sweep, Severity::medium).first->second;
  if (is_about_us) severity = Severity::high;
}

std::vector<LossTally::Alarm> LossTally::alarms() const {
  std::vector<Alarm> alarms;
  for (const auto& [sweep, of_looks] : agreed_) {
    const auto found = losses_.find(sweep);
    const bool stands = found != losses_.end() && found->second.targets > 0;
    if (!stands || !are_many(sweep)) continue;
    const Losses& losses = found->second;
    const Severity severity = losses.ours > 0 ? Severity::high : of_looks;
    const bool is_news = !losses.told || severity < *losses.told;
    if (is_news) alarms.push_back({sweep, losses, severity});
  }
  return alarms;
}

std::map<long long, bool> LossTally::over() const {
  std::map<long long, bool> over;
  for (const auto& [sweep, losses] : losses_) {
    if (losses.told && losses.targets <= 0) over[sweep] = found_again_.contains(sweep);
  }
  return over;
}

}  // namespace judging
