// Asking one HTTP question. Only this face is faked in tests. Everything runs on the one loop
// thread; a reply is always a value, whatever went wrong.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "net/message.hpp"

namespace net {

class Fetcher {
 public:
  virtual ~Fetcher() = default;
  virtual boost::asio::awaitable<Reply> fetch(Request request) = 0;
};

}  // namespace net
