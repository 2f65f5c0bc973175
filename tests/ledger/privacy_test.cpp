// A ledger holds who has which account: nobody else on the machine reads it or a copy of it.
#include <fcntl.h>
#include <sys/stat.h>

#include "ledger/kept.hpp"
#include "ledger/watched.hpp"

using tests::Kept;

namespace {

// The process takes no right away by itself while this lives.
class OpenMask {
 public:
  OpenMask() : before_(::umask(0)) {}
  OpenMask(const OpenMask&) = delete;
  OpenMask& operator=(const OpenMask&) = delete;
  ~OpenMask() { ::umask(before_); }

 private:
  mode_t before_;
};

int mode_of(const std::string& file) {
  struct stat found {};
  return ::stat(file.c_str(), &found) == 0 ? static_cast<int>(found.st_mode & 0777) : -1;
}

// Looks at a file at every step of the next ledger that is opened.
class Onlooker {
 public:
  explicit Onlooker(std::string file) {
    watched = std::move(file);
    modes.clear();
    sqlite3_auto_extension(
        reinterpret_cast<void (*)()>(+[](sqlite3* database, const char**, void*) {
          sqlite3_progress_handler(database, 1, look, nullptr);
          return SQLITE_OK;
        }));
  }
  Onlooker(const Onlooker&) = delete;
  Onlooker& operator=(const Onlooker&) = delete;
  ~Onlooker() { sqlite3_reset_auto_extension(); }

  // What was seen, each once.
  static const std::vector<int>& seen() { return modes; }

 private:
  static int look(void*) {
    const int mode = mode_of(watched);
    if (mode >= 0 && (modes.empty() || modes.back() != mode)) modes.push_back(mode);
    return 0;
  }
  inline static std::string watched;
  inline static std::vector<int> modes;
};

}  // namespace

TEST_CASE("a new ledger and the files beside it are its user's alone") {
  const OpenMask mask;
  const Kept kept("version-3.sql");
  std::filesystem::remove(kept.path());
  const auto ledger = tests::Watched::opened(kept.path());
  for (const char* rest : {"", "-wal", "-shm"}) {
    CHECK_MESSAGE(mode_of(kept.path() + rest) == 0600, rest);
  }
}

TEST_CASE("a copy is as private as the ledger, from its first byte on") {
  const OpenMask mask;
  for (const int mode : {0600, 0640}) {
    const Kept kept("version-3.sql");
    REQUIRE(::chmod(kept.path().c_str(), static_cast<mode_t>(mode)) == 0);
    const std::string copy = kept.path() + ".copy";
    const Onlooker onlooker(copy);
    tests::Watched::opened(kept.path())->back_up(copy);
    CHECK(Onlooker::seen() == std::vector<int>{mode});
    CHECK(mode_of(copy) == mode);
  }
}

TEST_CASE("a copy before a migration is as private as the ledger, from its first byte on") {
  const OpenMask mask;
  const Kept kept("version-2.sql");
  REQUIRE(::chmod(kept.path().c_str(), 0600) == 0);
  const std::string copy = kept.path() + ".schema-2";
  const Onlooker onlooker(copy + ".part");
  tests::Watched::opened(kept.path());
  CHECK(Onlooker::seen() == std::vector<int>{0600});
  CHECK(mode_of(copy) == 0600);
}

TEST_CASE("a copy that fails leaves no file, and never touches one that is there") {
  const Kept kept("version-3.sql");
  const auto ledger = tests::Watched::opened(kept.path());
  const std::string taken = (kept.folder() / "taken").string();
  std::ofstream(taken) << "something else";
  CHECK_THROWS_WITH_AS(
      ledger->back_up(taken),
      ("a copy of the ledger cannot be made as " + taken + ": it is there already").c_str(),
      ledger::Failure);
  CHECK(std::filesystem::file_size(taken) == 14);
  std::filesystem::create_symlink("elsewhere", kept.folder() / "link");
  CHECK_THROWS_AS(ledger->back_up(kept.folder() / "link"), ledger::Failure);
  CHECK_FALSE(std::filesystem::exists(kept.folder() / "elsewhere"));
}

TEST_CASE("a copy that ends in its middle leaves no file") {
  const Kept kept("version-4.sql");
  tests::Watched::opened(kept.path());
  const auto page =
      tests::number_in(kept.path(), "SELECT rootpage FROM sqlite_master WHERE name = 'target'");
  std::fstream file(kept.path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp((page - 1) * 4096);
  file << std::string(4096, '\xee');
  file.close();
  const auto ledger = tests::Watched::opened(kept.path());
  const std::string copy = (kept.folder() / "copy").string();
  CHECK_THROWS_WITH_AS(
      ledger->back_up(copy),
      ("a copy of the ledger cannot be made as " + copy + ": ledger " + kept.path() +
       ": it is damaged or no ledger; a copy made by 'ledger backup' can take its "
       "place")
          .c_str(),
      ledger::Failure);
  CHECK_FALSE(std::filesystem::exists(copy));
}

TEST_CASE("a migration that fails leaves the ledger as it was, and no copy of it") {
  const Kept kept("version-2.sql");
  kept.change("CREATE TABLE pace (in_the_way TEXT)");
  for (int i = 0; i < 2; ++i) {
    CHECK_FALSE(ledger::Ledger::open(kept.path()).has_value());
    CHECK(kept.files() == std::vector<std::string>{"ledger.db"});
    CHECK(tests::number_in(kept.path(), "PRAGMA user_version") == 2);
  }
  kept.change("DROP TABLE pace");
  CHECK(ledger::Ledger::open(kept.path()).has_value());
  CHECK(kept.files() == std::vector<std::string>{"ledger.db", "ledger.db.schema-2"});
}
