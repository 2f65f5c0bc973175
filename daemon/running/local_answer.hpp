// What the service would answer, where none answers: the ledger and the channels are opened for one
// answer. Where one runs all the same, its ledger is only looked at.
#pragma once

#include <filesystem>

#include "configuration/configuration.hpp"
#include "importing/catalogue.hpp"
#include "serving/message.hpp"

namespace running {

struct Local {
  std::filesystem::path patterns;  // the folder of what came with the program
  std::filesystem::path socket;    // where no service answered
  const configuration::Configuration& configuration;
  const importing::Catalogue& catalogue;
};

// Problems: of the ledger, which cannot be opened, or belongs to a service that runs.
model::Result<serving::Response> answer_locally(Local local, serving::Request request);

}  // namespace running
