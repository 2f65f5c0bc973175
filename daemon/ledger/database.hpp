// The SQLite file under the ledger, over SOCI: opened with the right pragmas, its schema brought up
// to date, its errors in words. Used on one thread at a time.
//
// WAL. A commit that a promise depends on (an event, a message, a decision) is synced to the disk,
// and not made where the file was removed or replaced beneath us; others may be lost with the
// machine's power, never half.
#pragma once

#include <filesystem>
#include <string>

#include <soci/soci.h>

#include "ledger/failure.hpp"
#include "model/problem.hpp"

namespace ledger {

class Database {
 public:
  // ":memory:" or a path, which is made when its folder is there. One clear problem when it cannot
  // be used: folder missing, locked, read-only, not a ledger, damaged, or of a newer version.
  static model::Result<Database> open(const std::string& path, Older older);

  soci::session& sql() { return *sql_; }
  const std::string& path() const { return path_; }

  // Runs `body` in one transaction (BEGIN IMMEDIATE) and commits; an exception rolls back and
  // becomes a Failure. `lasting`: synced to the disk before this returns.
  template <class Body>
  void transact(bool lasting, Body body) {
    begin(lasting);
    try {
      body();
      commit();
    } catch (const soci::soci_error& error) {
      roll_back();
      throw failure(error);
    } catch (...) {
      roll_back();
      throw;
    }
  }

  // Runs a query outside a transaction; errors become Failures.
  template <class Body>
  auto query(Body body) {
    try {
      return body();
    } catch (const soci::soci_error& error) {
      throw failure(error);
    }
  }

  // What SQLite finds wrong, a line each; empty: nothing.
  std::vector<std::string> check();
  // Throws where the file is not the one that was opened: what is written now is lost at the end.
  void require_in_place();
  // What was written over stands nowhere any more, nor in the log of what was written before. While
  // another program reads it cannot be dropped: a Failure that may pass.
  void drop_log();

 private:
  Database(std::unique_ptr<soci::session> sql, std::string path)
      : sql_(std::move(sql)), path_(std::move(path)) {}
  void begin(bool lasting);
  void commit();
  void roll_back() noexcept;
  Failure failure(const soci::soci_error& error) const;

  std::unique_ptr<soci::session> sql_;
  std::string path_;
  bool lasting_ = false;  // what `synchronous` is set to
};

}  // namespace ledger
