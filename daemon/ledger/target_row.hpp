// One row of `target`, with the statements that read and write it: prepared once a transaction.
#pragma once

#include <limits>

#include "judging/record.hpp"
#include "ledger/nullable.hpp"

namespace ledger {

// The sweep of a row that had no answer yet, or whose target left the roster: none comes after it.
constexpr long long no_sweep = std::numeric_limits<long long>::max();

struct TargetColumns {
  long long unit = 0;
  std::string handle;
  int status = 0;
  Number holder;
  Text account;
  long long since = 0;
  long long asked_at = 0;      // the last answer when the row was written; 0: none yet
  long long asks = 0;          // sweeps with an answer until then
  long long sweep = no_sweep;  // of the unit, then
  std::string reason;
  Number gap_at;
  Number incident;
  Number dismissed;
  Text dismissed_account;
  Text rare;          // pending change, what was told, our lost account: as JSON
  Number confirm_at;  // of a pending change
  Text doubt;         // a baseline that is not confirmed, a gap that may be its own: as JSON
  Number lost_in;     // the sweep that saw its account gone

  judging::Belief belief() const;
  void set(const judging::Belief& belief);
  std::optional<judging::Undecided> undecided() const;
  void set_doubt(const judging::Belief& belief, const std::optional<judging::Undecided>& undecided);
  std::optional<judging::Dismissal> dismissal() const;
  void set_dismissal(const std::optional<judging::Dismissal>& dismissal);
  // All of it but the unit.
  judging::TargetRow values() const;
  void set(const judging::TargetRow& values);
  // Says the same, whenever it was asked.
  bool agrees_with(const TargetColumns& other) const;
};

class TargetTable {
 public:
  explicit TargetTable(soci::session& sql);
  // Whether there is such a row; `row` holds it, or a new one that nothing is believed of.
  bool load(long long unit, const std::string& handle);
  void store();

  TargetColumns row;

 private:
  void prepare_to_store();

  soci::statement load_;
  soci::statement store_;
  bool can_store_ = false;
};

}  // namespace ledger
