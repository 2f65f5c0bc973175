#include "ledger/ledger.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace ledger {

Ledger::Ledger(Database database)
    : database_(std::move(database)),
      units(database_),
      beliefs(database_),
      incidents(database_),
      owned(database_),
      outbox(database_),
      history(database_),
      spendings(database_),
      limits(database_) {}

model::Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& path) {
  auto database = Database::open(path);
  if (!database) return tl::unexpected(database.error());
  return std::unique_ptr<Ledger>(new Ledger(std::move(*database)));
}

void Ledger::back_up(const std::filesystem::path& to) {
  const std::string file = to.string();
  database_.ask([&] { database_.sql() << "VACUUM INTO :f", soci::use(file); });
}

std::vector<std::string> Ledger::check() {
  return database_.ask([&] {
    std::string line;
    soci::statement statement =
        (database_.sql().prepare << "PRAGMA integrity_check", soci::into(line));
    statement.execute();
    std::vector<std::string> wrong;
    while (statement.fetch()) {
      if (line != "ok") wrong.push_back(line);
    }
    return wrong;
  });
}

std::optional<Lease> Lease::take(const std::string& ledger_path) {
  if (ledger_path == ":memory:") return Lease(-1);
  const std::string file = ledger_path + ".lock";
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return std::nullopt;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return std::nullopt;
  }
  return Lease(descriptor);
}

Lease::Lease(Lease&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Lease::~Lease() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace ledger
