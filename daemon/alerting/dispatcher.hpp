// The dispatcher: takes what the outbox owes to the channels, one message after the other for each
// channel, and writes down what became of it before it takes the next.
//
//   look what is owed -> wait until it is due -> write down that it is tried -> deliver
//   -> write down how it ended
//
// A kill between the last two sends one message again, under its old id: it may have arrived, so it
// is never folded into another. A channel that refuses for good is suspended: what it is owed
// waits, another channel is told, and it is tried again after a restart, a reload or a successful
// test. What waits for a channel is tried again every day. A ledger that cannot be asked for a
// moment (full, locked) is asked again; until then nothing is sent.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "alerting/channel.hpp"
#include "alerting/delivery_log.hpp"
#include "async/task.hpp"
#include "ledger/async_ledger.hpp"
#include "system/clock.hpp"

namespace alerting {

class Dispatcher {
 public:
  // `wanted` says which channels hear of an event; a value that may be asked on any thread.
  Dispatcher(ledger::AsyncLedger& ledger, sys::Clock& clock, std::vector<OpenChannel> channels,
             Recipients::Wanted wanted);
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  // Called with what it has to tell itself: a channel that is down.
  std::function<void(const ledger::Frozen&)> on_told;

  // Who is told of an event, for the ledger to freeze it; outlives the dispatcher.
  ledger::Routing routing() const;

  // Serves one channel until stop(): to be spawned for each of names().
  async::Task<void> serve(std::string name);
  // Tries once what is due now, channel by channel. Throws what the ledger cannot do; whether a
  // message arrived it insists on writing down, for a minute.
  async::Task<void> deliver_due();

  std::vector<std::string> names() const;
  // Null: there is none of that name.
  const OpenChannel* find(const std::string& name) const;
  // A channel was found to work: it is owed what waited for it.
  async::Task<ledger::Answer<void>> resume(std::string name);
  // Something may be owed now.
  void wake() { clock_.wake(this); }
  // Begins nothing more. What was answered is tried to be written down for so long, or it would be
  // sent again.
  void stop(model::Milliseconds grace = {});

 private:
  async::Task<bool> is_started(std::string name);
  async::Task<ledger::Answer<DeliveryLog::Due>> look(std::string name);
  // An error: the ledger cannot be written now, and so nothing was sent.
  async::Task<ledger::Answer<void>> deliver(Channel& channel, ledger::OutboxMessage owed);
  async::Task<void> write_down(const ledger::OutboxMessage& owed, const Delivery& delivery);
  async::Task<void> pause(model::Milliseconds wait);

  ledger::AsyncLedger& ledger_;
  sys::Clock& clock_;
  std::map<std::string, OpenChannel> channels_;
  std::shared_ptr<const Recipients> recipients_;
  std::unique_ptr<DeliveryLog> log_;  // the ledger's side, used by what is asked of it alone
  bool once_ = false;                 // a run that has to end
  bool stopped_ = false;
  model::Moment gives_up_at_{};  // when it is stopped
};

}  // namespace alerting
