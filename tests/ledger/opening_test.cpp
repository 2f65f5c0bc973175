#include <filesystem>
#include <fstream>

#include <unistd.h>

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

}  // namespace

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
  {
    const auto lock = ledger::FileLock::take(path);
    CHECK(lock.has_value());
    CHECK_FALSE(ledger::FileLock::take(path).has_value());
  }
  CHECK(ledger::FileLock::take(path).has_value());
}
