// The options of every command that asks platforms, and the machinery they configure.
#pragma once

#include <csignal>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "commands/command.hpp"
#include "commands/configuration.hpp"
#include "net/settings.hpp"
#include "watching/sweep.hpp"

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

struct NetworkSettings {
  net::Settings net;
  probing::Settings probing;
  std::optional<model::Milliseconds> max_wait;
  std::map<std::string, probing::Budget> budgets;  // by platform; for one pass, what others spent
                                                   // is not known
};

// What an option says goes before the configuration. Nothing when an option is wrong; it has been
// said then.
std::optional<NetworkSettings> read_network(Context& context, const NetworkOptions& options,
                                            const Configuration& configuration);

// A secret by name: systemd's credentials, else its environment variable. A key picks a member of a
// secret that is a JSON object.
probing::Credentials credentials();

struct SweepOutcome {
  watching::SweepResult result;
  model::Milliseconds took{0};
  int signal = 0;  // SIGINT or SIGTERM when one ended it
};

// What a caller wants to hear during a sweep; any may be empty.
struct SweepEars {
  std::function<void(const probing::Exchange&)> exchange;
  std::function<void(std::size_t decided)> progress;
  std::function<void(const probing::LanePlan&, model::Milliseconds)> wait;
};

// Runs one sweep to its end, or to a signal: what is known by then is in the outcome.
SweepOutcome run_sweep(const NetworkSettings& settings, watching::SweepPlan plan,
                       const judging::OwnedHandles& owned, SweepEars ears);

}  // namespace commands
