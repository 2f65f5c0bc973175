#include "ledger/ledger.hpp"

#include "ledger/copy.hpp"
#include "ledger/database.hpp"

namespace ledger {

Ledger::Ledger(std::unique_ptr<Database> database)
    : database_(std::move(database)),
      units(*database_),
      beliefs(*database_),
      incidents(*database_),
      owned(*database_),
      outbox(*database_),
      history(*database_),
      spendings(*database_),
      limits(*database_),
      controls(*database_) {}

model::Result<std::unique_ptr<Ledger>> Ledger::open(const std::string& path, Older older) {
  auto database = Database::open(path, older);
  if (!database) return tl::unexpected(database.error());
  return std::unique_ptr<Ledger>(new Ledger(std::make_unique<Database>(std::move(*database))));
}

Ledger::~Ledger() = default;

void Ledger::back_up(const std::filesystem::path& to) {
  copy_into(*database_, to.string());
}

std::vector<std::string> Ledger::check() {
  database_->require_in_place();
  return database_->check();
}

void Ledger::require_in_place() {
  database_->require_in_place();
}

}  // namespace ledger
