// A platform of the simulator without its sockets, in virtual time: its scenario (the documented
// limit, who holds what), and a fetcher whose requests reach it at any moment of the 200 ms that a
// call takes. What it answers is the simulator's, written from the facts; our definitions are what
// is tried. One thread.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "net/fetcher.hpp"
#include "probing/virtual_world.hpp"
#include "simulator/simulator.hpp"

namespace bench {

constexpr model::Milliseconds a_call{200};

// The handles of one pass: 101 of a template, one for each department, and 85 given one by one.
std::vector<std::string> handles_of_a_pass();

struct Played {
  std::string id;  // of the definition and the platform
  simulator::Kind kind;
};
// Its controls and some of the handles of a pass have accounts; its limit is the documented one.
simulator::Scenario scenario_of(const Played& played, model::Instant start);

class PlayedFetcher final : public net::Fetcher {
 public:
  PlayedFetcher(tests::VirtualClock& clock, const Played& played, std::uint64_t seed);

  async::Task<net::Reply> fetch(net::Request request) override;

  std::size_t calls = 0;
  std::size_t metered = 0;  // of these, those that the limit is about
  std::size_t limited = 0;  // answered with 429, or as the platform says it
  std::size_t failed = 0;   // answered with 400 and above, but for those and Bluesky's "not found"

 private:
  net::Reply answered(const net::Request& request);

  tests::VirtualClock& clock_;
  simulator::Kind kind_;
  simulator::Simulator platform_;
  std::mt19937_64 random_;
};

}  // namespace bench
