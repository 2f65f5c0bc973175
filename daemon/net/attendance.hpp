// How many are under way, and waiting until nobody is. On the one loop thread.
#pragma once

#include <memory>

#include "net/permits.hpp"

namespace net {

class Attendance {
 public:
  explicit Attendance(boost::asio::io_context& io) : io_(io) {}
  Attendance(const Attendance&) = delete;
  Attendance& operator=(const Attendance&) = delete;

  // Returns when nobody is present. The caller's share keeps it alive as long.
  static boost::asio::awaitable<void> until_empty(std::shared_ptr<Attendance> attendance);

 private:
  friend class Presence;

  boost::asio::io_context& io_;
  int present_ = 0;
  Sleeper::Queue waiting_;
};

class Presence {
 public:
  explicit Presence(Attendance& attendance) : attendance_(attendance) { ++attendance_.present_; }
  ~Presence() {
    if (--attendance_.present_ > 0) return;
    while (!attendance_.waiting_.empty()) attendance_.waiting_.front()->call();
  }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;

 private:
  Attendance& attendance_;
};

}  // namespace net
