#include "ledger/database.hpp"

#include <mutex>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>

#include "ledger/file_lock.hpp"
#include "ledger/schema.hpp"
#include "ledger/usable.hpp"

namespace ledger {
namespace {

// Another process may hold the file for a moment; longer is an error. Who asks waits meanwhile, and
// a service must end within five seconds when it is asked to.
constexpr int patience_seconds = 1;

// SQLite's code for what went wrong; 0: nothing of SQLite.
int code_of(const soci::soci_error& error) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  return sqlite != nullptr ? sqlite->result() & 0xFF : 0;
}

Failure::Kind kind_of(const soci::soci_error& error) {
  switch (code_of(error)) {
    case SQLITE_FULL:
    case SQLITE_IOERR: return Failure::Kind::full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Failure::Kind::locked;
    case SQLITE_READONLY: return Failure::Kind::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Failure::Kind::corrupt;
    default: return Failure::Kind::other;
  }
}

// What a person can do something about, without the names of libraries and statements; a mistake of
// ours in full.
std::string words(const soci::soci_error& error) {
  switch (kind_of(error)) {
    case Failure::Kind::full: return "the disk is full or fails";
    case Failure::Kind::locked: return "it is locked by another process";
    case Failure::Kind::read_only: return "it is read-only";
    case Failure::Kind::corrupt:
      return "it is damaged or no ledger; a copy made by 'ledger backup' can take its place";
    case Failure::Kind::other: break;
  }
  return code_of(error) == SQLITE_CANTOPEN ? "it cannot be opened" : error.what();
}

tl::unexpected<model::Problems> refuse(const std::string& path, std::string why) {
  return model::refused({path, 0, 0, "", std::move(why)});
}

// A ledger that is not there yet, as a file that others may not read: it will hold who has which
// account. SQLite takes an empty one as it is.
void make_private(const std::string& path) {
  std::error_code unseen;
  if (std::filesystem::exists(path, unseen)) return;
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::close(descriptor);
}

// Once a process, before its first database. A connection is used by one thread at a time
// (async_ledger.hpp), and nobody asks how much memory it takes: locks for either cost a tenth of a
// sweep's time.
void configure_sqlite() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  });
}

}  // namespace

model::Result<Database> Database::open(const std::string& path, Older older) {
  const bool in_memory = path == ":memory:";
  std::optional<FolderLock> alone;
  if (!in_memory) {
    if (auto why = why_unusable(path)) return refuse(path, std::move(*why));
    alone.emplace(path);
    if (!alone->is_held()) return refuse(path, "its folder cannot be locked");
    make_private(path);
  }
  configure_sqlite();
  try {
    auto sql = std::make_unique<soci::session>(
        soci::sqlite3, fmt::format("dbname=\"{}\" timeout={}", path, patience_seconds));
    Database database(std::move(sql), path);
    auto& session = database.sql();
    session << "PRAGMA journal_mode = WAL";
    session << "PRAGMA synchronous = NORMAL";
    session << "PRAGMA foreign_keys = ON";
    session << "PRAGMA temp_store = MEMORY";
    session << "PRAGMA secure_delete = ON";  // what is forgotten does not stand in a freed page
    if (const auto why = bring_up_to_date(database, older)) return refuse(path, *why);
    return database;
  } catch (const soci::soci_error& failed) {
    return refuse(path, words(failed));
  } catch (const Failure& failed) {
    return refuse(path, failed.what());
  }
}

std::vector<std::string> Database::check() {
  return query([&] {
    std::string line;
    soci::statement statement = (sql_->prepare << "PRAGMA integrity_check", soci::into(line));
    statement.execute();
    std::vector<std::string> wrong;
    while (statement.fetch()) {
      if (line != "ok") wrong.push_back(line);
    }
    return wrong;
  });
}

void Database::require_in_place() {
  auto* backend = static_cast<soci::sqlite3_session_backend*>(sql_->get_backend());
  int moved = 0;  // of a database in memory nothing is known
  sqlite3_file_control(backend->conn_, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  if (moved == 0) return;
  throw Failure(
      Failure::Kind::other,
      fmt::format("ledger {}: its file was removed or replaced while it was in use", path_));
}

void Database::drop_log() {
  int busy = 0;
  query([&] { *sql_ << "PRAGMA wal_checkpoint(TRUNCATE)", soci::into(busy); });
  if (busy == 0) return;
  throw Failure(Failure::Kind::locked,
                fmt::format("ledger {}: another program reads it, and what was written before "
                            "stands in its log until this is done again",
                            path_));
}

void Database::begin(bool lasting) {
  if (lasting) require_in_place();
  if (lasting != lasting_) {
    *sql_ << (lasting ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    lasting_ = lasting;
  }
  try {
    *sql_ << "BEGIN IMMEDIATE";
  } catch (const soci::soci_error& error) {
    throw failure(error);
  }
}

void Database::commit() {
  *sql_ << "COMMIT";
}

void Database::roll_back() noexcept {
  try {
    *sql_ << "ROLLBACK";
  } catch (...) {
    // SQLite has rolled back by itself: a full disk ends the transaction.
  }
}

Failure Database::failure(const soci::soci_error& error) const {
  return {kind_of(error), fmt::format("ledger {}: {}", path_, words(error))};
}

}  // namespace ledger
