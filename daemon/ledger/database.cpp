#include "ledger/database.hpp"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>

#include "ledger/schema.hpp"

namespace ledger {
namespace {

// Another process may hold the file for a moment; longer is an error. The loop stands still
// meanwhile, and must end within five seconds when it is asked to.
constexpr int patience_seconds = 1;

Failure::Kind kind_of(const soci::soci_error& error) {
  const auto* sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  switch (sqlite != nullptr ? sqlite->result() & 0xFF : 0) {
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

std::string words(Failure::Kind kind, const std::string& what) {
  switch (kind) {
    case Failure::Kind::full: return "the disk is full or fails: " + what;
    case Failure::Kind::locked: return "it is locked by another process";
    case Failure::Kind::read_only: return "it is read-only";
    case Failure::Kind::corrupt: return "it is damaged or no ledger: " + what;
    case Failure::Kind::other: break;
  }
  return what;
}

tl::unexpected<model::Problems> refuse(const std::string& path, std::string why) {
  return model::refused({path, 0, 0, "", std::move(why)});
}

}  // namespace

model::Result<Database> Database::open(const std::string& path) {
  const bool in_memory = path == ":memory:";
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!in_memory && !folder.empty() && !std::filesystem::is_directory(folder, error)) {
    return refuse(path, fmt::format("the folder {} does not exist", folder.string()));
  }
  if (!in_memory && std::filesystem::is_directory(path, error)) {
    return refuse(path, "it is a folder; a file is needed");
  }
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
    if (const auto why = bring_up_to_date(database)) return refuse(path, *why);
    return database;
  } catch (const soci::soci_error& failed) {
    return refuse(path, words(kind_of(failed), failed.what()));
  } catch (const Failure& failed) {
    return refuse(path, failed.what());
  }
}

void Database::begin(bool lasting) {
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
  const auto kind = kind_of(error);
  return {kind, fmt::format("ledger {}: {}", path_, words(kind, error.what()))};
}

}  // namespace ledger
