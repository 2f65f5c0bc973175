// What a service is set up from: its configuration and all that this names, read and found right.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "configuration/configuration.hpp"
#include "importing/catalogue.hpp"
#include "naming/dataset.hpp"

namespace running {

struct Setup {
  std::filesystem::path patterns;
  importing::Catalogue catalogue;
  naming::DatasetStore datasets;
  configuration::Configuration configuration;
};

// What may surprise somebody, a sentence each: of the definitions and of the configuration. Said at
// the start and at every reload, and by `config check`.
std::vector<std::string> warnings_of(const Setup& setup);

// `patterns`: the folder of what came with the program.
model::Result<std::unique_ptr<Setup>> read_setup(const std::filesystem::path& patterns,
                                                 const std::filesystem::path& file);

}  // namespace running
