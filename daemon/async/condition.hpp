// Wakes whoever waits for something to change; who is woken looks whether it did. On the one loop
// thread.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include "async/task.hpp"

namespace async {

class Condition {
 public:
  explicit Condition(const Executor& executor);
  Task<void> wait();  // until the next notify_all()
  void notify_all();  // those who wait now

 private:
  boost::asio::steady_timer timer_;  // never expires; cancelled to notify
};

}  // namespace async
