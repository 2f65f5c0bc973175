// Coroutines that sleep until a moment of the monotonic clock, or until all are woken. On the one
// loop thread.
#pragma once

#include <chrono>
#include <set>

#include <boost/asio/steady_timer.hpp>

#include "async/task.hpp"

namespace async {

class Sleepers {
 public:
  Task<void> sleep_until(std::chrono::steady_clock::time_point moment);
  void wake_all();

 private:
  std::set<boost::asio::steady_timer*> asleep_;
};

}  // namespace async
