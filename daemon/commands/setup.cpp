#include "commands/setup.hpp"

#include "commands/overlay.hpp"

namespace commands {

model::Result<std::unique_ptr<Setup>> read_setup(const std::filesystem::path& patterns,
                                                 const std::filesystem::path& file) {
  auto setup = std::make_unique<Setup>(Setup{
      patterns, installed_catalogue(patterns), naming::DatasetStore({patterns / "datasets"}), {}});
  auto read = read_configuration(file, {setup->catalogue, setup->datasets, patterns / "messages"});
  if (!read) return model::refused(std::move(read.error()));
  setup->configuration = std::move(*read);
  adjust(setup->catalogue, setup->configuration);
  return setup;
}

}  // namespace commands
