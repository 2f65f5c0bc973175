#include "running/setup.hpp"

#include "importing/overlay.hpp"

namespace running {

model::Result<std::unique_ptr<Setup>> read_setup(const std::filesystem::path& patterns,
                                                 const std::filesystem::path& file) {
  auto setup = std::make_unique<Setup>(Setup{patterns,
                                             importing::installed_catalogue(patterns),
                                             naming::DatasetStore({patterns / "datasets"}),
                                             {}});
  auto read = configuration::read_configuration(
      file, {setup->catalogue, setup->datasets, patterns / "messages"});
  if (!read) return model::refused(std::move(read.error()));
  setup->configuration = std::move(*read);
  configuration::adjust(setup->catalogue, setup->configuration);
  return setup;
}

}  // namespace running
