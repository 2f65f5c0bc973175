// Asking one HTTP question. Only this face is faked in tests. Everything runs on the one loop
// thread; a reply is always a value, whatever went wrong.
#pragma once

#include "async/task.hpp"
#include "net/message.hpp"

namespace net {

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  virtual async::Task<Reply> fetch(Request request) = 0;
};

}  // namespace net
