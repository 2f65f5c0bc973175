// What the service would answer, where none runs: the ledger and the channels are opened for one
// answer.
#pragma once

#include <filesystem>

#include "commands/configuration.hpp"
#include "platforms/catalogue.hpp"
#include "serving/message.hpp"

namespace commands {

struct Local {
  std::filesystem::path patterns;  // the folder of what came with the program
  const Configuration& configuration;
  const platforms::Catalogue& catalogue;
};

// Problems: of the ledger, which cannot be opened.
model::Result<serving::Reply> answer_locally(Local local, serving::Question question);

}  // namespace commands
