// The tables, by version, and how an older ledger becomes a newer one. Never changed once released:
// a new version is a new step at the end, and a fixture of the old one is kept with the tests.
#pragma once

#include <optional>
#include <string>

namespace ledger {

class Database;

constexpr int schema_version = 3;

// Makes the tables or migrates forward, in one transaction. Why the file cannot be used, if so.
std::optional<std::string> bring_up_to_date(Database& database);

}  // namespace ledger
