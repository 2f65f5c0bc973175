// When the next request of a lane may start: the pace of its road, a permit of those that all
// lanes share, and the deadline.
#pragma once

#include <functional>
#include <optional>

#include <boost/asio/awaitable.hpp>

#include "async/semaphore.hpp"
#include "platforms/definition.hpp"
#include "probing/paces.hpp"
#include "service/clock.hpp"

namespace probing {

class Turns {
 public:
  // What is referred to must outlive this. `over`: nothing more is to be started. `long_wait`: told
  // once of a wait that a person would wonder about.
  Turns(const platforms::Definition& definition, std::string server, const Settings& settings,
        service::Clock& clock, async::Semaphore& permits, Paces& paces, std::function<bool()> over,
        std::function<void(model::Milliseconds)> long_wait);

  // Waits for its turn and takes a permit, which the caller gives back. Gives when the request
  // started, or nothing when it may not start.
  boost::asio::awaitable<std::optional<model::Moment>> take(std::size_t ask);

  Pacer& pacer(std::size_t ask);
  // What an answer changed about the pace outlives us.
  void keep(std::size_t ask);

  // For those who wait when all is over: they look again.
  void wake();

 private:
  void tell(model::Moment now, model::Moment ready);

  const platforms::Definition& definition_;
  std::string server_;
  Settings settings_;
  service::Clock& clock_;
  async::Semaphore& permits_;
  Paces& paces_;
  std::function<bool()> over_;
  std::function<void(model::Milliseconds)> long_wait_;
  int asleep_ = 0;
  model::Moment told_until_ = model::Moment::min();
};

}  // namespace probing
