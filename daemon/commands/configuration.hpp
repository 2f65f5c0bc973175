// The configuration file: text to plain structs, or everything that is wrong with it. Each section
// is declared and read by the room that uses it; here they are put together, and what one section
// says of another is checked. `config check`, the service's start and its reload make the same
// call.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerting/channel_section.hpp"
#include "alerting/settings.hpp"
#include "commands/network_section.hpp"
#include "ledger/settings.hpp"
#include "naming/dataset.hpp"
#include "platforms/catalogue.hpp"
#include "probing/platform_settings.hpp"
#include "watching/watch.hpp"

namespace commands {

struct Configuration {
  std::filesystem::path file;
  ledger::Settings ledger;
  ledger::Retention retention;
  OperatorSection run_by;
  NetworkSection network;
  std::vector<watching::Watch> watches;  // `owned` holds what was in the file as well
  std::map<std::string, probing::PlatformSettings> platforms;
  std::vector<alerting::ChannelSettings> channels;
  alerting::Settings alerting;        // who is told of what, and in which words
  std::vector<std::string> warnings;  // sentences: nothing is wrong, but somebody may be surprised
};

// What names in the file refer to.
struct Known {
  const platforms::Catalogue& catalogue;
  naming::DatasetStore& datasets;
  std::filesystem::path messages;  // the folder of the texts
};

reading::Shape configuration_shape();

model::Result<Configuration> read_configuration(const std::filesystem::path& file, Known known);

// What --config names, else $HANDLEWATCH_CONFIG, else /etc/handlewatch/config.json.
std::filesystem::path configuration_file(const std::string& given);

// Lays what the operator says of platforms over their definitions.
void adjust(platforms::Catalogue& catalogue, const Configuration& configuration);

}  // namespace commands
