// Several open one ledger at the same moment, as a command does beside the start of the service.
#include <barrier>
#include <mutex>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "ledger/kept.hpp"
#include "ledger/schema.hpp"
#include "ledger/watched.hpp"

using tests::Kept;
using tests::number_in;

namespace {

using Files = std::vector<std::string>;

constexpr int openers = 6;
constexpr int rounds = 12;

std::string complaint(const std::string& path) {
  const auto opened = ledger::Ledger::open(path);
  return opened ? "" : to_string(opened.error().front());
}

// All at once, each in a thread; what each that failed said.
std::vector<std::string> open_in_threads(const std::string& path) {
  std::vector<std::string> complaints;
  std::mutex mutex;
  std::barrier start(openers);
  std::vector<std::thread> threads;
  for (int i = 0; i < openers; ++i) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      const std::string said = complaint(path);
      const std::lock_guard lock(mutex);
      if (!said.empty()) complaints.push_back(said);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return complaints;
}

// The same in processes; how many failed.
int open_in_processes(const std::string& path) {
  int gate[2];
  REQUIRE(::pipe(gate) == 0);
  std::vector<pid_t> children;
  for (int i = 0; i < openers; ++i) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::close(gate[1]);
      char nothing = 0;
      [[maybe_unused]] const auto opened = ::read(gate[0], &nothing, 1);
      ::_exit(complaint(path).empty() ? 0 : 1);
    }
    children.push_back(child);
  }
  ::close(gate[1]);
  ::close(gate[0]);
  int failed = 0;
  for (const pid_t child : children) {
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (status != 0) ++failed;
  }
  return failed;
}

void check_it_is_whole(const Kept& kept) {
  CHECK(number_in(kept.path(), "PRAGMA user_version") == ledger::schema_version);
  CHECK(number_in(kept.path(), "SELECT count(*) FROM target") == 4);
  CHECK(tests::Watched::opened(kept.path())->check().empty());
  CHECK(kept.files() == Files{"ledger.db", "ledger.db.schema-2"});
  const std::string copy = kept.path() + ".schema-2";
  CHECK(number_in(copy, "PRAGMA user_version") == 2);
  CHECK(number_in(copy, "SELECT count(*) FROM target") == 4);
}

}  // namespace

TEST_CASE("several threads that open an older ledger at once make one copy and one newer ledger") {
  for (int round = 0; round < rounds; ++round) {
    const Kept kept("version-2.sql");
    CHECK(open_in_threads(kept.path()).empty());
    check_it_is_whole(kept);
  }
}

TEST_CASE("several processes that open an older ledger at once make one copy and one newer one") {
  for (int round = 0; round < rounds; ++round) {
    const Kept kept("version-2.sql");
    CHECK(open_in_processes(kept.path()) == 0);
    check_it_is_whole(kept);
  }
}

TEST_CASE("several that make a ledger at once have the same one") {
  for (int round = 0; round < rounds; ++round) {
    const Kept kept("version-2.sql");
    std::filesystem::remove(kept.path());
    CHECK(open_in_threads(kept.path()).empty());
    CHECK(number_in(kept.path(), "SELECT count(*) FROM ledger") == 1);
    CHECK(kept.files() == Files{"ledger.db"});
  }
}

TEST_CASE("what a copy was made in is gone when it was cut short, and another copy is made") {
  const Kept kept("version-2.sql");
  std::ofstream(kept.path() + ".schema-2.part") << "the half of a copy";
  tests::Watched::opened(kept.path());
  check_it_is_whole(kept);
}
