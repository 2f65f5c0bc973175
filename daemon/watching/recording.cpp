#include "watching/recording.hpp"

#include <utility>

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
  return {std::move(seen), std::move(circumstances)};
}

}  // namespace

void Recording::open(ledger::Ledger& ledger) {
  if (!self_blind_) self_blind_ = ledger.incidents.stands(model::EventType::self_blind, "");
}

ledger::Frozen Recording::weigh(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                                const ledger::Unit& row, const probing::ProbeReport& probe,
                                Instant now) {
  if (probe.interrupted) return std::exchange(told_, {});
  if (probe.requests > 0) {
    connectivity_.asked(unit.key.platform, unit.key.server, !probe.transport_failure, now,
                        unit.every + unit.every / 2);
  }
  told_.add(see_whether_self_blind(ledger, now));
  ledger.units.note(row, is_self_blind() ? "" : probing::doubts(probe));
  // A platform whose controls prove nothing is not known to be blind, nor to see.
  const bool tells = probe.proof && (probe.proof->blind || !probe.proof->proves_nothing());
  if (tells && !is_self_blind()) {
    ledger.units.looked(row, probe.proof->blind, now, unit.confirm,
                        text::joined(probe.control_notes, "; "));
  }
  return std::exchange(told_, {});
}

void Recording::record(ledger::Ledger& ledger, const targets::WatchedUnit& unit,
                       const ledger::Unit& row, const OwnedNow& owned,
                       std::span<Observation> seen) {
  if (is_self_blind()) withhold(seen);
  const OwnedNow now = read_owned(ledger, unit, owned);
  std::vector<judging::Answer> answers;
  answers.reserve(seen.size());
  for (Observation& one : seen) {
    answers.push_back(answer_of(unit, now->handles, std::move(one)));
  }
  ledger.beliefs.record(row, answers);
}

ledger::Frozen Recording::tell(ledger::Ledger& ledger, const ledger::Unit& row, Instant now) {
  return ledger.outbox.freeze(row.id, now, routing_);
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
