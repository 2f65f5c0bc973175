// The platform simulator's command line; see README.md. Exit 0 after SIGTERM or SIGINT, 2 for a
// wrong command line or scenario, 4 where the machine refuses (port taken, file not writable).
#include <charconv>
#include <clocale>
#include <csignal>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>

#include "simulator/certificates.hpp"
#include "simulator/connection.hpp"
#include "simulator/scenario_reader.hpp"
#include "simulator/simulator.hpp"

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr char usage[] =
    "usage: handlewatch-simulator SCENARIO.json [--port N] [--ca-out FILE] [--log FILE] "
    "[--inbox FILE]\n";

struct Options {
  std::string scenario;
  std::string ca_out;
  std::string log;
  std::string inbox;
  unsigned short port = 0;
};

std::optional<Options> parsed(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool option =
        word == "--port" || word == "--ca-out" || word == "--log" || word == "--inbox";
    if (!option) {
      if (word.starts_with("-") || !options.scenario.empty()) return std::nullopt;
      options.scenario = word;
      continue;
    }
    if (++i == words.size()) return std::nullopt;
    const std::string& value = words[i];
    if (word == "--ca-out") options.ca_out = value;
    if (word == "--log") options.log = value;
    if (word == "--inbox") options.inbox = value;
    if (word != "--port") continue;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, options.port);
    if (error != std::errc() || stop != end) return std::nullopt;
  }
  if (options.scenario.empty()) return std::nullopt;
  return options;
}

simulator::Instant wall_clock() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

void write_authority(const simulator::Certificates& certificates, const std::string& file) {
  if (file.empty()) return;
  std::ofstream out(file);
  out << certificates.authority_pem() << std::flush;
  if (!out) throw std::runtime_error(file + ": cannot be written");
}

void serve(const Options& options, simulator::Scenario scenario) {
  simulator::Certificates certificates;
  write_authority(certificates, options.ca_out);
  simulator::Simulator simulator(std::move(scenario), {options.log, options.inbox});
  asio::io_context io(1);  // destroyed first: its coroutines use the two above
  tcp::acceptor acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), options.port));
  asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&io](boost::system::error_code, int) { io.stop(); });
  asio::co_spawn(io, simulator::accept_all(&acceptor, &simulator, &certificates),
                 simulator::report);
  std::cout << "listening on 127.0.0.1:" << acceptor.local_endpoint().port() << std::endl;
  io.run();
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  std::signal(SIGPIPE, SIG_IGN);
  const std::optional<Options> options = parsed({argv + 1, argv + argc});
  if (!options) {
    std::cerr << usage;
    return 2;
  }
  try {
    serve(*options, simulator::read_scenario(options->scenario, wall_clock()));
  } catch (const simulator::ScenarioError& error) {
    std::cerr << error.what() << "\n";
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "handlewatch-simulator: " << error.what() << "\n";
    return 4;
  }
  return 0;
}
