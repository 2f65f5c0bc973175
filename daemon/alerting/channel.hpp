// A channel takes messages to people or programs. It alone knows its service's words for 'later'
// and 'never'; what follows from them is the courier's business.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>

#include "alerting/message.hpp"

namespace alerting {

class Channel {
 public:
  virtual ~Channel() = default;
  virtual boost::asio::awaitable<Delivery> deliver(Message message) = 0;
  // The message as it would be sent, for `channels preview`; without secrets.
  virtual std::string preview(const Message& message) const = 0;
};

}  // namespace alerting
