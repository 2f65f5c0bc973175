// The ledger: the state of every target, its history, incidents, decisions and the outbox, in one
// SQLite file. The only room with SQL. Used on one thread at a time; whoever runs on the loop asks
// it through AsyncLedger. A transaction takes tens of microseconds. What it cannot do is thrown as
// a Failure; an answer that was not recorded is asked again by the next sweep.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "ledger/beliefs.hpp"
#include "ledger/controls.hpp"
#include "ledger/history.hpp"
#include "ledger/incidents.hpp"
#include "ledger/limits.hpp"
#include "ledger/outbox.hpp"
#include "ledger/owned.hpp"
#include "ledger/spendings.hpp"
#include "ledger/units.hpp"
#include "model/problem.hpp"

namespace ledger {

class Ledger {
  std::unique_ptr<Database> database_;  // first: the faces below look into it

 public:
  static model::Result<std::unique_ptr<Ledger>> open(const std::string& path,
                                                     Older older = Older::migrate);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  Units units;
  Beliefs beliefs;
  Incidents incidents;
  Owned owned;
  Outbox outbox;
  History history;
  Spendings spendings;
  Limits limits;
  Controls controls;

  // A whole copy while others go on writing, as private as the ledger; the file must not exist.
  void back_up(const std::filesystem::path& to);
  // What SQLite finds wrong, a line each; empty: nothing.
  std::vector<std::string> check();
  // Throws where the file is another by now.
  void require_in_place();

 private:
  explicit Ledger(std::unique_ptr<Database> database);
};

}  // namespace ledger
