// The rules of the oracle (oracle.hpp), one function a rule.
#pragma once

#include "watching/oracle.hpp"

namespace tests {

inline void Oracle::judge(const Look& look, bool self_blind) {
  Unit& unit = units_[look.unit];
  const model::Instant began = time_.truth(look.begin);
  const std::string untimely = unit.schedule.begins(look, began);
  if (!untimely.empty())
    fail(fmt::format("{} at {}: {}", world_.shape(look.unit).platform,
                     began.time_since_epoch().count(), untimely));
  check_asked(look);
  judge_service(look, self_blind);
  if (!self_blind) judge_sights(look);
  note_pending(look, self_blind);
  const bool is_doubted = unit.platform.is_doubted() && look.controls_answered && !self_blind;
  bool wanted = is_doubted && (look.weather == Weather::blind || look.weather <= Weather::half);
  for (const int handle : unit.pending) wanted = wanted || !unit.unanswered.contains(handle);
  unit.schedule.ended(look, began, time_.truth(look.end), self_blind, wanted && !self_blind);
}

// What is asked: in a sweep everybody, in a second look those of whom it is wanted.
inline void Oracle::check_asked(const Look& look) {
  Unit& unit = units_[look.unit];
  const bool is_whole = look.weather == Weather::fair && !look.was_stopped;
  if (look.is_sweep) {
    const bool all = look.seen.size() == static_cast<std::size_t>(unit.roster);
    if (is_whole && !all) fail(fmt::format("a sweep asks {} of {}", look.seen.size(), unit.roster));
    return;
  }
  for (const int handle : look.asked) {
    // A decision in the middle of a sweep may leave it a doubt.
    const bool decided = unit.runs[static_cast<std::size_t>(handle)].decided;
    if (!unit.pending.contains(handle) && !decided) {
      fail("asked again without need: " + place(look.unit, handle));
    }
  }
  const std::set<int> asked(look.asked.begin(), look.asked.end());
  const model::Instant begin = time_.calendar(look.begin);
  for (const int handle : unit.pending) {
    const bool is_due = target(look.unit, handle).pending_since() + confirm_after <= begin;
    const bool may_wait = unit.unanswered.contains(handle) || handle >= unit.roster;
    if (is_due && !may_wait && !asked.contains(handle)) {
      fail("not asked again: " + place(look.unit, handle));
    }
  }
}

inline void Oracle::note_pending(const Look& look, bool self_blind) {
  Unit& unit = units_[look.unit];
  std::set<int> seen;
  for (const Sight& sight : look.seen) {
    if (!self_blind && unit.pending.contains(sight.handle)) seen.insert(sight.handle);
  }
  std::set<int> unanswered;
  for (const int handle : unit.pending) {
    const bool was = unit.unanswered.contains(handle);
    const bool asked = look.is_sweep ||
                       std::find(look.asked.begin(), look.asked.end(), handle) != look.asked.end();
    const bool missing = (asked || was || handle >= unit.roster) && !seen.contains(handle);
    if (missing) unanswered.insert(handle);
  }
  unit.unanswered = std::move(unanswered);
}

inline void Oracle::judge_service(const Look& look, bool self_blind) {
  reach_.see(world_.shape(look.unit), look);
  if (const auto event = take_told(EventType::self_blind, look.unit)) {
    if (self_blind_incident_ != 0) fail("false", *event, "it was told already");
    if (!reach_.may_be_told()) fail("false", *event, "platforms were reached");
    if (event->severity != Severity::medium) fail("false", *event, "of another severity");
    check_incident(*event, self_blind_incident_, true, nobody);
  }
  if (!self_blind) self_blind_incident_ = 0;
  if (!self_blind && reach_.must_be_told(10)) fail("missed: self-blind");
  if (self_blind && reach_.must_be_over()) fail("false: self-blind, and all were reached");

  PlatformOracle& platform = units_[look.unit].platform;
  const auto expected = self_blind ? std::nullopt : platform.see(look);
  for (const EventType type : {EventType::platform_blind, EventType::platform_sees}) {
    const auto event = take_told(type, look.unit);
    const bool is_expected = expected == type;
    if (is_expected && !event) fail(fmt::format("missed: {} of {}", name(type), look.unit));
    if (event && !is_expected) fail("false", *event, "its controls do not say so");
    if (!event || !is_expected) continue;
    const bool blind = type == EventType::platform_blind;
    if (event->severity != (blind ? Severity::medium : Severity::info)) {
      fail("false", *event, "of another severity");
    }
    check_incident(*event, platform.incident, blind, nobody);
  }
}

// Who is somewhere, before who is not where he was.
inline void Oracle::judge_sights(const Look& look) {
  for (const Sight& sight : look.seen) {
    if (sight.status == Status::claimed) see(look, sight);
  }
  for (const Sight& sight : look.seen) {
    if (sight.status != Status::claimed) see(look, sight);
  }
}

inline void Oracle::see(const Look& look, const Sight& sight) {
  Unit& unit = units_[look.unit];
  TargetOracle& target = this->target(look.unit, sight.handle);
  Run& run = unit.runs[static_cast<std::size_t>(sight.handle)];
  if (run.status != sight.status || run.account != sight.account) {
    // From free to closed and back nothing changes for who decided on a handle that is lost.
    const bool still_lost = run.status != Status::claimed && sight.status != Status::claimed;
    const bool decided = run.decided && still_lost;
    run = {sight.status, sight.account, time_.truth(look.end), 0, decided};
  }
  ++run.looks;
  const Claim claim{look.unit, sight.handle, sight.account};
  if (sight.status == Status::claimed && look.is_sweep) {
    Stay& stay = seen_.try_emplace(claim, Stay{run.since, run.since}).first->second;
    stay.last = time_.truth(look.end);
  }
  const auto expected = target.see(sight, confirm_after, has_moved(look, sight));
  target.is_pending() ? (void)unit.pending.insert(sight.handle)
                      : (void)unit.pending.erase(sight.handle);
  if (target.is_hushed()) excused_.insert(claim);
  const auto event = take_told(look.unit, sight.handle);
  if (expected && !event) {
    fail(fmt::format("missed: {} {} at {}", name(expected->type), place(look.unit, sight.handle),
                     sight.at.time_since_epoch().count()));
  }
  if (event && !expected) fail("false", *event, "nothing is to be told");
  if (event && expected) check(look, sight, *expected, *event);
}

// Whether the account that was here is at another handle, as far as people know.
inline bool Oracle::has_moved(const Look& look, const Sight& sight) const {
  const Account account = target(look.unit, sight.handle).leaves(sight);
  if (account == nobody) return false;
  const auto& targets = units_[look.unit].targets;
  return std::any_of(targets.begin(), targets.end(), [&](const TargetOracle& one) {
    const bool is_another = &one != &target(look.unit, sight.handle);
    return is_another && one.known().status == Status::claimed && one.known().account == account;
  });
}

inline void Oracle::check(const Look& look, const Sight& sight,
                          const TargetOracle::Expected& expected, const model::Event& event) {
  const UnitShape& shape = world_.shape(look.unit);
  const auto is_end = [](EventType type) {
    return type == EventType::released || type == EventType::suspended ||
           type == EventType::renamed;
  };
  // A long look is recorded in parts, and where an account went may stand in a later one.
  const bool in_parts = expected.type == EventType::renamed && look.seen.size() > 50;
  const bool either =
      (in_parts || expected.after_hush) && is_end(expected.type) && is_end(event.type);
  if (event.type != expected.type && !either) fail("false", event, name(expected.type));
  if (event.severity != expected.severity) fail("false", event, "of another severity");
  if (event.watch != shape.watch) fail("false", event, "of another watch");
  if (event.at != sight.at || event.seen.checked_at != sight.at) fail("false", event, "the time");
  if (event.seen.status != sight.status) fail("false", event, "of another status");
  const auto shown = sight.account == nobody
                         ? std::nullopt
                         : std::optional(SimulatedWorld::account_name(sight.account));
  if (event.seen.profile.account_id != shown) fail("false", event, "of another account");
  const TargetOracle& target = this->target(look.unit, sight.handle);
  if (target.knows_holder &&
      event.seen.holder != target.holder(world_.is_labelled(target.known().account))) {
    fail("false", event, "of another holder");
  }
  flapping += expected.flapping ? 1 : 0;
  if (event.detail.starts_with("it changed") != expected.flapping) {
    fail("false", event, expected.flapping ? "it flaps" : "it does not flap");
  }
  check_before(expected.before, event);
  const bool goes_on = event.type == EventType::renamed && !expected.flapping;
  if (goes_on && event.detail.empty()) fail("false", event, "it does not say where to");
  if (sight.status == Status::claimed) told_.insert({look.unit, sight.handle, sight.account});
  check_incident(event, this->target(look.unit, sight.handle).incident, expected.opens,
                 sight.account);
}

inline void Oracle::check_before(const TargetOracle::Known& before, const model::Event& event) {
  const bool was_known = before.status != Status::unknown;
  if (event.before.has_value() != was_known) return fail("false", event, "what was before");
  if (!was_known) return;
  const auto account = before.account == nobody
                           ? std::nullopt
                           : std::optional(SimulatedWorld::account_name(before.account));
  const bool same = event.before->status == before.status && event.before->account_id == account &&
                    event.before->since == before.since;
  if (!same) fail("false", event, "it was another before");
}

// Of one thing at most one incident; grave news asks again whoever put it off.
inline void Oracle::check_incident(const model::Event& event, long long& incident, bool opens,
                                   Account account) {
  const long long number = event.incident;
  if (!opens) {
    if (number != incident) fail("false", event, "it ends another incident");
    const auto row = ledger_.incidents.find(incident);
    if (row && row->state != model::IncidentState::resolved) fail("false", event, "it stays open");
    incident = 0;
    return;
  }
  const bool is_new = incident == 0;
  if (is_new ? number <= newest_incident_ : number != incident) {
    fail("false", event, is_new ? "its incident is an old one" : "it is of another incident");
  }
  newest_incident_ = std::max(newest_incident_, number);
  incident = number;
  Incident& known = incidents_.try_emplace(number, Incident{event.severity}).first->second;
  const bool asks = is_new || event.severity <= Severity::high || event.severity < known.severity;
  known.severity = std::min(known.severity, event.severity);
  if (account != nobody) known.account = account;
  const auto row = ledger_.incidents.find(number);
  if (!row) return fail("missed", event, "its incident");
  if (row->severity != known.severity) fail("false", event, "its incident's severity");
  if (asks && row->state != model::IncidentState::open) fail("missed", event, "it is not open");
}

inline void Oracle::audit() {
  std::map<HandleOf, std::size_t> standing;
  std::map<long long, long long> expected;  // incident and how many
  for (const Unit& unit : units_) {
    for (const TargetOracle& target : unit.targets) ++expected[target.incident];
    ++expected[unit.platform.incident];
  }
  ++expected[self_blind_incident_];
  expected.erase(0);
  using model::IncidentState;
  for (const auto state :
       {IncidentState::open, IncidentState::acknowledged, IncidentState::snoozed}) {
    for (const ledger::Incident& one : ledger_.incidents.list(state)) {
      if (expected.erase(one.id) == 0) {
        fail(fmt::format("false: incident {} ({} {} on {}) stands", one.id, name(one.type),
                         one.handle, one.platform));
      }
      if (one.handle.empty()) continue;
      std::size_t unit = 0;
      while (world_.shape(unit).platform != one.platform || world_.shape(unit).watch != one.watch) {
        ++unit;
      }
      ++standing[{unit, SimulatedSweeper::handle_number(one.handle)}];
    }
  }
  for (const auto& [number, count] : expected) {
    fail(fmt::format("missed: incident {} does not stand", number));
  }
  for (std::size_t unit = 0; unit < units_.size(); ++unit) {
    for (int handle = 0; handle < units_[unit].roster; ++handle) {
      const auto found = standing.find({unit, handle});
      audit_target(unit, handle, found == standing.end() ? 0 : found->second);
    }
    const std::string late = units_[unit].schedule.overdue(time_.truth());
    if (!late.empty()) fail(fmt::format("{}: {}", world_.shape(unit).platform, late));
  }
}

// From the truth alone: what has been so for long, and what people said of it.
inline void Oracle::audit_target(std::size_t unit, int handle, std::size_t standing) {
  const TargetOracle& target = this->target(unit, handle);
  const Run& run = units_[unit].runs[static_cast<std::size_t>(handle)];
  const Change& truth = world_.at(unit, handle, time_.truth());
  if (standing > 1) fail("two incidents stand: " + place(unit, handle));
  const bool is_settled = run.looks >= 4 && time_.truth() - run.since > 3h;
  const bool as_seen = truth.status == run.status &&
                       (truth.status != Status::claimed || truth.account == run.account);
  if (!is_settled || !as_seen || target.is_hushed() || target.reopened) return;
  const bool taken = truth.status == Status::claimed;
  const bool ours = taken && target.listing.is_ours && target.listing.account == truth.account;
  const bool stranger = taken && !ours && !target.is_dismissed(truth.account);
  const bool is_wrong = taken ? stranger : target.listing.is_ours;
  if (is_wrong && standing == 0 && !run.decided)
    fail("missed, nothing is open: " + place(unit, handle));
  const bool is_well = truth.status == Status::available || taken;
  if (!is_wrong && is_well && standing > 0) fail("nothing is wrong: " + place(unit, handle));
}

inline void Oracle::compare() {
  audit();
  for (const auto& [claim, stay] : seen_) {
    const auto& [unit, handle, account] = claim;
    const auto& listing = target(unit, handle).listing;
    if (stay.last - stay.first < 1h || (listing.is_ours && listing.account == account)) continue;
    ++claims;
    const bool is_known = told_.contains(claim) || excused_.contains(claim);
    if (!is_known) {
      fail(fmt::format("missed: {} by {}", place(unit, handle),
                       SimulatedWorld::account_name(account)));
    }
  }
}

inline std::optional<model::Event> Oracle::take_told(std::size_t unit, int number) {
  if (told_now_.empty()) return std::nullopt;
  const std::string handle = SimulatedSweeper::handle_name(world_.shape(unit), number);
  const auto found = std::find_if(told_now_.begin(), told_now_.end(), [&](const model::Event& one) {
    return one.seen.target.handle == handle &&
           one.seen.target.platform == world_.shape(unit).platform;
  });
  if (found == told_now_.end()) return std::nullopt;
  model::Event event = std::move(*found);
  told_now_.erase(found);
  return event;
}

inline std::optional<model::Event> Oracle::take_told(EventType type, std::size_t unit) {
  const UnitShape& shape = world_.shape(unit);
  const auto found = std::find_if(told_now_.begin(), told_now_.end(), [&](const model::Event& one) {
    const bool here = one.watch == shape.watch && one.seen.target.platform == shape.platform;
    return one.type == type && (here || one.watch.empty());
  });
  if (found == told_now_.end()) return std::nullopt;
  model::Event event = std::move(*found);
  told_now_.erase(found);
  return event;
}

}  // namespace tests
