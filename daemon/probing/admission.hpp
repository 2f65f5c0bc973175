// When the next request of a probe may start: the pace of its road, a permit of those that all
// probes share, and the deadline.
#pragma once

#include <functional>
#include <optional>

#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "platforms/definition.hpp"
#include "probing/rate_limits.hpp"
#include "system/clock.hpp"

namespace probing {

class Admission {
 public:
  // What is referred to must outlive this. `over`: nothing more is to be started. `long_wait`: told
  // once of a wait that a person would wonder about.
  Admission(const platforms::Definition& definition, std::string server,
            const ProbeSettings& settings, sys::Clock& clock, async::Semaphore& permits,
            RateLimits& rate_limits, std::function<bool()> over,
            std::function<void(model::Milliseconds)> long_wait);

  // Waits for its turn and takes a permit, which the caller gives back. Gives when the request
  // started, or nothing when it may not start.
  async::Task<std::optional<model::Moment>> take(std::size_t ask);

  Pacer& pacer(std::size_t ask);
  // What an answer changed about the pace outlives us.
  void keep(std::size_t ask);

  // For those who wait when all is over: they look again.
  void wake();

 private:
  void tell(model::Moment now, model::Moment ready);

  const platforms::Definition& definition_;
  std::string server_;
  ProbeSettings settings_;
  sys::Clock& clock_;
  async::Semaphore& permits_;
  RateLimits& rate_limits_;
  std::function<bool()> over_;
  std::function<void(model::Milliseconds)> long_wait_;
  int asleep_ = 0;
  model::Moment told_until_ = model::Moment::min();
};

}  // namespace probing
