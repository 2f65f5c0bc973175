// An account that is forgotten stands in the ledger's log no more, and where it still does that is
// said.
#include <algorithm>
#include <fstream>
#include <iterator>

#include <sqlite3.h>

#include "ledger/temporary_folder.hpp"
#include "ledger/watched.hpp"

namespace {

// Another program in the middle of reading a ledger.
class Reader {
 public:
  explicit Reader(const std::string& path) {
    REQUIRE(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
    const char* reads = "BEGIN; SELECT count(*) FROM incident";
    REQUIRE(sqlite3_exec(database_, reads, nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { sqlite3_close(database_); }

 private:
  sqlite3* database_ = nullptr;
};

bool holds(const std::string& file, const std::string& word) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  return bytes.find(word) != std::string::npos;
}

}  // namespace

TEST_CASE("what is forgotten while another program reads is said to stand in the log still") {
  const tests::TemporaryFolder folder;
  const std::string path = (folder.path() / "ledger.db").string();
  tests::Watched w;
  w.ledger = tests::Watched::opened(path);
  w.unit = w.ledger->units.get({"police", "bluesky", ""});
  w.sure("pn02", model::Status::claimed, "account-13");
  std::optional<Reader> reader(path);
  CHECK_THROWS_AS(w.ledger->history.forget({"bluesky", "", "account-13"}), ledger::Failure);
  CHECK(holds(path + "-wal", "account-13"));
  CHECK_FALSE(w.ledger->incidents.list()[0].account);
  reader.reset();
  w.ledger->history.forget({"bluesky", "", "account-13"});
  CHECK_FALSE(holds(path + "-wal", "account-13"));
  CHECK_FALSE(holds(path, "account-13"));
}
