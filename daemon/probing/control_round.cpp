#include "probing/control_round.hpp"

#include <algorithm>

namespace probing {

using model::Status;

namespace {

// A definition names two; where both may be lost, one more is worth its request.
std::size_t most_of(const std::vector<ClaimedName>& standing) {
  constexpr std::size_t most = 2;
  const auto end = standing.begin() + static_cast<std::ptrdiff_t>(std::min(most, standing.size()));
  const bool is_sure = std::any_of(
      standing.begin(), end, [](const ClaimedName& one) { return one.surety == Surety::sure; });
  return std::min(standing.size(), is_sure ? most : most + 1);
}

}  // namespace

ControlRound::ControlRound(ClaimedNames claimed, std::string free, bool looks_for_gone)
    : looks_for_gone_(looks_for_gone) {
  claimed.standing.resize(most_of(claimed.standing));
  for (ClaimedName& one : claimed.standing) {
    slots_.push_back({std::move(one.handle), one.surety, false, false, {}});
  }
  for (std::string& name : claimed.gone) {
    slots_.push_back({std::move(name), Surety::sure, true, false, {}});
  }
  slots_.push_back({std::move(free), Surety::sure, false, false, {}});
}

std::vector<std::size_t> ControlRound::wanted() const {
  std::vector<std::size_t> wanted;
  bool is_saved = false;
  for (std::size_t i = 0; i + 1 < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const bool is_looked_for = slot.is_gone && looks_for_gone_;
    if (!is_saved || is_looked_for) wanted.push_back(i);
    // While it has not answered, the next one is not asked.
    is_saved = is_saved || !slot.answer || slot.answer->status == Status::claimed;
  }
  wanted.push_back(slots_.size() - 1);
  return wanted;
}

std::vector<std::size_t> ControlRound::next() {
  std::vector<std::size_t> now;
  for (const std::size_t slot : wanted()) {
    if (!slots_[slot].given) now.push_back(slot);
    slots_[slot].given = true;
  }
  return now;
}

void ControlRound::answered(std::size_t slot, const ControlAnswer& answer) {
  slots_[slot].answer = answer;
  slots_[slot].answer->surety = slots_[slot].surety;
}

bool ControlRound::done() const {
  const std::vector<std::size_t> slots = wanted();
  return std::all_of(slots.begin(), slots.end(),
                     [this](std::size_t slot) { return slots_[slot].answer.has_value(); });
}

Proof ControlRound::proof() const {
  std::vector<ControlAnswer> claimed;
  for (std::size_t i = 0; i + 1 < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const bool counts = slot.answer && (!slot.is_gone || slot.answer->status == Status::claimed);
    if (counts) claimed.push_back(*slot.answer);
  }
  return prove(claimed, slots_.back().answer.value_or(ControlAnswer{}));
}

std::size_t ControlRound::right_one() const {
  for (std::size_t i = 0; i + 1 < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const bool is_right = slot.answer && slot.answer->status == Status::claimed;
    if (is_right && !slot.is_gone) return i;
  }
  return 0;
}

void ControlRound::ask_missing_again(std::string free) {
  const Proof now = proof();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    const bool side_is_missing =
        is_free(i) ? now.available_missing.has_value() : now.claimed_missing.has_value();
    if (!side_is_missing || !slot.answer || !slot.answer->is_missing()) continue;
    replace(i, is_free(i) ? std::move(free) : std::move(slot.handle));
  }
}

void ControlRound::replace(std::size_t slot, std::string name) {
  slots_[slot] = {std::move(name), slots_[slot].surety, slots_[slot].is_gone, false, {}};
}

}  // namespace probing
