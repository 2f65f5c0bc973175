// What a service is set up from: its configuration and all that this names, read and found right.
#pragma once

#include <filesystem>
#include <memory>

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

// `patterns`: the folder of what came with the program.
model::Result<std::unique_ptr<Setup>> read_setup(const std::filesystem::path& patterns,
                                                 const std::filesystem::path& file);

}  // namespace running
