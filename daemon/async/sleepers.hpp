// Coroutines that sleep until a moment of the monotonic clock, or until all are woken. On the one
// loop thread.
#pragma once

#include <chrono>
#include <map>

#include <boost/asio/steady_timer.hpp>

#include "async/task.hpp"

namespace async {

class Sleepers {
 public:
  // `key`: by which the sleeper can be woken alone; null: with all others only.
  Task<void> sleep_until(std::chrono::steady_clock::time_point moment, const void* key);
  void wake_all();
  void wake(const void* key);

 private:
  std::multimap<const void*, boost::asio::steady_timer*> asleep_;
};

}  // namespace async
