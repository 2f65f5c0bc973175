// The options of every command that asks platforms.
#pragma once

#include <optional>
#include <string>

#include "commands/command.hpp"
#include "configuration/configuration.hpp"
#include "running/sweep_run.hpp"

namespace commands {

struct NetworkOptions {
  std::string timeout = "10s";
  std::string rate;
  int concurrency = 0;  // 0: each platform's own
  std::string max_wait;
  std::string ca_file;
  std::string contact;
  bool allow_private = false;
};

void add_network_options(const Command& command, NetworkOptions& options);

// What an option says goes before the configuration. Nothing when an option is wrong; it has been
// said then.
std::optional<running::NetworkSettings> read_network(
    Context& context, const NetworkOptions& options,
    const configuration::Configuration& configuration);

}  // namespace commands
