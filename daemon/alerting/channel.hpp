// A channel takes messages to people or programs. It alone knows its service's words for 'later'
// and 'never'; what follows from them is the dispatcher's business.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "alerting/message.hpp"
#include "async/task.hpp"

namespace alerting {

class Channel {
 public:
  virtual ~Channel() = default;
  virtual async::Task<Delivery> deliver(Message message) = 0;
  // The message as it would be sent, for `channels preview`; without secrets.
  virtual std::string preview(const Message& message) const = 0;
};

// A channel as it is configured now.
struct OpenChannel {
  std::string name;
  RetryPolicy service = RetryPolicy::http;
  std::vector<std::string> recipients;  // of a channel with many addresses; empty: it has one
  std::unique_ptr<Channel> channel;
};

}  // namespace alerting
