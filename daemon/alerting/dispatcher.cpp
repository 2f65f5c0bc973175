#include "alerting/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace alerting {

using model::Instant;
using model::Milliseconds;

namespace {

// Of what was answered and cannot be written down: half a minute apart, or, when it is stopped, in
// the time that is left.
constexpr int tries_of_a_run_that_has_to_end = 3;
constexpr Milliseconds between_tries_at_the_end{500};

Message message_of(const ledger::OutboxMessage& owed) {
  Message message;
  message.id = owed.id;
  message.channel = owed.to.channel;
  message.recipient = owed.to.recipient;
  message.created = owed.created;
  message.events = owed.events;
  message.thread = owed.thread;
  message.stands_for = owed.stands_for;
  return message;
}

}  // namespace

Dispatcher::Dispatcher(ledger::AsyncLedger& ledger, sys::Clock& clock,
                       std::vector<OpenChannel> channels, Recipients::Wanted wanted)
    : ledger_(ledger), clock_(clock) {
  std::map<std::string, std::vector<std::string>> recipients;
  std::map<std::string, RetryPolicy> services;
  for (OpenChannel& open : channels) {
    recipients[open.name] = open.recipients;
    services[open.name] = open.service;
    const std::string name = open.name;
    channels_.emplace(name, std::move(open));
  }
  recipients_ = std::make_shared<const Recipients>(std::move(recipients), std::move(wanted));
  log_ = std::make_unique<DeliveryLog>(std::move(services), recipients_);
}

ledger::Routing Dispatcher::routing() const {
  return [recipients = recipients_](const model::Event& event) { return recipients->of(event); };
}

std::vector<std::string> Dispatcher::names() const {
  std::vector<std::string> names;
  for (const auto& [name, open] : channels_) names.push_back(name);
  return names;
}

const OpenChannel* Dispatcher::find(const std::string& name) const {
  const auto found = channels_.find(name);
  return found == channels_.end() ? nullptr : &found->second;
}

async::Task<ledger::Answer<void>> Dispatcher::resume(std::string name) {
  const Instant now = clock_.now();
  const auto body = [&](ledger::Ledger& ledger) { log_->resume(ledger, name, now); };
  const ledger::Answer<void> resumed = co_await ledger_.ask(body);
  wake();
  co_return resumed;
}

async::Task<void> Dispatcher::serve(std::string name) {
  Channel& channel = *channels_.at(name).channel;
  bool started = false;
  while (!stopped_) {
    if (!started) {
      started = co_await is_started(name);
    }
    if (!started) {
      co_await pause(sys::longest_trust);
      continue;
    }
    ledger::Answer<DeliveryLog::Due> due = co_await look(name);
    if (stopped_) co_return;
    if (!due || !due->owed) {
      const auto next = due ? due->next : std::nullopt;
      const Milliseconds wait = next ? *next - clock_.now() : sys::longest_trust;
      co_await pause(wait);
      continue;
    }
    ledger::OutboxMessage mine = std::move(*due->owed);
    const ledger::Answer<void> begun = co_await deliver(channel, std::move(mine));
    if (!begun) {
      co_await pause(sys::longest_trust);
    }
  }
}

async::Task<bool> Dispatcher::is_started(std::string name) {
  const auto body = [&](ledger::Ledger& ledger) { log_->start(ledger, name); };
  const ledger::Answer<void> started = co_await ledger_.ask(body);
  co_return started.has_value();
}

async::Task<ledger::Answer<DeliveryLog::Due>> Dispatcher::look(std::string name) {
  const Instant now = clock_.now();
  const auto body = [&](ledger::Ledger& ledger) { return log_->due(ledger, name, now); };
  co_return co_await ledger_.ask(body);
}

async::Task<void> Dispatcher::deliver_due() {
  once_ = true;
  for (const auto& entry : channels_) {
    const std::string& name = entry.first;
    const Instant now = clock_.now();
    const auto body = [&](ledger::Ledger& ledger) {
      log_->start(ledger, name);
      log_->try_what_waits(ledger, name, now);
    };
    const ledger::Answer<void> started = co_await ledger_.ask(body);
    if (!started) throw started.error();
    // What is not taken is put off, so that this ends.
    while (!stopped_) {
      ledger::Answer<DeliveryLog::Due> due = co_await look(name);
      if (!due) throw due.error();
      if (!due->owed) break;
      ledger::OutboxMessage mine = std::move(*due->owed);
      const ledger::Answer<void> begun = co_await deliver(*entry.second.channel, std::move(mine));
      if (!begun) throw begun.error();
    }
  }
}

void Dispatcher::stop(Milliseconds grace) {
  stopped_ = true;
  gives_up_at_ = clock_.steady() + grace;
  wake();
}

async::Task<ledger::Answer<void>> Dispatcher::deliver(Channel& channel,
                                                      ledger::OutboxMessage owed) {
  const auto body = [&](ledger::Ledger& ledger) { log_->begin(ledger, owed); };
  const ledger::Answer<void> begun = co_await ledger_.ask(body);
  if (stopped_ || !begun) co_return begun;
  Message message = message_of(owed);
  const Delivery delivery = co_await channel.deliver(std::move(message));
  // A stop cuts it off; as far as anybody knows it was not tried.
  const bool cut_off = stopped_ && delivery.outcome == Delivery::Outcome::retry;
  if (!cut_off) {
    co_await write_down(owed, delivery);
  }
  co_return begun;
}

async::Task<void> Dispatcher::write_down(const ledger::OutboxMessage& owed,
                                         const Delivery& delivery) {
  for (int tries = 1;; ++tries) {
    const Instant now = clock_.now();
    const auto body = [&](ledger::Ledger& ledger) {
      return log_->write_down(ledger, owed, delivery, now);
    };
    const ledger::Answer<ledger::Frozen> told = co_await ledger_.ask(body);
    if (told && !told->events.empty()) {
      if (on_told) on_told(*told);
      wake();
    }
    if (told) co_return;
    if (stopped_ && clock_.steady() >= gives_up_at_) co_return;
    if (once_ && !stopped_ && tries == tries_of_a_run_that_has_to_end) throw told.error();
    const Milliseconds wait = stopped_ ? between_tries_at_the_end : sys::longest_trust;
    co_await pause(wait);
  }
}

async::Task<void> Dispatcher::pause(Milliseconds wait) {
  const model::Moment until = clock_.steady() + std::min(wait, sys::longest_trust);
  co_await clock_.sleep_until_or_woken(until, this);
}

}  // namespace alerting
