// One row of `history`, with the statement that writes it: prepared once a transaction, for a first
// sweep writes one a target.
#pragma once

#include "ledger/nullable.hpp"

namespace ledger {

struct HistoryRow {
  long long unit = 0;
  std::string handle;
  long long at = 0;
  Number until;  // of a gap
  int status = 0;
  Number holder;
  Text account;
  Text display_name;
  std::string reason;
};

class HistoryTable {
 public:
  explicit HistoryTable(soci::session& sql);
  void add(HistoryRow added);

 private:
  HistoryRow row_;  // bound to the statement
  soci::statement insert_;
};

}  // namespace ledger
