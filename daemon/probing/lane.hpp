// A lane: one platform on one server, asked at its own pace. Lanes run side by side; what they
// share is the fetcher and a gate on requests under way.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "net/fetcher.hpp"
#include "platforms/definition.hpp"
#include "probing/gate.hpp"
#include "probing/memory.hpp"
#include "probing/roads.hpp"
#include "probing/turns.hpp"
#include "probing/workload.hpp"
#include "service/clock.hpp"

namespace probing {

// What is to be asked where.
struct LanePlan {
  const platforms::Definition* definition = nullptr;
  std::string server;                  // base URL as given; empty for one service
  std::vector<model::Target> targets;  // canonical, admitted by the grammar, unique
  std::vector<std::string>
      owned;  // canonical handles of ours there: claimed controls of last resort
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

// Called on the loop thread; any may be empty.
struct Listener {
  std::function<void(const Exchange&)> asked;
  std::function<void(model::Observation)> observed;
  // The lane has to wait this long for its rate.
  std::function<void(const LanePlan&, model::Milliseconds)> waits;
};

struct Tools {
  net::Fetcher& fetcher;
  service::Clock& clock;
  Gate& gate;
  Memory& memory;
  const Credentials& credentials;
  std::mt19937_64& random;
};

struct LaneReport {
  std::string platform;
  std::string server;
  std::size_t requests = 0;
  std::optional<Proof> proof;
  std::vector<std::string> control_notes;
  std::set<std::string> lacking;  // credentials that a road asks for and nobody gave
  std::set<std::string> refused;  // credentials that the platform did not take
  std::optional<model::Reason> transport_failure;  // of the controls: the platform was not reached
};

class Lane {
 public:
  Lane(LanePlan plan, Settings settings, Tools tools, Listener listener);
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  boost::asio::awaitable<void> run();

  // Nothing more is asked; what is undecided is `interrupted`. The caller also wakes the clock's
  // sleepers and ends the transfers under way.
  void stop();

  LaneReport report() const;

 private:
  boost::asio::awaitable<bool> prepare();
  boost::asio::awaitable<bool> discover(std::size_t entry);
  boost::asio::awaitable<void> get_token(std::size_t ask);
  boost::asio::awaitable<void> work();
  boost::asio::awaitable<void> ask(Job job);
  boost::asio::awaitable<net::Reply> fetch_in_turn(std::size_t ask, net::Request request,
                                                   net::Request shown);
  boost::asio::awaitable<net::Reply> fetch(net::Request request);

  bool over() const;
  model::Reason why_not_in_time() const;
  void refuse_all(model::Reason reason);
  void leave(const Job& job, model::Reason why);
  void settle(Job job, const net::Reply& reply, std::vector<platforms::Reading> readings,
              model::Moment started_at);
  void publish();
  void tell(std::size_t ask, const std::vector<std::string>& handles, const net::Reply& reply,
            const std::vector<platforms::Reading>& readings) const;
  std::optional<Spending> pay(const platforms::Ask* ask, std::size_t handles);
  void forgo(const Job& job, const platforms::Ask& ask);
  void charge(const std::optional<Spending>& begun, const platforms::Ask& ask,
              const net::Reply& reply, const std::vector<platforms::Reading>& readings);
  int concurrency() const;

  LanePlan plan_;
  Settings settings_;
  Tools tools_;
  Listener listener_;
  Turns turns_;
  Roads roads_;
  Purse* purse_;        // null: no budget
  std::string server_;  // after discovery
  bool getting_token_ = false;
  std::unique_ptr<Workload> workload_;
  std::unique_ptr<Bell> bell_;
  std::size_t requests_ = 0;
  std::optional<model::Reason> refused_;  // a transport failure before anything could be asked
  bool stopped_ = false;
};

}  // namespace probing
