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
#include "probing/rate_limits.hpp"
#include "probing/sightings.hpp"
#include "probing/sweep_state.hpp"

namespace probing {

struct ProbePlan {
  const platforms::Definition* definition = nullptr;
  std::string server;                  // base URL as given; empty for one service
  std::vector<model::Target> targets;  // canonical, admitted by the grammar, unique
  // Handles of ours there, as they are listed: claimed controls of last resort, and of the shapes
  // of their names; the definition's own that are among them may be lost.
  std::vector<std::string> owned;
  // Handles that were long believed claimed, whosever they are: of the shapes of their names, too.
  std::vector<std::string> believed = {};
  // Of a sweep: targets of whom a second look is still wanted, which this one is.
  std::set<std::string> looked_at_again = {};
  // Claimed controls of the definition that are gone there, in canonical spelling.
  std::vector<std::string> gone = {};
  // Those of them of whom the ledger believes something, as of any target: they may be lost.
  std::set<std::string> believed_controls = {};
  // The targets are looked at for the second time.
  bool is_second_look = false;
  // The platform was caught in a lie of late: what it says in a burst may be the lie, so that a
  // second look asks slowly.
  bool is_doubted = false;
  // A sweep of the service: it leaves a fifth of rate and budget to second looks, and ends with the
  // bracket that is open after this time, or where a long wait would follow.
  std::optional<model::Milliseconds> slice = {};
  // What the slice before of the same sweep left behind.
  SweepState state = {};
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
  // What the next slice of the sweep begins with. Where it is distrusted, nothing that is not yet
  // recorded counts.
  SweepState state;
  Sightings sightings{};  // of the definition's claimed controls
  int lies = 0;  // that the platform was caught in: brackets with a control answered wrongly
  bool gave_up = false;  // the rest of the sweep is not worth asking
  // Of a slice: what it left to the next, and that nothing of it can be asked before.
  std::vector<model::Target> left;
  std::optional<model::Moment> not_before;
  // Ended by us before all controls had answered: it says nothing of the platform, nor of whether
  // it can be reached.
  bool interrupted = false;
  LongWaits long_waits{};   // that the platform asked for, and that are not kept as they were
  std::string our_fault{};  // what of our own proxy or net was in the way, in words
};

}  // namespace probing
