// A disk that is full at one step of the ledger: what is written there fails as on a real one, and
// takes its transaction with it.
#pragma once

#include <string>

#include <doctest/doctest.h>
#include <sqlite3.h>

namespace tests {

class FullDisk {
 public:
  // Of the next ledger that is opened.
  FullDisk() {
    sqlite3_auto_extension(
        reinterpret_cast<void (*)()>(+[](sqlite3* database, const char**, void*) {
          opened = database;
          return SQLITE_OK;
        }));
  }

  // From now on, at such a step: "INSERT ON message".
  void at(const std::string& step) {
    sqlite3_reset_auto_extension();
    run("CREATE TABLE IF NOT EXISTS hog (bytes)");
    run("PRAGMA max_page_count = 1000");
    run("CREATE TEMP TRIGGER full AFTER " + step +
        " BEGIN INSERT INTO hog VALUES (zeroblob(100000000)); END");
  }
  void cured() { run("DROP TRIGGER temp.full"); }

 private:
  static void run(const std::string& sql) {
    char* wrong = nullptr;
    sqlite3_exec(opened, sql.c_str(), nullptr, nullptr, &wrong);
    REQUIRE_MESSAGE(wrong == nullptr, std::string(wrong != nullptr ? wrong : ""));
  }
  inline static sqlite3* opened = nullptr;
};

}  // namespace tests
