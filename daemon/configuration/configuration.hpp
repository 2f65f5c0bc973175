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

#include "alerting/settings.hpp"
#include "channels/section.hpp"
#include "configuration/network_section.hpp"
#include "importing/catalogue.hpp"
#include "ledger/settings.hpp"
#include "naming/dataset.hpp"
#include "probing/platform_settings.hpp"
#include "watching/watch.hpp"

namespace configuration {

struct Configuration {
  std::filesystem::path file;
  ledger::LedgerSettings ledger;
  ledger::Retention retention;
  OperatorSection run_by;
  NetworkSection network;
  std::vector<watching::Watch> watches;  // `owned` holds what was in the file as well
  std::map<std::string, probing::PlatformSettings> platforms;
  std::vector<channels::ChannelSettings> channels;
  alerting::AlertSettings alerting;   // who is told of what, and in which words
  std::vector<std::string> warnings;  // sentences: nothing is wrong, but somebody may be surprised
};

// What names in the file refer to.
struct Known {
  const importing::Catalogue& catalogue;
  naming::DatasetStore& datasets;
  std::filesystem::path messages;  // the folder of the texts
};

reading::Shape configuration_shape();

model::Result<Configuration> read_configuration(const std::filesystem::path& file, Known known);

// What --config names, else $HANDLEWATCH_CONFIG, else /etc/handlewatch/config.json.
std::filesystem::path configuration_file(const std::string& given);

// Lays what the operator says of platforms over their definitions.
void adjust(importing::Catalogue& catalogue, const Configuration& configuration);

}  // namespace configuration
