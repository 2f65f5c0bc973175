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
  // In the order they came. May be destroyed before those who wait, which nobody wakes then.
  class Queue {
   public:
    Queue() = default;
    ~Queue();
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;

    bool empty() const { return waiting_.empty(); }
    Waiter* front() const { return waiting_.front(); }
    Waiter* back() const { return waiting_.back(); }

   private:
    friend class Waiter;
    std::list<Waiter*> waiting_;
  };

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
  std::list<Waiter*>::iterator place_;
  bool notified_ = false;
};

}  // namespace async
