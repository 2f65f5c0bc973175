#include "watching/settling.hpp"

#include "probing/doubts.hpp"
#include "text/join.hpp"

namespace watching {

using model::Instant;
using model::Observation;

Settling::Settling(ledger::Ledger& ledger, ledger::Routing routing)
    : ledger_(ledger), routing_(std::move(routing)) {
  // A restart does not end what had been told.
  self_blind_ = ledger_.incidents.stands(model::EventType::self_blind, "");
}

ledger::Frozen Settling::weigh(const WatchedUnit& unit, const ledger::Unit& row,
                               const probing::LaneReport& lane, Instant now) {
  if (lane.requests > 0) {
    reach_.asked(unit.key.platform, unit.key.server, !lane.transport_failure, now,
                 unit.every + unit.every / 2);
  }
  ledger::Frozen told = see_whether_self_blind(now);
  ledger_.units.note(row, self_blind_ ? "" : probing::doubts(lane));
  // A platform whose controls prove nothing is not known to be blind, nor to see.
  const bool tells = lane.proof && (lane.proof->blind || !lane.proof->proves_nothing());
  if (tells && !self_blind_) {
    ledger_.units.looked(row, lane.proof->blind, now, unit.confirm,
                         text::joined(lane.control_notes, "; "));
  }
  return told;
}

void Settling::record(const WatchedUnit& unit, const ledger::Unit& row,
                      const judging::OwnedHandles& owned, std::span<Observation> seen) {
  if (self_blind_) withhold(seen);
  const auto held_back = unit.definition->grammar.held_back();
  ledger_.beliefs.record(row, seen, [&](const Observation& one) {
    judging::Circumstances circumstances;
    circumstances.now = one.checked_at;
    circumstances.confirm = unit.confirm;
    circumstances.held_back = held_back;
    circumstances.is_variant = one.target.variant.has_value();
    if (const auto* entry = owned.find(one.target)) {
      circumstances.is_owned = true;
      circumstances.owned_id = *entry;
    }
    return circumstances;
  });
}

ledger::Frozen Settling::tell(const ledger::Unit& row, Instant now) {
  return ledger_.outbox.freeze(row.id, now, routing_);
}

ledger::Frozen Settling::see_whether_self_blind(Instant now) {
  const bool blind = self_blind_ ? reach_.may_still_be_blind(now) : reach_.is_self_blind(now);
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
