#include "watching/recording.hpp"

#include <utility>

#include "judging/identity.hpp"
#include "probing/doubts.hpp"
#include "text/join.hpp"

namespace watching {

using model::Instant;
using model::Observation;

namespace {

judging::Answer answer_of(const targets::WatchedUnit& unit, const judging::OwnedHandles& owned,
                          Observation seen) {
  judging::Circumstances circumstances;
  circumstances.confirm = unit.confirm;
  circumstances.held_back = unit.definition->grammar.held_back();
  circumstances.now = seen.checked_at;
  circumstances.is_variant = seen.target.variant.has_value();
  if (const auto* entry = owned.find(seen.target)) {
    circumstances.is_owned = true;
    circumstances.owned_id = *entry;
  }
  if (const auto account = judging::proven_account(seen)) {
    circumstances.is_our_account = owned.has_elsewhere(seen.target, *account);
  }
  return {std::move(seen), std::move(circumstances)};
}

std::string in_one(const std::string& some, const std::string& others) {
  return some.empty() || others.empty() ? some + others : some + "; " + others;
}

// A platform whose controls prove nothing is not known to be blind, nor to see. Where there is a
// wall after some of a sweep, its beginning says nothing: else it would be told blind and seeing in
// turns, for as long as the wall is there.
bool says_whether_it_sees(const probing::ProbeReport& probe,
                          const std::optional<SweepSoFar>& sweep) {
  if (!probe.proof) return false;
  if (probe.proof->blind) return true;
  const bool is_right_to_the_end = !sweep || (sweep->has_ended && probe.state.broken == 0);
  return is_right_to_the_end && !probe.proof->proves_nothing();
}

// What is known of the definition's claimed controls now, in words where one is gone.
std::string see_controls(ledger::Ledger& ledger, const ledger::UnitKey& key,
                         const probing::Sightings& seen, const std::optional<SweepSoFar>& sweep,
                         Instant now) {
  if (sweep) {
    ledger.controls.seen_absent(key.platform, key.server, seen.absent, sweep->began, now);
  }
  ledger.controls.seen_present(key.platform, key.server, seen.present);
  return judging::gone_in_words(ledger.controls.absent(key.platform, key.server));
}

}  // namespace

void Recording::open(ledger::Ledger& ledger) {
  if (!self_blind_) self_blind_ = ledger.incidents.stands(model::EventType::self_blind, "");
}

ledger::Frozen Recording::weigh(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                                const ledger::Unit& row, const probing::ProbeReport& probe,
                                const std::optional<SweepSoFar>& sweep, Instant now) {
  if (probe.interrupted) return std::exchange(told_, {});
  if (probe.requests > 0) {
    connectivity_.asked(unit.key.platform, unit.key.server, !probe.transport_failure, now,
                        validity(unit.every));
  }
  if (probe.lies > 0) ledger.units.caught_lying(row, now, probe.lies);
  told_.add(see_whether_self_blind(ledger, now));
  // What is wrong with us is told once; what is in the way stands at each unit.
  const bool is_ours = is_self_blind() && probe.our_fault.empty();
  const std::string gone = see_controls(ledger, unit.key, probe.sightings, sweep, now);
  ledger.units.note(row, in_one(is_ours ? "" : probing::doubts(probe), gone));
  if (says_whether_it_sees(probe, sweep) && !is_self_blind()) {
    const std::string answers = text::joined(probe.control_notes, "; ");
    ledger.units.looked(row, probe.proof->blind, now, unit.confirm, in_one(gone, answers),
                        probe.proof->lost_ours);
  }
  return std::exchange(told_, {});
}

void Recording::record(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                       const ledger::Unit& row, const OwnedNow& owned, judging::Occasion occasion,
                       std::span<Observation> seen) {
  if (is_self_blind() && !connectivity_.reaches(unit.key.platform, unit.key.server)) {
    for (Observation& one : seen) withhold(one);
  }
  const OwnedNow now = read_owned(ledger, unit, owned);
  std::vector<judging::Answer> answers;
  answers.reserve(seen.size());
  for (Observation& one : seen) {
    answers.push_back(answer_of(unit, now->handles, std::move(one)));
  }
  ledger.beliefs.record(row, answers, occasion);
}

ledger::Frozen Recording::tell(ledger::Ledger& ledger, const ledger::Unit& row, Instant now) {
  return ledger.outbox.freeze(row.id, now, routing_);
}

ledger::Frozen Recording::tell_last(ledger::Ledger& ledger, Instant now) {
  return ledger.outbox.freeze_last(now, routing_);
}

ledger::Frozen Recording::see_whether_self_blind(ledger::Ledger& ledger, Instant now) {
  open(ledger);
  const bool blind =
      *self_blind_ ? connectivity_.may_still_be_blind(now) : connectivity_.is_self_blind(now);
  if (blind == *self_blind_) return {};
  if (!blind) {
    ledger.incidents.end(model::EventType::self_blind, "", now);
    self_blind_ = false;
    return {};
  }
  model::Event event;
  event.type = model::EventType::self_blind;
  event.severity = model::severity_of(event.type);
  event.at = now;
  event.seen.checked_at = now;
  ledger::Frozen told = ledger.outbox.tell(event, now, routing_);
  self_blind_ = true;  // not before the ledger has it: what it did not take is tried again
  return told;
}

}  // namespace watching
