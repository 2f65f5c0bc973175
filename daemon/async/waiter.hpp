// One suspended coroutine in a queue of such, on the one loop thread. No clock: whoever waits here
// waits for us, not for a server, and that is never counted against its time-out.
#pragma once

#include <list>

#include <boost/asio/steady_timer.hpp>

#include "async/task.hpp"

namespace async {

// Leaves the queue when it is woken or destroyed.
class Waiter {
 public:
  using Queue = std::list<Waiter*>;

  Waiter(const Executor& executor, Queue& queue);
  ~Waiter();
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  // True when notified; false when sent away, or when the caller was cancelled.
  Task<bool> wait();
  void notify();
  void send_away();

 private:
  void wake();

  boost::asio::steady_timer timer_;  // never expires; cancelled to wake
  Queue* queue_;                     // null when it has left
  Queue::iterator place_;
  bool notified_ = false;
};

}  // namespace async
