// The oracle's rules of what is asked, of platforms and of ourselves (oracle.hpp).
#pragma once

#include "watching/oracle.hpp"

namespace tests {

// What is asked: in a sweep everybody, in a second look those whose last answers were no quiet
// ones, and all whose look is due.
inline void Oracle::check_asked(const Look& look) {
  Unit& unit = units_[look.unit];
  if (look.is_sweep) {
    const bool is_whole = look.weather == Weather::fair && !look.was_stopped;
    const bool all = look.seen.size() == static_cast<std::size_t>(unit.roster);
    if (is_whole && !all) fail(fmt::format("a sweep asks {} of {}", look.seen.size(), unit.roster));
    return;
  }
  for (const int handle : look.asked) {
    const bool is_wanted = unit.moving.contains(handle) || target(look.unit, handle).decided;
    if (!is_wanted) fail("asked again without need", look.unit, handle);
  }
  const std::set<int> asked(look.asked.begin(), look.asked.end());
  for (const auto& [handle, due] : unit.look_due) {
    if (due <= time_.truth(look.begin) && handle < unit.roster && !asked.contains(handle)) {
      fail("not asked again", look.unit, handle);
    }
  }
}

// When a stranger is to be asked about again: `confirm` after he was seen first, and a quarter of
// an hour after each look that agreed. One that failed or said otherwise waits for the next sweep.
inline void Oracle::note_due(const Look& look) {
  Unit& unit = units_[look.unit];
  std::optional<model::Instant> first;
  for (const Sight& sight : look.seen) {
    const TargetOracle& target = this->target(look.unit, sight.handle);
    const bool was_due = unit.look_due.erase(sight.handle) > 0;
    if (!unit.moving.contains(sight.handle) || sight.status != Status::claimed) continue;
    const bool stranger = !target.listing.is_ours && !target.is_dismissed(sight.account);
    if (!stranger || target.is_as_known(target.line.last())) continue;
    const int agreed = target.line.agreeing(sight.status, sight.account, 0).answers;
    const bool is_fresh = agreed == 1 && target.line.is_fresh();
    const bool goes_on = agreed > 1 && was_due;
    if (is_fresh) unit.look_due[sight.handle] = target.line.last().truth + confirm_after;
    if (goes_on) unit.look_due[sight.handle] = target.line.last().truth + 15min;
  }
  for (const auto& [handle, due] : unit.look_due) {
    if (handle < unit.roster && (!first || due < *first)) first = due;
  }
  const bool proves = look.weather == Weather::blind || look.weather <= Weather::half;
  if (unit.platform.is_doubted() && look.controls_answered && proves) {
    const model::Instant due = time_.truth(look.end) + confirm_after;
    first = first ? std::min(*first, due) : due;
  }
  unit.schedule.ended(look, time_.truth(look.begin), time_.truth(look.end), first);
}

inline void Oracle::judge_service(const Look& look, bool self_blind) {
  const UnitShape& shape = world_.shape(look.unit);
  reach_.see(shape, look);
  if (look.controls_answered && look.weather == Weather::blind) {
    lies_[shape.platform].push_back(time_.truth(look.end));
  }
  if (const auto event = take_told(EventType::self_blind, look.unit)) {
    if (self_blind_incident_ != 0) fail("false", *event, "it was told already");
    if (!reach_.may_be_told()) fail("false", *event, "platforms were reached");
    if (event->severity != Severity::medium) fail("false", *event, "of another severity");
    check_incident(*event, self_blind_incident_, true, nobody);
  }
  if (!self_blind) self_blind_incident_ = 0;
  if (!self_blind && reach_.must_be_told(10)) fail("missed: self-blind");
  if (self_blind && reach_.must_be_over()) fail("false: self-blind, and all were reached");

  judge_many(look);
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

// The one notice of many losses of a sweep: at the severity of ours, where some are; it ends when
// none of them stands.
inline void Oracle::judge_many(const Look& look) {
  Unit& unit = units_[look.unit];
  const auto mine = [&](const model::Event& event) {
    return event.watch == world_.shape(look.unit).watch &&
           event.seen.target.platform == world_.shape(look.unit).platform;
  };
  for (auto event = told_now_.begin(); event != told_now_.end();) {
    const bool begins = event->type == EventType::platform_blind && event->losses > 0;
    const bool ends =
        event->type == EventType::platform_sees && unit.many_incidents.contains(event->incident);
    if (!mine(*event) || (!begins && !ends)) {
      ++event;
      continue;
    }
    if (begins) {
      if (unit.many.size() < 2) fail("false", *event, "not many are lost");
      bool ours = false;
      for (const auto& one : unit.many) {
        ours = ours || target(look.unit, one.first).known.ours ||
               target(look.unit, one.first).listing.is_ours;
      }
      if (event->severity != (ours ? Severity::high : Severity::medium)) {
        fail("false", *event, "of another severity");
      }
      unit.many_incidents.insert(event->incident);
      incidents_.try_emplace(event->incident, Incident{event->severity});
    } else {
      if (event->severity != Severity::info) fail("false", *event, "of another severity");
      unit.many_incidents.erase(event->incident);
    }
    event = told_now_.erase(event);
  }
}

// Accounts that a sweep is the first to see gone: more than one, and over a tenth of all there are.
inline void Oracle::see_losses(const Look& look) {
  Unit& unit = units_[look.unit];
  std::set<int> surely, perhaps;
  long long claimed = 0;
  for (const TargetOracle& one : unit.targets) claimed += one.known.status == Status::claimed;
  for (const Sight& sight : look.seen) {
    if (sight.status == Status::unknown) continue;
    const TargetOracle& target = this->target(look.unit, sight.handle);
    const bool is_lost = sight.status != Status::claimed && target.known.status == Status::claimed;
    if (!is_lost) {
      unit.many.erase(sight.handle);
      continue;
    }
    perhaps.insert(sight.handle);
    const bool first = look.is_sweep && target.line.sweeps_without_account() == 1;
    if (first && !is_elsewhere(look.unit, sight.handle, target.known.account)) {
      surely.insert(sight.handle);
    }
  }
  const auto are_many = [](const std::set<int>& some, long long of) {
    return some.size() > 1 && static_cast<long long>(some.size()) * 10 > of;
  };
  if (!look.is_sweep || !are_many(perhaps, claimed - 3)) return;
  const bool sure = are_many(surely, claimed + 3);
  for (const int handle : perhaps) {
    bool& is_sure = unit.many.try_emplace(handle, false).first->second;
    is_sure = is_sure || (sure && surely.contains(handle));
  }
}

}  // namespace tests
