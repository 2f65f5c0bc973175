// The oracle's rules of incidents (oracle.hpp).
#pragma once

#include "watching/oracle.hpp"

namespace tests {

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
  if (is_new ? incidents_.contains(number) : number != incident) {
    fail("false", event, is_new ? "its incident is an old one" : "it is of another incident");
  }
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

// One that ended unsaid: nothing is wrong there.
inline void Oracle::sync_incident(std::size_t unit, int handle) {
  TargetOracle& target = this->target(unit, handle);
  if (target.incident == 0) return;
  const auto row = ledger_.incidents.find(target.incident);
  const bool is_over = row && row->state == model::IncidentState::resolved;
  if (!is_over) return;
  // What a person put aside is open again while it is hidden.
  if (target.is_wrong() && !target.put_aside) fail("missed: its incident ended", unit, handle);
  target.incident = 0;
}

inline void Oracle::expect(std::set<long long>& expected, std::set<long long>& allowed) {
  for (std::size_t i = 0; i < units_.size(); ++i) {
    for (const TargetOracle& target : units_[i].targets) expected.insert(target.incident);
    expected.insert(units_[i].platform.incident);
    allowed.insert(units_[i].many_incidents.begin(), units_[i].many_incidents.end());
  }
  expected.insert(self_blind_incident_);
  expected.erase(0);
}

inline void Oracle::audit() {
  std::map<HandleOf, std::size_t> standing;
  std::set<long long> expected, allowed;
  expect(expected, allowed);
  using model::IncidentState;
  for (const auto state :
       {IncidentState::open, IncidentState::acknowledged, IncidentState::snoozed}) {
    for (const ledger::Incident& one : ledger_.incidents.list(state)) {
      std::size_t unit = 0;
      bool waits = false;
      if (!one.handle.empty()) {
        while (world_.shape(unit).platform != one.platform || world_.shape(unit).watch != one.watch)
          ++unit;
        const int handle = SimulatedSweeper::handle_number(one.handle);
        ++standing[{unit, handle}];
        for (const Belated& belated : units_[unit].belated) waits |= belated.handle == handle;
      }
      const bool known = expected.erase(one.id) > 0 || allowed.contains(one.id) || waits;
      if (!known) {
        fail(fmt::format("false: incident {} ({} {} on {}, opened {}) stands", one.id,
                         name(one.type), one.handle, one.platform,
                         one.opened_at.time_since_epoch().count()));
      }
    }
  }
  for (const long long number : expected) {
    const auto row = ledger_.incidents.find(number);
    fail(fmt::format("missed: incident {} ({} {} on {}) does not stand", number,
                     row ? name(row->type) : "none", row ? row->handle : "",
                     row ? row->platform : ""));
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

// What is believed and is the truth, and what people said of it.
inline void Oracle::audit_target(std::size_t unit, int handle, std::size_t standing) {
  const TargetOracle& target = this->target(unit, handle);
  if (standing > 1) fail("two incidents stand: " + place(unit, handle));
  if (target.line.empty() || target.is_hidden || target.is_hushed() || target.reopened) return;
  for (const Belated& one : units_[unit].belated) {
    if (one.handle == handle) return;
  }
  if (!target.is_as_known(target.line.last()) || target.decided) return;
  if (target.is_wrong() && standing == 0 && !target.put_aside) {
    fail("missed, nothing is open", unit, handle);
  }
  const bool is_well =
      target.known.status == Status::available || target.known.status == Status::claimed;
  if (!target.is_wrong() && is_well && standing > 0) {
    fail(fmt::format("nothing is wrong, and incident {} stands", target.incident), unit, handle);
  }
}

inline void Oracle::compare() {
  audit();
  for (std::size_t unit = 0; unit < units_.size(); ++unit) {
    for (int handle = 0; handle < world_.shape(unit).handles; ++handle) {
      const Known now = read(unit, handle).known;
      if (!(now == target(unit, handle).known)) fail("false: believed unseen", unit, handle);
    }
  }
}

}  // namespace tests
