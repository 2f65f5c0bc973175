#include <filesystem>
#include <fstream>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "ledger/file_lock.hpp"
#include "ledger/watched.hpp"

namespace {

struct Folder {
  std::filesystem::path path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "ledger-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string operator/(const std::string& file) const { return (path / file).string(); }
};

std::string complaint(const std::string& path) {
  const auto opened = ledger::Ledger::open(path);
  if (opened) return "";
  REQUIRE(opened.error().size() == 1);
  return to_string(opened.error().front());
}

// What a user without rights is told; root has them all, and has to become another for it.
std::string complaint_to_somebody_else(const std::string& path) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::setuid(65534) != 0) ::_exit(1);
    const std::string said = complaint(path);
    ::_exit(::write(ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size()) ? 0
                                                                                            : 1);
  }
  ::close(ends[1]);
  std::string said(1000, ' ');
  const ssize_t size = ::read(ends[0], said.data(), said.size());
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  said.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return said;
}

}  // namespace

TEST_CASE("a ledger whose file is gone or another takes no decision, and is not called whole") {
  for (const bool replaced : {false, true}) {
    const Folder folder;
    const std::string path = folder / "ledger.db";
    const auto opened = ledger::Ledger::open(path);
    REQUIRE(opened);
    ledger::Ledger& ledger = **opened;
    const ledger::Decision decision{{}, "tests", "own", "acme on p", ""};
    ledger.owned.add({"p", "", "acme", {}}, decision);
    CHECK(ledger.check().empty());
    std::filesystem::remove(path);
    if (replaced) std::ofstream(path) << "another file";
    CHECK_THROWS_WITH_AS(ledger.owned.add({"p", "", "acme-2", {}}, decision),
                         doctest::Contains("removed or replaced"), ledger::Failure);
    CHECK_THROWS_AS(ledger.check(), ledger::Failure);
    CHECK_THROWS_AS(ledger.require_in_place(), ledger::Failure);
    CHECK(ledger.owned.of("p", "").size() == 1);
    ledger.back_up(folder / "copy.db");  // what was in it can be saved
    CHECK(std::filesystem::exists(folder / "copy.db"));
  }
  CHECK_NOTHROW((*ledger::Ledger::open(":memory:"))->require_in_place());
}

TEST_CASE("a ledger remembers over a restart, and its ids go on") {
  const Folder folder;
  const std::string path = folder / "ledger.db";
  std::string id;
  {
    tests::Watched w;
    w.ledger = tests::Watched::opened(path);
    w.unit = w.ledger->units.get({"police", "bluesky", ""});
    w.sure("pn02", model::Status::claimed, "13");
    id = w.ledger->incidents.events(1)[0].id;
  }
  const auto ledger = tests::Watched::opened(path);
  CHECK(ledger->incidents.events(1)[0].id == id);
  CHECK(ledger->beliefs.count(ledger->units.all()[0]) == 1);
  CHECK(ledger->check().empty());
}

TEST_CASE("a ledger that cannot be used is one clear error and never a fresh start") {
  const Folder folder;
  CHECK(complaint(folder / "nowhere/ledger.db").find("/nowhere does not exist") !=
        std::string::npos);
  CHECK(complaint(folder.path.string()).find("it is a folder") != std::string::npos);
  const std::string damaged = folder / "damaged.db";
  std::ofstream(damaged) << std::string(5000, 'x');
  CHECK(complaint(damaged).find("damaged or no ledger") != std::string::npos);
  CHECK(std::filesystem::file_size(damaged) == 5000);
  const std::string other = folder / "other.db";
  {
    soci::session sql(*soci::factory_sqlite3(), "dbname=\"" + other + "\"");
    sql << "CREATE TABLE somebody (else_ TEXT)";
  }
  CHECK(complaint(other).find("a database of something else") != std::string::npos);
  const std::string newer = folder / "newer.db";
  tests::Watched::opened(newer);
  {
    soci::session sql(*soci::factory_sqlite3(), "dbname=\"" + newer + "\"");
    sql << "PRAGMA user_version = 99";
  }
  CHECK(complaint(newer).find("newer handlewatch (schema 99") != std::string::npos);
}

TEST_CASE("why a ledger cannot be opened or made names what is in the way, and where") {
  const Folder folder;
  std::ofstream(folder / "file") << "a file";
  CHECK(complaint(folder / "file/ledger.db") ==
        fmt::format("{0}/file/ledger.db: {0}/file is a file; a folder is needed for the ledger",
                    folder.path.string()));
  CHECK(
      complaint(folder / "file/deep/ledger.db") ==
      fmt::format("{0}/file/deep/ledger.db: {0}/file is a file; a folder is needed for the ledger",
                  folder.path.string()));
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(complaint(folder / "pipe") == (folder / "pipe") + ": it is no regular file");
}

