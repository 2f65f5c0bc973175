// Another program that writes into a ledger and does not come to an end.
#pragma once

#include <string>

#include <doctest/doctest.h>
#include <sqlite3.h>

namespace tests {

class LockedLedger {
 public:
  explicit LockedLedger(const std::string& path) {
    REQUIRE(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  LockedLedger(const LockedLedger&) = delete;
  LockedLedger& operator=(const LockedLedger&) = delete;
  ~LockedLedger() { sqlite3_close(database_); }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace tests
