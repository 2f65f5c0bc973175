// Why a ledger's file cannot be used, found before SQLite tries, which says the same of all
// reasons: "unable to open database file".
#pragma once

#include <optional>
#include <string>

namespace ledger {

// In words that follow the file's name; nothing when it can be opened or made there.
std::optional<std::string> why_unusable(const std::string& path);

}  // namespace ledger
