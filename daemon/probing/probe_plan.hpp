// What is asked of one platform on one server, what an observer hears of it, and what came of it.
// Plain values.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/observation.hpp"
#include "net/message.hpp"
#include "platforms/definition.hpp"
#include "platforms/read.hpp"
#include "probing/proof.hpp"

namespace probing {

struct ProbePlan {
  const platforms::Definition* definition = nullptr;
  std::string server;                  // base URL as given; empty for one service
  std::vector<model::Target> targets;  // canonical, admitted by the grammar, unique
  // Handles of ours there, as they are listed: claimed controls of last resort.
  std::vector<std::string> owned;
};

// One request and what was read from it, for --explain. Before the first question a server may be
// asked where its API is, or for a token: then `ask` is null and there are no handles.
struct Exchange {
  const platforms::Definition* definition = nullptr;
  const platforms::Ask* ask = nullptr;
  const net::Request* request = nullptr;
  const net::Reply* reply = nullptr;
  const std::vector<std::string>* handles = nullptr;
  const std::vector<platforms::Reading>* readings = nullptr;
  std::string server;  // base URL, after discovery
};

struct ProbeReport {
  std::string platform;
  std::string server;
  std::size_t requests = 0;
  std::optional<Proof> proof;
  std::vector<std::string> control_notes;
  std::set<std::string> lacking;  // credentials that a road asks for and nobody gave
  std::set<std::string> refused;  // credentials that the platform did not take
  std::optional<model::Reason> transport_failure;  // of the controls: the platform was not reached
  // Ended by us before all controls had answered: it says nothing of the platform, nor of whether
  // it can be reached.
  bool interrupted = false;
};

}  // namespace probing
