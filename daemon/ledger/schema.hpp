// The tables, by version, and how an older ledger becomes a newer one. Never changed once released:
// a new version is a new step at the end, and a fixture of the old one is kept with the tests.
#pragma once

#include <optional>
#include <string>

#include "ledger/failure.hpp"

namespace ledger {

constexpr int schema_version = 6;

// Makes the tables, or migrates forward in one transaction behind a copy of the file as it was
// (ledger.db.schema-2). Nobody else opens the ledger meanwhile: see FolderLock. Why the file cannot
// be used, if so; what cannot be done is a Failure, and leaves the ledger as it was.
std::optional<std::string> bring_up_to_date(Database& database, Older older);

}  // namespace ledger
