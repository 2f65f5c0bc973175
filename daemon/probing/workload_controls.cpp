// The part of the workload that says what controls prove, and what follows where they do not.
#include <array>

#include <fmt/format.h>

#include "probing/workload.hpp"

namespace probing {

using model::Reason;
using model::Status;
using platforms::Reading;

namespace {

// Controls alone are asked after these times, before all is given up.
constexpr std::array<model::Milliseconds, 3> rests = {
    std::chrono::seconds(30), std::chrono::minutes(2), std::chrono::minutes(10)};

// A platform may be slow to start: after a pause its first answers are wrong. Its controls are
// asked again at once, twice: in batches they are one request each time.
constexpr int attempts_when_cold = 2;
constexpr model::Milliseconds rest_when_cold = std::chrono::seconds(2);

Status status_of(const Subject& control) {
  const bool is_decided = control.reading.next == Reading::Next::decided;
  return is_decided ? control.reading.status : Status::unknown;
}

}  // namespace

void Workload::note_controls(Lane& lane, const Proof& proof,
                             const std::vector<std::size_t>& controls) {
  lane.proof = proof;
  lane.notes.clear();
  std::vector<Sighted> claimed;
  for (const std::size_t index : controls) {
    const Subject& control = subjects_[index];
    const bool is_free = control.role == Role::free_control;
    if (is_free) lane.free_control = index;
    if (!is_free) claimed.push_back({control.handle, status_of(control)});
    const platforms::Ask& ask = definition_.asks[control.ask];
    const bool handed_on = control.reading.next == Reading::Next::ask;
    if (handed_on) {
      Lane& next = lane_of(control.reading.ask);
      next.wants_controls = !next.over && !next.proof && !state_.right.contains(next.road.entry);
    }
    lane.notes.push_back(
        fmt::format("{} control {}: {} ({})", is_free ? "free" : "claimed", control.handle,
                    handed_on ? "left to " + definition_.asks[control.reading.ask].name
                              : std::string(name(control.reading.status)),
                    platforms::reason_text(ask, control.reading)));
  }
  if (!drafted_) sightings_.add(claimed);
}

// Before its controls had said anything.
void Workload::see_interrupted(const Lane& lane, Reason reason) {
  if (!lane.proof && reason == Reason::interrupted) controls_were_interrupted_ = true;
}

// Controls are right: the rest goes more slowly where they were not before.
void Workload::see_right(std::size_t entry) {
  state_.right.insert(entry);
  slow_down_ = slow_down_ || state_.rests > 0;
  state_.rests = 0;
}

// What controls that prove nothing, or no longer what they did, mean for what is still to be asked.
void Workload::in_trouble(Lane& lane, const Proof& proof, const Time& now) {
  const Reason reason = reason_of(proof);
  const bool was_right = state_.right.contains(lane.road.entry);
  const bool is_unreachable = !proof.blind && proof.claimed_missing && proof.available_missing;
  const auto rested = static_cast<std::size_t>(state_.rests);
  // A look by batches is made anew by whoever waits for it: what one road shows of an account, the
  // other one may not.
  const bool is_asked_anew =
      is_watched_ || (is_second_look_ && !lane.road.is_batch() && lane.road.entry == entry_);
  const bool may_be_cold = !was_right && is_asked_anew && proof.blind && !lane.waiting.empty();
  std::optional<model::Milliseconds> rest;
  if (may_be_cold && state_.rests < attempts_when_cold) rest = rest_when_cold;
  if (was_right && !is_unreachable && rested < rests.size()) rest = rests[rested];
  if (refines_) rest.reset();
  if (rest) {
    ++state_.rests;
    state_.rests_until = now.steady + *rest;
  }
  if (!rest) {
    end_lane(lane, reason, now.calendar);
  } else if (lane.waiting.empty()) {
    lane.over = reason;  // there is nothing to rest for; the next slice does
  }
}

void Workload::count_bracket(bool broken) {
  ++state_.brackets;
  if (!broken) return;
  ++state_.broken;
  ++lies_;
  constexpr std::size_t most = 3;
  state_.distrusted = state_.broken >= most && state_.broken * 3 >= state_.brackets;
}

// What kept the controls from proving anything, where it was the same for all of them.
Reason Workload::reason_of(const Proof& proof) const {
  if (proof.blind) return Reason::platform_blind;
  const auto& free = proof.available_unknown;
  const bool same = free && (claimed_.empty() || proof.claimed_unknown == free);
  return same ? *free : Reason::unproven;
}

std::optional<Proof> Workload::proof() const {
  std::optional<Proof> proof;
  for (const auto& [entry, lane] : lanes_) {
    if (!lane->proof) continue;
    if (!proof) {
      proof = lane->proof;
      continue;
    }
    // What one road leaves to another one, that one proves.
    const bool is_lie =
        (proof->blind && !proof->lost_ours) || (lane->proof->blind && !lane->proof->lost_ours);
    proof->lost_ours = !is_lie && (proof->lost_ours || lane->proof->lost_ours);
    proof->blind = proof->blind || lane->proof->blind;
    proof->available_proven = proof->available_proven || lane->proof->available_proven;
    proof->claimed_proven = proof->claimed_proven || lane->proof->claimed_proven;
  }
  return proof;
}

std::vector<std::string> Workload::control_notes() const {
  std::vector<std::string> notes;
  if (claimed_.empty()) {
    notes.emplace_back("no account is known there that surely exists; list one of yours as owned");
  }
  for (const auto& [entry, lane] : lanes_) {
    notes.insert(notes.end(), lane->notes.begin(), lane->notes.end());
  }
  notes.insert(notes.end(), further_.notes().begin(), further_.notes().end());
  notes.insert(notes.end(), pages_.notes().begin(), pages_.notes().end());
  return notes;
}

std::optional<Reason> Workload::transport_failure() const {
  const auto& proof = lanes_.at(entry_)->proof;
  if (!proof || !proof->available_missing) return std::nullopt;
  const bool none = claimed_.empty() || proof->claimed_missing.has_value();
  const auto unreached = [](Reason reason) { return is_transport_failure(reason); };
  const bool all = unreached(*proof->available_missing) &&
                   (claimed_.empty() || !none || unreached(*proof->claimed_missing));
  return none && all ? proof->available_missing : std::nullopt;
}

}  // namespace probing
