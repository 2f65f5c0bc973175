#include "commands/network.hpp"

#include <cstdlib>
#include <random>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>

#include "net/curl_fetcher.hpp"
#include "reading/json.hpp"
#include "reading/secret.hpp"
#include "service/system_clock.hpp"
#include "text/time.hpp"

namespace commands {
namespace {

namespace asio = boost::asio;

// A sweep with its signals; what is on the stack here outlives every coroutine.
class SweepRun {
 public:
  SweepRun(const NetworkSettings& settings, watching::SweepPlan plan,
           const judging::OwnedHandles& owned, SweepEars ears)
      : io_(1),
        fetcher_(io_.get_executor(), settings.net),
        gate_(io_.get_executor(), watching::most_at_once),
        credentials_(credentials()),
        sweep_(std::move(plan), sweep_settings(settings), sweep_tools(), owned),
        signals_(io_, SIGINT, SIGTERM) {
    for (const auto& [platform, budget] : settings.budgets) {
      memory_.purses.emplace(platform, probing::Purse(budget));
    }
    sweep_.on_exchange = std::move(ears.exchange);
    sweep_.on_progress = std::move(ears.progress);
    sweep_.on_wait = std::move(ears.wait);
  }

  SweepOutcome run() {
    const model::Moment started = clock_.steady();
    listen();
    std::exception_ptr failure;
    asio::co_spawn(io_, whole(), [&](const std::exception_ptr& thrown) {
      failure = thrown;
      signals_.cancel();
    });
    io_.run();
    if (failure) std::rethrow_exception(failure);
    return {sweep_.take_result(), clock_.steady() - started, signal_};
  }

 private:
  probing::Settings sweep_settings(const NetworkSettings& settings) {
    probing::Settings probing = settings.probing;
    if (settings.max_wait) probing.deadline = clock_.steady() + *settings.max_wait;
    return probing;
  }

  watching::SweepTools sweep_tools() {
    return {fetcher_, clock_, gate_, memory_, credentials_, std::random_device{}()};
  }

  asio::awaitable<void> whole() {
    co_await sweep_.run();
    co_await fetcher_.drained();
  }

  void listen() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
      if (error) return;
      if (signal_ != 0) std::_Exit(128 + signal);  // asked twice: at once
      signal_ = signal;
      sweep_.stop();
      clock_.wake_all();
      fetcher_.cancel_all();
      listen();
    });
  }

  asio::io_context io_;
  service::SystemClock clock_;
  net::CurlFetcher fetcher_;
  probing::Gate gate_;
  probing::Memory memory_;
  probing::Credentials credentials_;
  watching::Sweep sweep_;
  asio::signal_set signals_;
  int signal_ = 0;
};

}  // namespace

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

std::optional<NetworkSettings> read_network(Context& context, const NetworkOptions& options,
                                            const Configuration& configuration) {
  NetworkSettings settings;
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
  if (!options.contact.empty() && !is_contact(options.contact)) {
    refuse(
        fmt::format("--contact: '{}' is no URI, such as mailto:soc@example.org", options.contact));
  }
  const NetworkSection& section = configuration.network;
  settings.net.ca_file = options.ca_file.empty() ? section.ca_file.string() : options.ca_file;
  const char* environment = std::getenv("SSL_CERT_FILE");
  if (settings.net.ca_file.empty() && environment != nullptr) settings.net.ca_file = environment;
  if (!settings.net.ca_file.empty()) {
    if (const auto why = unusable_ca_file(settings.net.ca_file)) refuse(*why);
  }
  OperatorSection who = configuration.run_by;
  if (!options.contact.empty()) who.contact = options.contact;
  settings.net.user_agent = user_agent(who);
  settings.net.proxy = section.proxy.reveal();
  settings.net.allow_private_addresses = options.allow_private || section.allow_private_addresses;
  for (const auto& [platform, one] : configuration.platforms) {
    if (one.budget) settings.budgets.emplace(platform, *one.budget);
  }
  if (!good) return std::nullopt;
  return settings;
}

probing::Credentials credentials() {
  return [](std::string_view name, std::string_view key) -> std::optional<std::string> {
    const auto secret = reading::credential(name);
    if (!secret) return std::nullopt;
    if (key.empty()) return secret->reveal();
    const auto json = reading::parse_json(secret->reveal(), reading::our_files);
    const reading::Json* member = json ? json->find(key) : nullptr;
    if (member == nullptr) return std::nullopt;
    return member->text;
  };
}

SweepOutcome run_sweep(const NetworkSettings& settings, watching::SweepPlan plan,
                       const judging::OwnedHandles& owned, SweepEars ears) {
  return SweepRun(settings, std::move(plan), owned, std::move(ears)).run();
}

}  // namespace commands
