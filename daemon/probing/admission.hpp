// When the next request of a probe may start: the pace of its road, a permit of those that all
// probes share, and the deadline.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "async/semaphore.hpp"
#include "async/task.hpp"
#include "net/message.hpp"
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
            RateLimits& rate_limits, Share share, std::function<bool()> over,
            std::function<void(model::Milliseconds)> long_wait);

  // Waits for its turn and takes a permit, which the caller gives back. Gives when the request
  // started, or nothing when it may not start.
  // `closes`: what was asked before rests on it, also past the deadline.
  async::Task<std::optional<model::Moment>> take(std::size_t ask, bool closes);

  // Waits until so many requests fit without a long wait between them; false: they may not start.
  async::Task<bool> wait_for_room(std::size_t ask, std::size_t requests);
  model::Moment fits_at(std::size_t ask, std::size_t requests);
  // How many fit beside those that wait for their turn already, at most so many, and where nothing
  // has been asked yet.
  std::size_t room(std::size_t ask, std::size_t most);
  std::size_t whole_room(std::size_t ask, std::size_t most);

  Pacer& pacer(std::size_t ask);
  FarWaits& far_waits(std::size_t ask);
  // A request has ended: what its answer says about waiting, of the handles that it was about, is
  // heeded, and outlives us. `limited`: it was read as a limit, in whatever form.
  struct Heard {
    bool refused = false;  // a limit or an overload
    bool rests = false;    // the one handle that it was about is to be left alone
    int refusals = 0;      // in a row, on this road
  };
  Heard heed(std::size_t ask, std::span<const std::string> about, const net::Reply& reply,
             bool limited, model::Moment started_at);

  // From now on so much time at least is between two requests.
  void go_apart(model::Milliseconds gap) { gap_ = gap; }

  // For those who wait when all is over: they look again.
  void wake();

 private:
  async::Task<std::optional<model::Moment>> wait_in_line(std::size_t ask, bool closes);
  model::Moment ready_at(const Pacer& pace, model::Moment now, Share share) const;
  void tell(model::Moment now, model::Moment ready);
  std::optional<model::Moment> deadline_of(const Pacer& pace, bool closes) const;

  const platforms::Definition& definition_;
  std::string server_;
  ProbeSettings settings_;
  sys::Clock& clock_;
  async::Semaphore& permits_;
  RateLimits& rate_limits_;
  Share share_;
  std::function<bool()> over_;
  std::function<void(model::Milliseconds)> long_wait_;
  std::map<const Pacer*, std::size_t> in_line_;  // in take(), and have not started
  int asleep_ = 0;
  model::Milliseconds gap_{0};
  std::optional<model::Moment> last_start_;
  model::Moment told_until_ = model::Moment::min();
};

}  // namespace probing
