// One request in, one delivery out: finds the platform, asks it for the truth, applies its rate
// limit and its faults, counts and logs. Knows nothing of sockets, so that its behaviour is the
// same on every road in (plain, proxied, tunnelled). Called on the one thread only.
#pragma once

#include <chrono>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "simulator/faults.hpp"
#include "simulator/limits.hpp"
#include "simulator/message.hpp"
#include "simulator/scenario.hpp"
#include "simulator/tokens.hpp"

namespace simulator {

struct Traffic {
  std::size_t requests = 0;
  std::size_t rate_limited = 0;  // by its rate or by fault r429
  std::size_t unauthorized = 0;  // 401s, those of faults too
  std::size_t faulted = 0;
  std::size_t in_flight = 0;
  std::size_t most_in_flight = 0;
  std::map<std::string, std::size_t> names;  // how often each was asked
  Window window;
  Tokens tokens;
  std::vector<std::size_t> fault_turns;  // requests that each fault could have struck
};

struct Leave {
  void operator()(Traffic* traffic) const { --traffic->in_flight; }
};
using InFlight = std::unique_ptr<Traffic, Leave>;  // held until the reply is on the wire

struct Answer {
  Delivery delivery;
  std::chrono::milliseconds latency{0};
  InFlight in_flight;
};

// Seconds of scenario time since the start.
using ScenarioClock = std::function<Seconds()>;

// Where it writes, one line a request; empty: nowhere.
struct Files {
  std::string log;
  std::string inbox;  // what is posted to /_simulator/inbox
};

class Simulator {
 public:
  // The clock starts here. Throws std::runtime_error where a file cannot be opened.
  Simulator(Scenario scenario, const Files& files);
  // On a clock of the caller's; the scenario's speed does not matter.
  Simulator(Scenario scenario, const Files& files, ScenarioClock clock);

  bool knows(const std::string& host) const;
  Instant date() const;
  Answer answer(Request request);

 private:
  struct Place {
    Platform platform;
    Traffic traffic;
  };

  Seconds now() const { return clock_(); }
  Place* place_of(Request& request);
  Answer answer_at(Place& place, const Request& request);
  const Fault* struck(Place& place, const std::vector<std::string>& asked);
  Reply reply_myself(const Request& request, const std::string& what);
  std::string stats() const;
  void log(const Request& request, const Delivery& delivery);

  Instant start_;
  ScenarioClock clock_;
  std::vector<std::unique_ptr<Place>> places_;
  std::ofstream log_;
  std::ofstream inbox_;
};

}  // namespace simulator
