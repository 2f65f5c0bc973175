#include "running/setup.hpp"

#include "importing/overlay.hpp"

namespace running {

std::vector<std::string> warnings_of(const Setup& setup) {
  std::vector<std::string> warnings = setup.catalogue.notes();
  for (const model::Problem& refused : setup.catalogue.refused()) {
    warnings.push_back("left out: " + to_string(refused));
  }
  const std::vector<std::string>& more = setup.configuration.warnings;
  warnings.insert(warnings.end(), more.begin(), more.end());
  return warnings;
}

model::Result<std::unique_ptr<Setup>> read_setup(const std::filesystem::path& patterns,
                                                 const std::filesystem::path& file) {
  auto setup = std::make_unique<Setup>(Setup{patterns,
                                             importing::installed_catalogue(patterns),
                                             naming::DatasetStore({patterns / "datasets"}),
                                             {}});
  setup->catalogue.all();  // what is wrong in one is told at the start
  auto read = configuration::read_configuration(
      file, {setup->catalogue, setup->datasets, patterns / "messages"});
  if (!read) return model::refused(std::move(read.error()));
  setup->configuration = std::move(*read);
  configuration::adjust(setup->catalogue, setup->configuration);
  return setup;
}

}  // namespace running
