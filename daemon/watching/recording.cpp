#include "watching/recording.hpp"

#include "probing/doubts.hpp"
#include "text/join.hpp"

namespace watching {

using model::Instant;
using model::Observation;

Recording::Recording(ledger::Ledger& ledger, ledger::Routing routing)
    : ledger_(ledger), routing_(std::move(routing)) {
  // A restart does not end what had been told.
  self_blind_ = ledger_.incidents.stands(model::EventType::self_blind, "");
}

ledger::Frozen Recording::weigh(const targets::WatchedUnit& unit, const ledger::Unit& row,
                                const probing::ProbeReport& probe, Instant now) {
  if (probe.requests > 0) {
    connectivity_.asked(unit.key.platform, unit.key.server, !probe.transport_failure, now,
                        unit.every + unit.every / 2);
  }
  ledger::Frozen told = see_whether_self_blind(now);
  ledger_.units.note(row, self_blind_ ? "" : probing::doubts(probe));
  // A platform whose controls prove nothing is not known to be blind, nor to see.
  const bool tells = probe.proof && (probe.proof->blind || !probe.proof->proves_nothing());
  if (tells && !self_blind_) {
    ledger_.units.looked(row, probe.proof->blind, now, unit.confirm,
                         text::joined(probe.control_notes, "; "));
  }
  return told;
}

void Recording::record(const targets::WatchedUnit& unit, const ledger::Unit& row,
                       const judging::OwnedHandles& owned, std::span<Observation> seen) {
  if (self_blind_) withhold(seen);
  judging::Circumstances common;
  common.confirm = unit.confirm;
  common.held_back = unit.definition->grammar.held_back();
  std::vector<judging::Answer> answers;
  answers.reserve(seen.size());
  for (Observation& one : seen) {
    judging::Circumstances circumstances = common;
    circumstances.now = one.checked_at;
    circumstances.is_variant = one.target.variant.has_value();
    if (const auto* entry = owned.find(one.target)) {
      circumstances.is_owned = true;
      circumstances.owned_id = *entry;
    }
    answers.push_back({std::move(one), std::move(circumstances)});
  }
  ledger_.beliefs.record(row, answers);
}

ledger::Frozen Recording::tell(const ledger::Unit& row, Instant now) {
  return ledger_.outbox.freeze(row.id, now, routing_);
}

ledger::Frozen Recording::see_whether_self_blind(Instant now) {
  const bool blind =
      self_blind_ ? connectivity_.may_still_be_blind(now) : connectivity_.is_self_blind(now);
  if (blind == self_blind_) return {};
  if (!blind) {
    ledger_.incidents.end(model::EventType::self_blind, "", now);
    self_blind_ = false;
    return {};
  }
  model::Event event;
  event.type = model::EventType::self_blind;
  event.severity = model::Severity::medium;
  event.at = now;
  event.seen.checked_at = now;
  ledger::Frozen told = ledger_.outbox.tell(std::move(event), now, routing_);
  self_blind_ = true;  // not before the ledger has it: what it did not take is tried again
  return told;
}

}  // namespace watching
