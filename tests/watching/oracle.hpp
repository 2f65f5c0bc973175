// The oracle: holds what the program told, and the incidents that stand, against what the world
// showed and people decided. A line for everything that is wrong: false (told though it was not so,
// or not like that) or missed (not told though it was to be).
#pragma once

#include <doctest/doctest.h>

#include "ledger/ledger.hpp"
#include "watching/service_oracle.hpp"
#include "watching/target_oracle.hpp"

namespace tests {

using HandleOf = std::pair<std::size_t, int>;  // unit and handle

class Oracle {
 public:
  Oracle(const SimulatedWorld& world, const SimulatedTime& time, ledger::Ledger& ledger)
      : world_(world), time_(time), ledger_(ledger) {
    for (const UnitShape& shape : world.size().units) {
      const bool shares = shape.platform == "p1";
      units_.push_back({std::vector<TargetOracle>(static_cast<std::size_t>(shape.handles)),
                        ScheduleOracle(shape, shares)});
      units_.back().runs.resize(units_.back().targets.size());
    }
  }

  std::vector<std::string> wrong;
  std::size_t told = 0;
  std::size_t flapping = 0;
  std::map<model::EventType, std::size_t> kinds;

  TargetOracle& target(std::size_t unit, int handle) {
    return units_[unit].targets[static_cast<std::size_t>(handle)];
  }
  const TargetOracle& target(std::size_t unit, int handle) const {
    return units_[unit].targets[static_cast<std::size_t>(handle)];
  }

  bool waits_for_second_look(std::size_t unit) const {
    return !units_[unit].pending.empty() || units_[unit].platform.is_doubted();
  }

  // Those that are asked from now on; the last ones of a unit may be left out.
  void roster(std::size_t unit, int handles) { units_[unit].roster = handles; }
  void restarted(model::Milliseconds downtime) {
    reach_.restarted();
    for (Unit& unit : units_) unit.schedule.restarted();
    disturbed(downtime + 2min);
  }
  void disturbed(model::Milliseconds by) {
    for (Unit& unit : units_) unit.schedule.disturbed(by);
  }

  // All that ended at one moment, and all that was told then; `self_blind`: the service holds that
  // nothing counts.
  void judge(const std::vector<Look>& looks, std::vector<model::Event> events, bool self_blind) {
    told += events.size();
    for (model::Event& event : events) {
      ++kinds[event.type];
      told_now_.push_back(std::move(event));
    }
    for (const Look& look : looks) judge(look, self_blind);
    for (const model::Event& event : told_now_) {
      fail("false", event, "nothing of that kind is so");
    }
    told_now_.clear();
  }

  // A person decided on what is open of a target.
  void decided(std::size_t unit, int handle, Account account) {
    units_[unit].runs[static_cast<std::size_t>(handle)].decided = true;
    excused_.insert({unit, handle, account});
  }
  // The account that an incident told of last.
  Account account_of(long long incident) const {
    const auto found = incidents_.find(incident);
    return found == incidents_.end() ? nobody : found->second.account;
  }

  // The incidents that stand: those that ought to, and no others.
  void audit();
  // In the end: whoever was there in two sweeps was told.
  void compare();

  std::size_t claims = 0;  // of strangers that could be seen in two sweeps

 private:
  // What the world has shown of a target since it last showed another thing.
  struct Run {
    Status status = Status::unknown;
    Account account = nobody;
    model::Instant since{};  // true time
    int looks = 0;
    bool decided = false;  // by a person, meanwhile
  };
  struct Unit {
    std::vector<TargetOracle> targets;
    ScheduleOracle schedule;
    PlatformOracle platform{};
    int roster = 0;
    std::set<int> pending{};
    std::set<int> unanswered{};  // of those
    std::vector<Run> runs{};
  };
  struct Incident {
    Severity severity = Severity::info;
    Account account = nobody;
  };
  // A stranger, as sweeps saw him.
  struct Stay {
    model::Instant first{}, last{};
  };
  using Claim = std::tuple<std::size_t, int, Account>;

  void judge(const Look& look, bool self_blind);
  void judge_service(const Look& look, bool self_blind);
  void judge_sights(const Look& look);
  void see(const Look& look, const Sight& sight);
  void check_asked(const Look& look);
  void note_pending(const Look& look, bool self_blind);
  std::optional<model::Event> take_told(std::size_t unit, int number);
  std::optional<model::Event> take_told(EventType type, std::size_t unit);
  bool has_moved(const Look& look, const Sight& sight) const;
  void check(const Look& look, const Sight& sight, const TargetOracle::Expected& expected,
             const model::Event& event);
  void check_before(const TargetOracle::Known& before, const model::Event& event);
  void check_incident(const model::Event& event, long long& incident, bool opens, Account account);
  void audit_target(std::size_t unit, int handle, std::size_t standing);

  void fail(std::string_view what, const model::Event& event, std::string_view why) {
    fail(fmt::format("{}: {} {} on {} at {}: {}", what, name(event.type), event.seen.target.handle,
                     event.seen.target.platform, event.at.time_since_epoch().count(), why));
  }
  void fail(std::string what) { wrong.push_back(std::move(what)); }
  std::string place(std::size_t unit, int handle) const {
    return fmt::format("{} on {}", SimulatedSweeper::handle_name(world_.shape(unit), handle),
                       world_.shape(unit).platform);
  }

  const SimulatedWorld& world_;
  const SimulatedTime& time_;
  ledger::Ledger& ledger_;
  std::vector<Unit> units_;
  ReachOracle reach_;
  long long self_blind_incident_ = 0;
  std::vector<model::Event> told_now_;
  std::map<long long, Incident> incidents_;  // that were told
  long long newest_incident_ = 0;
  std::map<Claim, Stay> seen_;
  std::set<Claim> told_;
  std::set<Claim> excused_;  // people decided, or it flapped
};

}  // namespace tests

#include "watching/oracle_rules.hpp"  // IWYU pragma: export
