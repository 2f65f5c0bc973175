// A channel takes messages to people or programs. It alone knows its service's words for 'later'
// and 'never'; what follows from them is the courier's business.
#pragma once

#include <memory>
#include <string>
#include <vector>

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

// A channel as it is configured now.
struct OpenChannel {
  std::string name;
  Service service = Service::http;
  std::vector<std::string> recipients;  // of a channel with many addresses; empty: it has one
  std::unique_ptr<Channel> channel;
};

}  // namespace alerting