TEST_CASE("why a user may not use a ledger names what he may not, and who he is") {
  if (::geteuid() != 0) {
    MESSAGE("skipped: only root can become another user");
    return;
  }
  const Folder folder;
  REQUIRE(::chmod(folder.path.c_str(), 0755) == 0);
  const std::string path = folder / "ledger.db";
  tests::Watched::opened(path);
  CHECK(complaint_to_somebody_else(path) ==
        fmt::format("{}: its folder {} cannot be read and written by this user (uid 65534); SQLite "
                    "keeps files beside it",
                    path, folder.path.string()));
  REQUIRE(::chmod(folder.path.c_str(), 0777) == 0);
  CHECK(complaint_to_somebody_else(path) ==
        path + ": it cannot be read and written by this user (uid 65534)");
  const std::string inner = folder / "inner";
  std::filesystem::create_directory(inner);
  REQUIRE(::chmod(inner.c_str(), 0700) == 0);
  CHECK(complaint_to_somebody_else(inner + "/deep/ledger.db") ==
        fmt::format("{0}/deep/ledger.db: its folder {0}/deep cannot be reached by this user (uid "
                    "65534): Permission denied",
                    inner));
}

TEST_CASE("a ledger that is locked or read-only says so, and no word of a library's") {
  const Folder folder;
  const std::string path = folder / "ledger.db";
  tests::Watched::opened(path);
  soci::session sql(*soci::factory_sqlite3(), "dbname=\"" + path + "\"");
  sql << "PRAGMA journal_mode = DELETE";
  sql << "BEGIN EXCLUSIVE";
  CHECK(complaint(path) == path + ": it is locked by another process");
  sql << "ROLLBACK";
  CHECK(complaint(path).empty());
}

TEST_CASE("a copy can be made while the ledger is open, and never over a file") {
  const Folder folder;
  tests::Watched w;
  w.ledger = tests::Watched::opened(folder / "ledger.db");
  w.unit = w.ledger->units.get({"police", "bluesky", ""});
  w.sure("pn02", model::Status::claimed, "13");
  w.ledger->back_up(folder / "copy.db");
  CHECK(tests::Watched::opened(folder / "copy.db")->incidents.list().size() == 1);
  CHECK_THROWS_AS(w.ledger->back_up(folder / "copy.db"), ledger::Failure);
}

TEST_CASE("one service has a ledger at a time") {
  const Folder folder;
  const std::string path = folder / "ledger.db";
  CHECK_FALSE(ledger::FileLock::is_taken(path));
  {
    const auto lock = ledger::FileLock::take(path);
    CHECK(ledger::FileLock::is_taken(path));
    CHECK(lock.has_value());
    const auto second = ledger::FileLock::take(path);
    REQUIRE_FALSE(second.has_value());
    CHECK(to_string(second.error().front()) ==
          path + ": another handlewatch runs on this ledger; it is to end first");
  }
  CHECK_FALSE(ledger::FileLock::is_taken(path));
  CHECK(ledger::FileLock::take(path).has_value());
  CHECK_FALSE(ledger::FileLock::is_taken(folder / "nowhere/ledger.db"));
}

TEST_CASE("a ledger that is reached by a link is the same one") {
  const Folder folder;
  const Folder elsewhere;
  const std::string path = folder / "ledger.db";
  tests::Watched::opened(path);
  const std::string link = elsewhere / "link.db";
  std::filesystem::create_symlink(path, link);
  const auto lock = ledger::FileLock::take(path);
  REQUIRE(lock.has_value());
  CHECK(ledger::FileLock::is_taken(link));
  CHECK_FALSE(ledger::FileLock::take(link).has_value());
}

TEST_CASE("a ledger that a link names before it is made is the same one afterwards") {
  const Folder folder;
  const Folder elsewhere;
  const std::string path = folder / "ledger.db";
  const std::string link = elsewhere / "link.db";
  std::filesystem::create_symlink(path, link);
  const auto lock = ledger::FileLock::take(link);
  REQUIRE(lock.has_value());
  tests::Watched::opened(link);
  REQUIRE(std::filesystem::exists(path));
  CHECK(ledger::FileLock::is_taken(link));
  CHECK(ledger::FileLock::is_taken(path));
  CHECK_FALSE(ledger::FileLock::take(link).has_value());
}
