#include "alerting/dispatcher.hpp"

#include <algorithm>
#include <utility>

namespace alerting {

namespace asio = boost::asio;
using model::Instant;
using model::Milliseconds;

namespace {

constexpr Milliseconds between_tries_of_what_waits = std::chrono::hours(24);

// A moment further away than any wait was written by a calendar that has been set back since.
bool is_due(const ledger::Outbox::Upcoming& next, Instant now) {
  return !next.at || *next.at <= now || *next.at > now + longest_wait;
}

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

Dispatcher::Dispatcher(ledger::Ledger& ledger, sys::Clock& clock, std::vector<OpenChannel> channels,
                       std::function<std::vector<std::string>(const model::Event&)> wanted)
    : ledger_(ledger), clock_(clock), wanted_(std::move(wanted)) {
  for (OpenChannel& open : channels) {
    Served served;
    const std::string name = open.name;
    served.open = std::move(open);
    // As it is configured now it may work: a restart or a reload tries again.
    ledger_.outbox.resume(name);
    served_.emplace(name, std::move(served));
  }
}

ledger::Routing Dispatcher::routing() const {
  return [this](const model::Event& event) {
    std::vector<ledger::Address> addresses;
    for (const std::string& name : wanted_(event)) {
      const auto found = served_.find(name);
      if (found == served_.end()) continue;
      const auto& recipients = found->second.open.recipients;
      if (recipients.empty()) addresses.push_back({name, ""});
      for (const std::string& recipient : recipients) addresses.push_back({name, recipient});
    }
    return addresses;
  };
}

std::vector<std::string> Dispatcher::names() const {
  std::vector<std::string> names;
  for (const auto& [name, served] : served_) names.push_back(name);
  return names;
}

const OpenChannel* Dispatcher::find(const std::string& name) const {
  const auto found = served_.find(name);
  return found == served_.end() ? nullptr : &found->second.open;
}

void Dispatcher::resume(const std::string& name) {
  Served& served = served_.at(name);
  ledger_.outbox.resume(name);
  served.standing = {};
  served.suspended = false;
  try_what_waits(served);
  wake();
}

async::Task<void> Dispatcher::serve(std::string name) {
  Served& served = served_.at(name);
  while (!stopped_) {
    Milliseconds wait{0};
    std::optional<ledger::OutboxMessage> owed = due(served, wait);
    if (!owed) {
      const model::Moment until = clock_.steady() + wait;
      co_await clock_.sleep_until_or_woken(until, this);
      continue;
    }
    ledger::OutboxMessage mine = std::move(*owed);
    co_await deliver(served, std::move(mine));
  }
}

// What is to be sent now, or how long to wait before looking again.
std::optional<ledger::OutboxMessage> Dispatcher::due(Served& served, Milliseconds& wait) {
  wait = sys::longest_trust;
  try {
    const Instant now = clock_.now();
    const bool set_back = now < served.tried_waiting;
    const bool long_ago = now >= served.tried_waiting + between_tries_of_what_waits;
    if ((long_ago || set_back) && !served.suspended) try_what_waits(served);
    return owed_now(served, wait);
  } catch (const ledger::Failure& failure) {
    // A ledger that is full or locked is asked again.
    if (!failure.may_pass()) throw;
  }
  return std::nullopt;
}

// Nothing for a channel that is suspended: what it is owed waits.
std::optional<ledger::OutboxMessage> Dispatcher::owed_now(const Served& served,
                                                          Milliseconds& wait) {
  if (served.suspended) return std::nullopt;
  const Instant now = clock_.now();
  const auto next = ledger_.outbox.upcoming(served.open.name);
  if (next && is_due(*next, now)) return ledger_.outbox.find(next->number);
  if (next) wait = std::min<Milliseconds>(wait, *next->at - now);
  return std::nullopt;
}

async::Task<void> Dispatcher::deliver_due() {
  for (auto& [name, served] : served_) {
    try_what_waits(served);
    // What is not taken is put off, so that this ends.
    while (!stopped_) {
      Milliseconds wait{0};
      std::optional<ledger::OutboxMessage> owed = owed_now(served, wait);
      if (!owed) break;
      ledger::OutboxMessage mine = std::move(*owed);
      co_await deliver(served, std::move(mine));
    }
  }
}

void Dispatcher::stop() {
  stopped_ = true;
  wake();
}

async::Task<void> Dispatcher::deliver(Served& served, ledger::OutboxMessage owed) {
  if (!is_begun(owed)) {
    const model::Moment until = clock_.steady() + sys::longest_trust;
    co_await clock_.sleep_until_or_woken(until, this);
    co_return;
  }
  Message message = message_of(owed);
  const Delivery delivery = co_await served.open.channel->deliver(std::move(message));
  // A stop cuts it off; as far as anybody knows it was not tried.
  const bool cut_off = stopped_ && delivery.outcome == Delivery::Outcome::retry;
  bool written = cut_off || is_written_down(served, owed, delivery);
  while (!written && !stopped_) {
    const model::Moment until = clock_.steady() + sys::longest_trust;
    co_await clock_.sleep_until_or_woken(until, this);
    written = is_written_down(served, owed, delivery);
  }
}

// A ledger that is full or locked may take it later; until then nothing is sent here.
bool Dispatcher::is_begun(const ledger::OutboxMessage& owed) {
  try {
    ledger_.outbox.begin(owed);
    return true;
  } catch (const ledger::Failure& failure) {
    if (!failure.may_pass()) throw;
    return false;
  }
}

// The same, of what came of it.
bool Dispatcher::is_written_down(Served& served, const ledger::OutboxMessage& owed,
                                 const Delivery& delivery) {
  try {
    write_down(served, owed, delivery);
    return true;
  } catch (const ledger::Failure& failure) {
    if (!failure.may_pass()) throw;
    return false;
  }
}

// Whatever the ledger does not take is repeated from the beginning: each step says the same when it
// is written again, and what is kept here follows the ledger.
void Dispatcher::write_down(Served& served, const ledger::OutboxMessage& owed,
                            const Delivery& delivery) {
  const Instant now = clock_.now();
  const Attempts attempts{owed.attempts + 1, owed.first_at.value_or(now)};
  const auto seed = static_cast<std::uint64_t>(owed.number);
  const Next next = after(attempts, delivery, served.open.service, now, seed);
  switch (next.what) {
    case Next::What::done:
      ledger_.outbox.delivered(owed, now);
      if (served.may_be_down) {
        ledger_.incidents.end(model::EventType::channel_down, served.open.name, now);
        served.may_be_down = false;
      }
      if (ledger_.outbox.counts(served.open.name).waiting > 0) try_what_waits(served);
      break;
    case Next::What::again:
      ledger_.outbox.failed(owed, now, next.at, delivery.may_have_arrived, delivery.detail);
      break;
    case Next::What::wait:
      ledger_.outbox.failed(owed, now, std::nullopt, delivery.may_have_arrived, delivery.detail);
      tell_that_it_is_down(served.open.name, delivery.detail);
      break;
    case Next::What::dead:
      pass_on(served.open.name, ledger_.outbox.dead(owed, now, delivery.detail,
                                                    down(served.open.name, delivery.detail),
                                                    to_others(served.open.name)));
      break;
  }
  const Standing standing = after(served.standing, delivery, now);
  if (is_suspended(standing, now)) {
    suspend(served, delivery.detail);
  } else {
    served.standing = standing;
  }
}

void Dispatcher::suspend(Served& served, const std::string& detail) {
  ledger_.outbox.suspend(served.open.name, clock_.now(), detail);
  served.standing = {};
  served.suspended = true;
  tell_that_it_is_down(served.open.name, detail);
}

// Once, until it takes a message again: an outage of days is not told of each message.
void Dispatcher::tell_that_it_is_down(const std::string& channel, const std::string& detail) {
  if (ledger_.incidents.stands(model::EventType::channel_down, channel)) return;
  const model::Event event = down(channel, detail);
  pass_on(channel, ledger_.outbox.tell(event, event.at, to_others(channel)));
}

model::Event Dispatcher::down(const std::string& channel, const std::string& detail) const {
  model::Event event;
  event.type = model::EventType::channel_down;
  event.severity = model::Severity::medium;
  event.at = clock_.now();
  event.seen.checked_at = event.at;
  event.seen.target.handle = channel;
  event.detail = channel + ": " + detail;
  return event;
}

// Through the channels that would hear of it anyway, or else through any other.
ledger::Routing Dispatcher::to_others(const std::string& channel) const {
  return [this, channel](const model::Event& event) {
    std::vector<ledger::Address> others = routing()(event);
    std::erase_if(others, [&](const ledger::Address& one) { return one.channel == channel; });
    for (const auto& [name, served] : served_) {
      if (!others.empty() || name == channel) continue;
      const auto& recipients = served.open.recipients;
      others.push_back({name, recipients.empty() ? "" : recipients.front()});
    }
    return others;
  };
}

void Dispatcher::pass_on(const std::string& channel, const ledger::Frozen& told) {
  if (told.events.empty()) return;
  served_.at(channel).may_be_down = true;
  if (on_told) on_told(told);
  wake();
}

void Dispatcher::try_what_waits(Served& served) {
  const Instant now = clock_.now();
  if (ledger_.outbox.counts(served.open.name).waiting > 0) {
    ledger_.outbox.catch_up(served.open.name, now);
  }
  served.tried_waiting = now;
}

}  // namespace alerting
