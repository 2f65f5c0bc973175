// What the service would answer, where none runs: the ledger and the channels are opened for one
// answer.
#pragma once

#include <filesystem>

#include "configuration/configuration.hpp"
#include "importing/catalogue.hpp"
#include "serving/message.hpp"

namespace running {

struct Local {
  std::filesystem::path patterns;  // the folder of what came with the program
  const configuration::Configuration& configuration;
  const importing::Catalogue& catalogue;
};

// Problems: of the ledger, which cannot be opened.
model::Result<serving::Response> answer_locally(Local local, serving::Request request);

}  // namespace running
