// What is asked about channels: which there are and how they are, what a message through one looks
// like, and whether one arrives. The service answers them, and a command by itself without one.
//
//   GET /v1/channels    GET /v1/channels/NAME/preview    POST /v1/channels/NAME/test
//
// A message of `test` is an event of its own type, told in the channel's words; it is neither in
// the ledger nor tried twice.
#pragma once

#include <functional>
#include <string>

#include "alerting/channel.hpp"
#include "async/task.hpp"
#include "channels/section.hpp"
#include "ledger/async_ledger.hpp"
#include "serving/message.hpp"
#include "system/clock.hpp"

namespace serving {

class ChannelApi {
 public:
  struct Office {
    const std::vector<channels::ChannelSettings>& channels;
    ledger::AsyncLedger& ledger;
    const sys::Clock& clock;
    // The open channel of that name, which outlives the answer; null: none.
    std::function<const alerting::OpenChannel*(const std::string&)> find;
    // A test of it went well: what waited for it is owed again.
    std::function<async::Task<ledger::Answer<void>>(const std::string&)> works;
  };
  explicit ChannelApi(Office office) : office_(std::move(office)) {}

  static bool answers(const serving::Request& request);
  async::Task<serving::Response> answer(serving::Request request);

 private:
  async::Task<serving::Response> list();
  serving::Response preview(const std::string& name) const;
  async::Task<serving::Response> test(std::string name);
  const channels::ChannelSettings* settings_of(const std::string& name) const;

  Office office_;
};

}  // namespace serving
