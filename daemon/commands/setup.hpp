// What a service is set up from: its configuration and all that this names, read and found right.
#pragma once

#include <filesystem>
#include <memory>

#include "commands/configuration.hpp"
#include "naming/dataset.hpp"
#include "platforms/catalogue.hpp"

namespace commands {

struct Setup {
  std::filesystem::path patterns;
  platforms::Catalogue catalogue;
  naming::DatasetStore datasets;
  Configuration configuration;
};

// `patterns`: the folder of what came with the program.
model::Result<std::unique_ptr<Setup>> read_setup(const std::filesystem::path& patterns,
                                                 const std::filesystem::path& file);

}  // namespace commands
