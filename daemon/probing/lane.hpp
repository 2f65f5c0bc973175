// A lane: one platform on one server, asked at its own pace. Lanes run side by side; what they
// share is the fetcher and the permits for requests under way.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "async/condition.hpp"
#include "async/semaphore.hpp"
#include "net/fetcher.hpp"
#include "probing/lane_plan.hpp"
#include "probing/memory.hpp"
#include "probing/roads.hpp"
#include "probing/turns.hpp"
#include "probing/workload.hpp"
#include "service/clock.hpp"

namespace probing {

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
  async::Semaphore& permits;
  Memory& memory;
  const Credentials& credentials;
  std::mt19937_64& random;
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
  std::unique_ptr<async::Condition> changed_;
  std::size_t requests_ = 0;
  std::optional<model::Reason> refused_;  // a transport failure before anything could be asked
  bool stopped_ = false;
};

}  // namespace probing
