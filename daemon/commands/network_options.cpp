#include "commands/network_options.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "text/time.hpp"

namespace commands {

void add_network_options(const Command& command, NetworkOptions& options) {
  command.option("--timeout", options.timeout, "For one request, such as 10s", "TIME")
      .option("--rate", options.rate, "Instead of every platform's, such as 5/1s", "N/TIME")
      .number("--concurrency", options.concurrency, "Instead of every platform's", 1, 128)
      .option("--max-wait", options.max_wait,
              "Start nothing later than this; the rest is unknown (rate-limited)", "TIME")
      .option("--ca-file", options.ca_file, "Trust these CAs (PEM) instead of the system's", "FILE")
      .option("--contact", options.contact, "Who runs this, for the User-Agent", "URI")
      .flag("--allow-private-addresses", options.allow_private,
            "Ask servers on loopback and private networks too");
}

std::optional<running::NetworkSettings> read_network(
    Context& context, const NetworkOptions& options,
    const configuration::Configuration& configuration) {
  running::NetworkSettings settings;
  bool good = true;
  const auto refuse = [&](const std::string& why) {
    context.error(why);
    good = false;
  };
  const auto timeout = text::parse_duration(options.timeout);
  if (!timeout || timeout->count() == 0) {
    refuse(fmt::format("--timeout: '{}' is no duration, such as 10s or 500ms", options.timeout));
  } else {
    settings.probing.timeout = *timeout;
  }
  if (!options.rate.empty()) {
    settings.probing.rate = text::parse_rate(options.rate);
    if (!settings.probing.rate) {
      refuse(fmt::format("--rate: '{}' is no rate, such as 5/1s or 300/15m", options.rate));
    }
  }
  if (!options.max_wait.empty()) {
    settings.max_wait = text::parse_duration(options.max_wait);
    if (!settings.max_wait) {
      refuse(fmt::format("--max-wait: '{}' is no duration, such as 10m", options.max_wait));
    }
  }
  if (options.concurrency > 0) settings.probing.concurrency = options.concurrency;
  if (!options.contact.empty() && !configuration::is_contact(options.contact)) {
    refuse(
        fmt::format("--contact: '{}' is no URI, such as mailto:soc@example.org", options.contact));
  }
  const configuration::NetworkSection& section = configuration.network;
  settings.net.ca_file = options.ca_file.empty() ? section.ca_file.string() : options.ca_file;
  const char* environment = std::getenv("SSL_CERT_FILE");
  if (settings.net.ca_file.empty() && environment != nullptr) settings.net.ca_file = environment;
  if (!settings.net.ca_file.empty()) {
    if (const auto why = configuration::unusable_ca_file(settings.net.ca_file)) refuse(*why);
  }
  configuration::OperatorSection who = configuration.run_by;
  if (!options.contact.empty()) who.contact = options.contact;
  settings.net.user_agent = configuration::user_agent(who);
  settings.net.proxy = section.proxy.reveal();
  if (section.proxy.empty()) {
    for (const std::string& warning : configuration::proxy_warnings(section)) {
      context.remark("warning: " + warning);
    }
  }
  settings.net.allow_private_addresses = options.allow_private || section.allow_private_addresses;
  for (const auto& [platform, one] : configuration.platforms) {
    if (one.budget) settings.budgets.emplace(platform, *one.budget);
  }
  if (!good) return std::nullopt;
  return settings;
}

}  // namespace commands
