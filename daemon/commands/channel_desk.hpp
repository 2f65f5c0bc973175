// The questions about channels: which there are and how they are, what a message through one looks
// like, and whether one arrives. The service answers them, and a command by itself without one.
//
//   GET /v1/channels    GET /v1/channels/NAME/preview    POST /v1/channels/NAME/test
//
// A message of `test` is an event of its own type, told in the channel's words; it is neither in
// the ledger nor tried twice.
#pragma once

#include <functional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "alerting/channel.hpp"
#include "alerting/channel_section.hpp"
#include "ledger/ledger.hpp"
#include "service/clock.hpp"
#include "serving/message.hpp"

namespace commands {

class ChannelDesk {
 public:
  struct Office {
    const std::vector<alerting::ChannelSettings>& channels;
    ledger::Ledger& ledger;
    const service::Clock& clock;
    // The open channel of that name, which outlives the answer; null: none.
    std::function<const alerting::OpenChannel*(const std::string&)> find;
    // A test of it went well.
    std::function<void(const std::string&)> works;
  };
  explicit ChannelDesk(Office office) : office_(std::move(office)) {}

  static bool answers(const serving::Question& question);
  boost::asio::awaitable<serving::Reply> answer(serving::Question question);

 private:
  serving::Reply list() const;
  serving::Reply preview(const std::string& name) const;
  boost::asio::awaitable<serving::Reply> test(std::string name);
  const alerting::ChannelSettings* settings_of(const std::string& name) const;

  Office office_;
};

}  // namespace commands
