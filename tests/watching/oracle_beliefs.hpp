// The oracle's rules of what is believed of handles (oracle.hpp).
#pragma once

#include "watching/oracle.hpp"

namespace tests {

inline void Oracle::judge(const Look& look, bool self_blind) {
  Unit& unit = units_[look.unit];
  const model::Instant began = time_.truth(look.begin);
  const std::string untimely = unit.schedule.begins(look, began);
  if (!untimely.empty()) {
    fail(fmt::format("{} at {}: {}", world_.shape(look.unit).platform,
                     began.time_since_epoch().count(), untimely));
  }
  check_asked(look);
  see(look);
  judge_service(look, self_blind);
  std::set<int> concerned = unit.moving;
  for (const Sight& sight : look.seen) {
    if (is_told_of(look.unit, sight.handle)) concerned.insert(sight.handle);
  }
  const std::vector<Change> changes = believed(look.unit, concerned);
  for (const Change& change : changes) {
    const bool left =
        change.was.account != nobody && is_elsewhere(look.unit, change.handle, change.was.account);
    check_believed(look.unit, change.handle, change.was, left);
  }
  for (const Change& change : changes) check_told(look.unit, change, changes);
  for (const int handle : concerned) {
    check_hidden(look.unit, handle);
    check_missed(look.unit, handle);
    sync_incident(look.unit, handle);
  }
  for (const int handle : concerned) {
    TargetOracle& target = this->target(look.unit, handle);
    const bool quiet =
        target.known.status != Status::unknown &&
        target.line.is_quiet(target.line.last().status, target.line.last().account) &&
        target.is_as_known(target.line.last()) && !target.is_hushed();
    target.decided = target.decided && !quiet;
    if (quiet) unit.moving.erase(handle);
  }
  note_due(look);
}

// What the look showed, into the lines of its handles.
inline void Oracle::see(const Look& look) {
  Unit& unit = units_[look.unit];
  for (const Sight& sight : look.seen) {
    TargetOracle& target = this->target(look.unit, sight.handle);
    const model::Instant truth = time_.truth(look.end) - (look.ended_at - sight.at);
    target.see({sight.status, sight.account, look.is_sweep, sight.is_own, sight.at, truth, calm_});
    if (target.known.status != Status::unknown && sight.status != Status::unknown &&
        target.is_as_known(target.line.last())) {
      target.line.forget_what_is_over(sight.status, sight.account);
    }
    const bool quiet =
        target.is_as_known(target.line.last()) && target.line.is_quiet(sight.status, sight.account);
    if (!quiet) unit.moving.insert(sight.handle);
  }
  see_losses(look);
}

inline bool Oracle::is_elsewhere(std::size_t unit, int but, Account account) const {
  const auto& targets = units_[unit].targets;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (static_cast<int>(i) == but) continue;
    const Answer* last = targets[i].line.last_decided();
    const bool is_seen =
        last != nullptr && last->status == Status::claimed && last->account == account;
    const bool is_known =
        targets[i].known.status == Status::claimed && targets[i].known.account == account;
    if (is_seen || is_known) return true;
  }
  return false;
}

// It was believed to be at another handle until now, or still is and was seen to be gone.
inline bool Oracle::has_come(std::size_t unit, int handle, Account account,
                             const std::vector<Change>& all) const {
  for (const Change& one : all) {
    if (one.handle != handle && one.was.account == account) return true;
  }
  for (const TargetOracle& one : units_[unit].targets) {
    const bool is_here = &one == &target(unit, handle);
    if (!is_here && one.known.account == account) return true;
  }
  return false;
}

inline Doubt Oracle::doubt(std::size_t unit, int handle) const {
  Doubt doubt;
  const Line& line = target(unit, handle).line;
  const auto found = lies_.find(world_.shape(unit).platform);
  const Answer& last = line.last();
  const Line::Run run = line.agreeing(last.status, last.account, 3);
  if (found != lies_.end()) {
    doubt.lies = static_cast<int>(std::count_if(
        found->second.begin(), found->second.end(),
        [&](model::Instant at) { return at < run.first && at > last.truth - lies_last + 1h; }));
  }
  const auto many = units_[unit].many.find(handle);
  doubt.perhaps_many = many != units_[unit].many.end();
  doubt.many = doubt.perhaps_many && many->second;
  return doubt;
}

inline const ledger::Unit& Oracle::row(std::size_t unit) {
  const UnitShape& shape = world_.shape(unit);
  auto& kept = units_[unit].row;
  if (!kept) kept = ledger_.units.get({shape.watch, shape.platform, ""});
  return *kept;
}

inline Oracle::Read Oracle::read(const ledger::Known& found) {
  const judging::TargetState& state = found.belief.state;
  Known known;
  known.status = state.status;
  known.account = state.account_id ? std::stoi(state.account_id->substr(1)) : nobody;
  known.ours = state.holder == model::Holder::ours;
  known.since = found.belief.since;
  return {known, found.belief.hushed.has_value()};
}

