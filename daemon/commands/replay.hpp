// Reads a folder of exchanges that were kept, and holds a definition to them.
#pragma once

#include <filesystem>
#include <vector>

#include "commands/test_rows.hpp"
#include "model/problem.hpp"

namespace commands {

// What the definition makes of the exchanges in FOLDER/ID: a row for each file, and for each rule.
std::vector<TestRow> replay_folder(const platforms::Definition& definition,
                                   const std::filesystem::path& folder, model::Problems& problems);

}  // namespace commands
