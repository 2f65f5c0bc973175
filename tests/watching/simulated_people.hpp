// People in a simulated year: they acknowledge incidents, put them off, dismiss whom they know,
// say that an account is ours after all, and take a dismissal back. The oracle hears of each.
#pragma once

#include <random>

#include "watching/oracle.hpp"

namespace tests {

class SimulatedPeople {
 public:
  SimulatedPeople(const SimulatedWorld& world, ledger::Ledger& ledger, Oracle& oracle,
                  std::uint64_t seed)
      : world_(world), ledger_(ledger), oracle_(oracle), random_(seed) {}

  std::size_t decisions = 0;

  // On one incident, if there is any to decide on.
  void decide(model::Instant now) {
    const auto dice = random_() % 100;
    const auto state = dice < 75   ? model::IncidentState::open
                       : dice < 85 ? model::IncidentState::acknowledged
                                   : model::IncidentState::dismissed;
    const auto incidents = ledger_.incidents.list(state);
    if (incidents.empty()) return;
    const ledger::Incident& one = incidents[random_() % incidents.size()];
    const ledger::Decision made{now, "soc", "decide", "", "because", std::nullopt};
    ++decisions;
    if (state == model::IncidentState::dismissed) return reopen(one, made);
    switch (one.handle.empty() ? 0 : random_() % 5) {
      case 0: check(ledger_.incidents.acknowledge(one.id, made), one); break;
      case 1: check(ledger_.incidents.snooze(one.id, now + days(), made), one); break;
      case 2: own(one, made); break;
      default: dismiss(one, made);
    }
  }

 private:
  model::Milliseconds days() { return 1h + 1min * static_cast<long long>(random_() % 10'000); }

  // Of a target's incident.
  HandleOf place(const ledger::Incident& one) const {
    std::size_t unit = 0;
    while (world_.shape(unit).platform != one.platform || world_.shape(unit).watch != one.watch) {
      ++unit;
    }
    return {unit, SimulatedSweeper::handle_number(one.handle)};
  }

  void dismiss(const ledger::Incident& one, const ledger::Decision& made) {
    const auto as = random_() % 2 == 0 ? model::Holder::bystander : model::Holder::parody;
    check(ledger_.incidents.dismiss(one.id, as, made), one);
    const auto [unit, handle] = place(one);
    const TargetOracle::Known& known = oracle_.target(unit, handle).known;
    Account account = oracle_.account_of(one.id);
    // None was told of one that is closed: whose it was, where it was not ours.
    if (account == nobody && !known.ours) account = known.account;
    oracle_.target(unit, handle).dismiss(account, as);
  }

  // Who is there, where the list does not say another.
  void own(const ledger::Incident& one, const ledger::Decision& made) {
    const auto [unit, handle] = place(one);
    TargetOracle& target = oracle_.target(unit, handle);
    const Account account = oracle_.account_of(one.id);
    const bool is_there = target.known.status == Status::claimed && account != nobody &&
                          target.known.account == account;
    if (target.listing.is_ours || !is_there) return;
    check(ledger_.incidents.own(one.id, made), one);
    target.own(account);
    // Where else it is, people hear that it is ours.
    for (int other = 0; other < world_.shape(unit).handles; ++other) {
      TargetOracle& same = oracle_.target(unit, other);
      if (same.known.account == account) same.decided = true;
    }
  }

  void reopen(const ledger::Incident& one, const ledger::Decision& made) {
    if (one.handle.empty()) return;
    const auto [unit, handle] = place(one);
    TargetOracle& target = oracle_.target(unit, handle);
    // One at a time: what stands is the one to decide on.
    const bool another_stands = target.incident != 0;
    CHECK(ledger_.incidents.reopen(one.id, made) == !another_stands);
    if (!another_stands) target.reopen(one.id);
  }

  static void check(bool found, const ledger::Incident& one) { CHECK_MESSAGE(found, one.id); }

  const SimulatedWorld& world_;
  ledger::Ledger& ledger_;
  Oracle& oracle_;
  std::mt19937_64 random_;
};

}  // namespace tests
