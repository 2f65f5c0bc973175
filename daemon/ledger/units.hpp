// The units that are swept: one platform on one server for one watch, what came of its last sweep,
// and whether the platform can be believed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "judging/platform_health.hpp"
#include "judging/summary.hpp"
#include "ledger/failure.hpp"

namespace ledger {

struct UnitKey {
  std::string watch;
  std::string platform;
  std::string server;  // base URL; empty for one service
  bool operator==(const UnitKey&) const = default;
};

struct Unit {
  long long id = 0;
  UnitKey key;
  long long sweeps = 0;                      // whole ones
  std::optional<model::Instant> swept_at;    // the end of its last whole sweep
  std::optional<model::Instant> in_vain_at;  // of its last sweep, where that was cut short
  judging::PlatformHealth health;
  std::optional<model::Instant> blind_since;
  judging::Summary summary;  // of the strangers of its baseline
  std::string plan;          // what a sweep takes and costs, in words; empty: nothing worth telling
  std::string note;          // why its answers did not all count at the last look; empty: they did
};

struct SecondLook {
  std::string handle;
  model::Instant at{};
};

class Units {
 public:
  explicit Units(Database& database) : database_(database) {}

  // The unit, made when it is new.
  Unit get(const UnitKey& key);
  std::vector<Unit> all();
  // The first in the order they were made, from this number on.
  std::optional<Unit> from(long long id);
  // A sweep has ended that asked for every target.
  void swept(const Unit& unit, model::Instant at);
  // One has ended that was cut short: of what it did not ask it says nothing, and it does not
  // count.
  void swept_in_vain(const Unit& unit, model::Instant at);
  // What the controls of a sweep said of the platform itself. A change that is sure is an incident
  // and a pending event; `words` are the controls' answers; `lost_ours`: it is blind because an
  // account of ours, for want of other controls, seems to be gone. When to look again to be sure,
  // if at all.
  std::optional<model::Instant> looked(const Unit& unit, bool blind, model::Instant now,
                                       model::Milliseconds confirm, const std::string& words,
                                       bool lost_ours = false);
  // The platform was caught lying (contract, 'Truth' 5): a control of its was answered wrongly, or
  // a second look said otherwise. More second looks are made for a while, in each of its units.
  void caught_lying(const Unit& unit, model::Instant at, int times = 1);
  bool was_caught_lying(const Unit& unit, model::Instant since);
  // What is to be said of the last look, for `status`.
  void note(const Unit& unit, const std::string& words);
  void plan(const Unit& unit, const std::string& words);
  // Second looks that are wanted at targets of a unit, the earliest first, at most so many. Those
  // that the next sweep is to begin with are the last, at judging::at_next_sweep.
  std::vector<SecondLook> second_looks(const Unit& unit, int most);
  // Targets of which nothing counts now, the longest first, at most so many.
  std::vector<std::string> undecided(const Unit& unit, int most);
  // No second look is wanted of this one any more.
  void unask(const Unit& unit, const std::string& handle);
  // When the unit's next second look is due, of a target or of the platform itself; those that fall
  // due within five seconds are one look, with one set of controls and one message.
  std::optional<model::Instant> next_confirmation(const Unit& unit, model::Milliseconds confirm);

 private:
  Database& database_;
};

}  // namespace ledger
