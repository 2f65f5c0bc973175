// The oracle: holds what the program told, what it believes and the incidents that stand against
// what the world showed and people decided. A line for everything that is wrong: false (told or
// believed though it was not so, or too early) or missed (not believed though it was seen often
// enough, or not told though it is believed).
//
// What the ledger believes is read after each look, so that what may be believed within a window
// (oracle_line.hpp) is known to be; what is told must then follow from it at once, by the rules of
// target_oracle.hpp. Only the strangers of a unit's baseline may wait for their one summary.
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
    }
  }

  std::vector<std::string> wrong;
  std::size_t told = 0;
  std::size_t flapping = 0;
  std::size_t claims = 0;  // strangers that were believed
  std::map<model::EventType, std::size_t> kinds;

  TargetOracle& target(std::size_t unit, int handle) {
    return units_[unit].targets[static_cast<std::size_t>(handle)];
  }
  const TargetOracle& target(std::size_t unit, int handle) const {
    return units_[unit].targets[static_cast<std::size_t>(handle)];
  }

  bool waits_for_second_look(std::size_t unit) const {
    return !units_[unit].moving.empty() || units_[unit].platform.is_doubted();
  }

  // How long until one of its gains is to be asked about again; none: there is none.
  std::optional<model::Milliseconds> look_due_in(std::size_t unit) const {
    std::optional<model::Milliseconds> in;
    for (const auto& [handle, due] : units_[unit].look_due) {
      const auto left = std::max<model::Milliseconds>(due - time_.truth(), 0ms);
      in = in ? std::min(*in, left) : left;
    }
    return in;
  }

  // Those that are asked from now on; the last ones of a unit may be left out.
  void roster(std::size_t unit, int handles) { units_[unit].roster = handles; }
  void restarted(model::Milliseconds downtime) {
    reach_.restarted();
    for (Unit& unit : units_) unit.schedule.restarted();
    disturbed(downtime + 2min);
  }
  void disturbed(model::Milliseconds by) {
    ++calm_;
    for (Unit& unit : units_) {
      unit.schedule.disturbed(by);
      unit.look_due.clear();
    }
  }

  // All that ended at one moment, and all that was told then; `self_blind`: the service holds that
  // nothing counts.
  void judge(const std::vector<Look>& looks, std::vector<model::Event> events, bool self_blind) {
    told += events.size();
    for (model::Event& event : events) {
      ++kinds[event.type];
      note_move(event);
      told_now_.push_back(std::move(event));
    }
    for (const Look& look : looks) judge(look, self_blind);
    judge_belated();
    for (const model::Event& event : told_now_) {
      fail("false", event, "nothing of that kind is so");
    }
    told_now_.clear();
    moves_.clear();
    returns_.clear();
  }

  // The account that an incident told of last.
  Account account_of(long long incident) const {
    const auto found = incidents_.find(incident);
    return found == incidents_.end() ? nobody : found->second.account;
  }

  // The incidents that stand: those that ought to, and no others.
  void audit();
  // In the end: all that is believed is what looks showed.
  void compare();

 private:
  using Known = TargetOracle::Known;
  // Told in the summary of its unit.
  struct Belated {
    int handle = 0;
    Known was, now;
    model::Instant at{};  // true time: it was believed
    int calm = 0;
  };
  struct Unit {
    std::vector<TargetOracle> targets;
    ScheduleOracle schedule;
    PlatformOracle platform{};
    int roster = 0;
    std::set<int> moving{};                    // what was seen of late is not what is believed
    std::map<int, model::Instant> look_due{};  // true time: a gain is asked about again
    std::map<int, bool> many{};                // handles of many losses; true: surely many
    std::set<long long> many_incidents{};      // one of each sweep that lost many
    std::vector<Belated> belated{};
    bool has_baseline = false;  // its summary was told
    std::optional<ledger::Unit> row{};
  };
  struct Incident {
    Severity severity = Severity::info;
    Account account = nobody;
  };
  struct Change {
    int handle = 0;
    Known was;
    bool was_hushed = false;
  };

  void judge(const Look& look, bool self_blind);
  void judge_service(const Look& look, bool self_blind);
  void judge_many(const Look& look);
  void judge_belated();
  void check_asked(const Look& look);
  void note_due(const Look& look);
  void see(const Look& look);
  void see_losses(const Look& look);
  std::vector<Change> believed(std::size_t unit, const std::set<int>& handles);
  void check_believed(std::size_t unit, int handle, const Known& was, bool went);
  void check_ours(std::size_t unit, int handle, const Known& was);
  void check_told(std::size_t unit, const Change& change, const std::vector<Change>& all);
  void check_move(std::size_t unit, const Change& change, const model::Event& event);
  void check_missed(std::size_t unit, int handle);
  void check_hidden(std::size_t unit, int handle);
  void check_event(std::size_t unit, int handle, const Known& was, const model::Event& event);
  void check_before(const Known& before, const model::Event& event);
  void check_incident(const model::Event& event, long long& incident, bool opens, Account account);
  void sync_incident(std::size_t unit, int handle);
  void audit_target(std::size_t unit, int handle, std::size_t standing);
  void expect(std::set<long long>& expected, std::set<long long>& allowed);

  // As the ledger has it.
  struct Read {
    Known known;
    bool hushed = false;
  };
  static Read read(const ledger::Known& found);
  Read read(std::size_t unit, int handle);
  std::map<int, Read> read(std::size_t unit, const std::set<int>& handles);
  const ledger::Unit& row(std::size_t unit);
  Doubt doubt(std::size_t unit, int handle) const;
  bool is_elsewhere(std::size_t unit, int but, Account account) const;
  bool has_come(std::size_t unit, int handle, Account account,
                const std::vector<Change>& all) const;
  bool is_of(const model::Event& event, std::size_t unit, int number) const;
  bool is_told_of(std::size_t unit, int number) const;
  void note_move(const model::Event& event);
  bool is_told_as_move(std::size_t unit, int number) const;
  bool is_told_as_return(std::size_t unit, Account account) const;
  std::optional<model::Event> take_told(std::size_t unit, int number,
                                        std::optional<EventType> type = {});
  std::optional<model::Event> take_told(EventType type, std::size_t unit);

  void fail(std::string_view what, const model::Event& event, std::string_view why) {
    fail(fmt::format("{}: {} {} on {} at {}: {}", what, name(event.type), event.seen.target.handle,
                     event.seen.target.platform, event.at.time_since_epoch().count(), why));
  }
  void fail(std::string_view what, std::size_t unit, int handle) {
    fail(fmt::format("{}: {} at {}: {}", what, place(unit, handle),
                     time_.now().time_since_epoch().count(), story(unit, handle)));
  }
  void fail(std::string what) { wrong.push_back(std::move(what)); }
  std::string place(std::size_t unit, int handle) const {
    return fmt::format("{} on {}", SimulatedSweeper::handle_name(world_.shape(unit), handle),
                       world_.shape(unit).platform);
  }
  std::string story(std::size_t unit, int handle) const;

  const SimulatedWorld& world_;
  const SimulatedTime& time_;
  ledger::Ledger& ledger_;
  std::vector<Unit> units_;
  std::map<std::string, std::vector<model::Instant>> lies_;  // by platform; true time
  ReachOracle reach_;
  int calm_ = 0;
  long long self_blind_incident_ = 0;
  std::vector<model::Event> told_now_;
  // Platform and handle to which an account went, as told now; a notice of flapping names none.
  std::set<std::pair<std::string, std::string>> moves_;
  std::set<std::pair<std::string, std::string>> returns_;  // platform and account that is back
  std::map<long long, Incident> incidents_;                // that were told
};

}  // namespace tests

#include "watching/oracle_beliefs.hpp"    // IWYU pragma: export
#include "watching/oracle_incidents.hpp"  // IWYU pragma: export
#include "watching/oracle_service.hpp"    // IWYU pragma: export
#include "watching/oracle_telling.hpp"    // IWYU pragma: export
