// Waiting in line, on the one loop thread: a coroutine that sleeps until another wakes it, and a
// fixed number of permits handed out first come, first served. No clock: whoever waits here waits
// for us, not for a server, and that is never counted against its time-out.
#pragma once

#include <list>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace net {

// One sleeping coroutine, in a queue of such; leaves the queue when it is woken or destroyed.
class Sleeper {
 public:
  using Queue = std::list<Sleeper*>;

  Sleeper(boost::asio::io_context& io, Queue& queue);
  ~Sleeper();
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;

  // True when called; false when sent away, or when the caller was cancelled.
  boost::asio::awaitable<bool> sleep();
  void call();
  void send_away();

 private:
  void wake();

  boost::asio::steady_timer timer_;
  Queue* queue_;  // null when it has left
  Queue::iterator place_;
  bool called_ = false;
};

class Permits {
 public:
  Permits(boost::asio::io_context& io, int count) : io_(io), free_(count) {}

  // True: one permit is the caller's until leave(). False: cancelled, or stop() was called.
  boost::asio::awaitable<bool> enter();
  void leave();
  void stop();

 private:
  boost::asio::io_context& io_;
  int free_;
  bool stopped_ = false;
  Sleeper::Queue waiting_;
};

// A permit that goes back by itself. Holds none when `permits` is null.
class Permit {
 public:
  explicit Permit(Permits* permits) : permits_(permits) {}
  ~Permit() {
    if (permits_ != nullptr) permits_->leave();
  }
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

 private:
  Permits* permits_;
};

}  // namespace net
