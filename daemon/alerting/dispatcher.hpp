// The dispatcher: takes what the outbox owes to the channels, one message after the other for each
// channel, and writes down what became of it before it takes the next.
//
//   look what is owed -> wait until it is due -> write down that it is tried -> deliver
//   -> write down how it ended
//
// A kill between the last two sends one message again, under its old id: it may have arrived, so it
// is never folded into another. A channel that refuses for good is suspended: what it is owed
// waits, another channel is told, and it is tried again after a restart, a reload or a successful
// test. What waits for a channel is tried again every day.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "alerting/channel.hpp"
#include "alerting/retry.hpp"
#include "async/task.hpp"
#include "ledger/ledger.hpp"
#include "system/clock.hpp"

namespace alerting {

class Dispatcher {
 public:
  // `wanted` says which channels hear of an event.
  Dispatcher(ledger::Ledger& ledger, sys::Clock& clock, std::vector<OpenChannel> channels,
             std::function<std::vector<std::string>(const model::Event&)> wanted);
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // Called with what it has to tell itself: a channel that is down.
  std::function<void(const ledger::Frozen&)> on_told;

  // Who is told of an event, for the ledger to freeze it.
  ledger::Routing routing() const;

  // Serves one channel until stop(): to be spawned for each of names().
  async::Task<void> serve(std::string name);
  // Tries once what is due now, channel by channel.
  async::Task<void> deliver_due();

  std::vector<std::string> names() const;
  // Null: there is none of that name.
  const OpenChannel* find(const std::string& name) const;
  // A channel was found to work: it is owed what waited for it.
  void resume(const std::string& name);
  // Something may be owed now.
  void wake() { clock_.wake(this); }
  void stop();

 private:
  struct Served {
    OpenChannel open;
    Standing standing;
    bool suspended = false;
    bool may_be_down = true;         // an incident may say so, of a run before this one too
    model::Instant tried_waiting{};  // when what waits was last tried
  };

  async::Task<void> deliver(Served& served, ledger::OutboxMessage owed);
  bool is_begun(const ledger::OutboxMessage& owed);
  bool is_written_down(Served& served, const ledger::OutboxMessage& owed, const Delivery& delivery);
  void write_down(Served& served, const ledger::OutboxMessage& owed, const Delivery& delivery);
  void suspend(Served& served, const std::string& detail);
  void tell_that_it_is_down(const std::string& channel, const std::string& detail);
  model::Event down(const std::string& channel, const std::string& detail) const;
  ledger::Routing to_others(const std::string& channel) const;
  void pass_on(const std::string& channel, const ledger::Frozen& told);
  void try_what_waits(Served& served);
  std::optional<ledger::OutboxMessage> due(Served& served, model::Milliseconds& wait);
  std::optional<ledger::OutboxMessage> owed_now(const Served& served, model::Milliseconds& wait);

  ledger::Ledger& ledger_;
  sys::Clock& clock_;
  std::map<std::string, Served> served_;
  std::function<std::vector<std::string>(const model::Event&)> wanted_;
  bool stopped_ = false;
};

}  // namespace alerting
