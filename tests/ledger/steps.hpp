// Counts what SQLite does: the steps of its machine in all statements of this program that ended.
// What grows with the rows that are stored shows in them, on any machine and without a clock.
#pragma once

#include <functional>

#include <sqlite3.h>

namespace tests {

class Steps {
 public:
  // From now on, on every connection that is opened.
  static void count() {
    sqlite3_auto_extension(
        reinterpret_cast<void (*)()>(+[](sqlite3* database, const char**, void*) {
          return sqlite3_trace_v2(database, SQLITE_TRACE_PROFILE, ended, nullptr);
        }));
  }
  static void stop() { sqlite3_reset_auto_extension(); }

  static long long of(const std::function<void()>& work) {
    const long long before = taken;
    work();
    return taken - before;
  }

 private:
  static int ended(unsigned, void*, void* statement, void*) {
    taken +=
        sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement), SQLITE_STMTSTATUS_VM_STEP, 1);
    return 0;
  }
  inline static long long taken = 0;
};

}  // namespace tests