inline Oracle::Read Oracle::read(std::size_t unit, int handle) {
  const std::string name = SimulatedSweeper::handle_name(world_.shape(unit), handle);
  const auto found = ledger_.beliefs.find(row(unit), name);
  return found ? read(*found) : Read{};
}

// Each look-up is a question to the database; of many handles all are read in one.
inline std::map<int, Oracle::Read> Oracle::read(std::size_t unit, const std::set<int>& handles) {
  std::map<int, Read> all;
  if (handles.size() < 4) {
    for (const int handle : handles) all[handle] = read(unit, handle);
    return all;
  }
  ledger_.beliefs.page(row(unit), "", world_.shape(unit).handles, [&](const ledger::Known& one) {
    const int handle = SimulatedSweeper::handle_number(one.handle);
    if (handles.contains(handle)) all[handle] = read(one);
  });
  return all;
}

// What is believed otherwise than before.
inline std::vector<Oracle::Change> Oracle::believed(std::size_t unit,
                                                    const std::set<int>& handles) {
  std::vector<Change> changes;
  for (const auto& [handle, now] : read(unit, handles)) {
    TargetOracle& target = this->target(unit, handle);
    const Known was = std::exchange(target.known, now.known);
    const bool was_hushed = target.hush(now.hushed);
    if (!(was == now.known) || was_hushed != now.hushed) {
      changes.push_back({handle, was, was_hushed});
    }
  }
  return changes;
}

inline void Oracle::check_believed(std::size_t unit, int handle, const Known& was, bool went) {
  TargetOracle& target = this->target(unit, handle);
  const Known now = target.known;
  check_ours(unit, handle, was);
  const bool is_same_thing = was.status == now.status && was.account == now.account;
  if (is_same_thing) return;  // whose it is was decided
  ++target.turns;
  const Answer* last = target.line.last_decided();
  if (last == nullptr) return fail("false: believed unseen", unit, handle);
  const Account shown = now.status == Status::claimed ? now.account : nobody;
  const bool as_seen = says_the_same(last->status, now.status) && last->account == shown;
  if (!as_seen) return fail("false: believed, and not what was seen last", unit, handle);
  if (is_closed(now.status) && now.account != was.account) {
    fail("false: a closed one is another's", unit, handle);
  }
  const Kind kind = target.kind_of(was, *last);
  const bool is_stranger = now.status == Status::claimed && !now.ours;
  const bool is_gain = is_stranger && !target.is_dismissed(now.account);
  const bool is_loss = kind == Kind::loss || kind == Kind::loss_of_ours;
  Kind looked = kind == Kind::gain && !is_gain ? Kind::other : kind;
  if (is_loss && went) looked = Kind::other;
  const std::string why =
      why_not_yet(target.line, looked, last->status, last->account, doubt(unit, handle));
  if (!why.empty()) fail("false: believed, " + why, unit, handle);
  units_[unit].many.erase(handle);
  if (is_gain) ++claims;
}

// By the id that is listed, at whichever handle of ours; a handle without one is its first owner's.
inline void Oracle::check_ours(std::size_t unit, int handle, const Known& was) {
  TargetOracle& target = this->target(unit, handle);
  const Known& now = target.known;
  if (now.status != Status::claimed) return;
  Listing& listing = target.listing;
  const bool first = listing.is_ours && listing.account == nobody;
  if (first && now.ours) listing = {true, now.account, true};
  bool listed = false, proposed = false;
  for (const TargetOracle& one : units_[unit].targets) {
    const bool same = one.listing.is_ours && one.listing.account == now.account;
    listed = listed || (same && !one.listing.is_proposed);
    proposed = proposed || (same && one.listing.is_proposed);
  }
  const bool here = listing.is_ours && listing.account == now.account;
  if ((here || listed) && !now.ours) fail("false: ours is held to be a stranger's", unit, handle);
  if (first && !now.ours && was.status == Status::unknown) {
    fail("false: the first one of ours is held to be a stranger", unit, handle);
  }
  const bool is_same = was.status == now.status && was.account == now.account;
  if (is_same && was.ours && !now.ours && (here || listed || proposed)) {
    fail("false: ours is a stranger's from one look to the next", unit, handle);
  }
  if (now.ours && !here && !listed && !proposed) {
    fail("false: a stranger's is held to be ours", unit, handle);
  }
}

// Seen so often that it has to be believed.
inline void Oracle::check_missed(std::size_t unit, int handle) {
  TargetOracle& target = this->target(unit, handle);
  if (target.line.empty() || target.line.last().status == Status::unknown) return;
  const Answer& last = target.line.last();
  if (target.is_as_known(last)) return;
  if (must_be_believed(target.line, target.kind_of(target.known, last), doubt(unit, handle))) {
    fail("missed: not believed", unit, handle);
  }
}

}  // namespace tests
