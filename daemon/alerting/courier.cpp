#include "alerting/courier.hpp"

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

Message message_of(const ledger::Owed& owed) {
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

Courier::Courier(ledger::Ledger& ledger, service::Clock& clock, std::vector<OpenChannel> channels,
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

ledger::Routing Courier::routing() const {
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

std::vector<std::string> Courier::names() const {
  std::vector<std::string> names;
  for (const auto& [name, served] : served_) names.push_back(name);
  return names;
}

const OpenChannel* Courier::find(const std::string& name) const {
  const auto found = served_.find(name);
  return found == served_.end() ? nullptr : &found->second.open;
}

void Courier::resume(const std::string& name) {
  Served& served = served_.at(name);
  served.standing = {};
  served.suspended = false;
  ledger_.outbox.resume(name);
  try_what_waits(served);
  wake();
}

asio::awaitable<void> Courier::serve(std::string name) {
  Served& served = served_.at(name);
  while (!stopped_) {
    Milliseconds wait{0};
    std::optional<ledger::Owed> owed = due(served, wait);
    if (!owed) {
      const model::Moment until = clock_.steady() + wait;
      co_await clock_.sleep_until(until);
      continue;
    }
    ledger::Owed mine = std::move(*owed);
    co_await deliver(served, std::move(mine));
  }
}

// What is to be sent now, or how long to wait before looking again.
std::optional<ledger::Owed> Courier::due(Served& served, Milliseconds& wait) {
  wait = service::longest_trust;
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
std::optional<ledger::Owed> Courier::owed_now(const Served& served, Milliseconds& wait) {
  if (served.suspended) return std::nullopt;
  const Instant now = clock_.now();
  const auto next = ledger_.outbox.upcoming(served.open.name);
  if (next && is_due(*next, now)) return ledger_.outbox.find(next->number);
  if (next) wait = std::min<Milliseconds>(wait, *next->at - now);
  return std::nullopt;
}

asio::awaitable<void> Courier::deliver_due() {
  for (auto& [name, served] : served_) {
    try_what_waits(served);
    // What is not taken is put off, so that this ends.
    while (!stopped_) {
      Milliseconds wait{0};
      std::optional<ledger::Owed> owed = owed_now(served, wait);
      if (!owed) break;
      ledger::Owed mine = std::move(*owed);
      co_await deliver(served, std::move(mine));
    }
  }
}

void Courier::stop() {
  stopped_ = true;
  clock_.wake_all();
}

asio::awaitable<void> Courier::deliver(Served& served, ledger::Owed owed) {
  if (!is_begun(owed)) {
    const model::Moment until = clock_.steady() + service::longest_trust;
    co_await clock_.sleep_until(until);
    co_return;
  }
  Message message = message_of(owed);
  const Delivery delivery = co_await served.open.channel->deliver(std::move(message));
  // A stop cuts it off; as far as anybody knows it was not tried.
  const bool cut_off = stopped_ && delivery.outcome == Delivery::Outcome::retry;
  if (cut_off) co_return;
  Steps steps = steps_behind(served, owed, delivery);
  while (!are_done(steps) && !stopped_) {
    const model::Moment until = clock_.steady() + service::longest_trust;
    co_await clock_.sleep_until(until);
  }
}

// A ledger that is full or locked may take it later; until then nothing is sent here.
bool Courier::is_begun(const ledger::Owed& owed) {
  try {
    ledger_.outbox.begin(owed);
    return true;
  } catch (const ledger::Failure& failure) {
    if (!failure.may_pass()) throw;
    return false;
  }
}

// The same, of what came of it; what is done is not done again.
bool Courier::are_done(Steps& steps) {
  try {
    for (; !steps.empty(); steps.pop_front()) steps.front()();
    return true;
  } catch (const ledger::Failure& failure) {
    if (!failure.may_pass()) throw;
    return false;
  }
}

Courier::Steps Courier::steps_behind(Served& served, const ledger::Owed& owed,
                                     const Delivery& delivery) {
  const Instant now = clock_.now();
  const Attempts attempts{owed.attempts + 1, owed.first_at.value_or(now)};
  const auto seed = static_cast<std::uint64_t>(owed.number);
  const Next next = after(attempts, delivery, served.open.service, now, seed);
  const auto failed = [=, this](std::optional<Instant> again) {
    ledger_.outbox.failed(owed, now, again, delivery.may_have_arrived, delivery.detail);
  };
  const std::string& name = served.open.name;
  const std::string& detail = delivery.detail;
  Steps steps;
  switch (next.what) {
    case Next::What::done:
      steps.emplace_back([=, this] { ledger_.outbox.delivered(owed, now); });
      steps.emplace_back([=, this, &served] { is_well(served, now); });
      steps.emplace_back([this, &served] { try_what_waits(served); });
      break;
    case Next::What::again: steps.emplace_back([=] { failed(next.at); }); break;
    case Next::What::wait:
      steps.emplace_back([=] { failed(std::nullopt); });
      steps.emplace_back([=, this] { tell_that_it_is_down(name, detail); });
      break;
    case Next::What::dead:
      steps.emplace_back([=, this] { ledger_.outbox.dead(owed, now, detail); });
      steps.emplace_back([=, this] { tell_others(name, detail); });
      break;
  }
  served.standing = after(served.standing, delivery, now);
  if (is_suspended(served.standing, now)) {
    steps.emplace_back([=, this, &served] { suspend(served, detail); });
    steps.emplace_back([=, this] { tell_that_it_is_down(name, detail); });
  }
  return steps;
}

void Courier::is_well(Served& served, Instant at) {
  if (!served.may_be_down) return;
  ledger_.incidents.end(model::EventType::channel_down, served.open.name, at);
  served.may_be_down = false;
}

void Courier::suspend(Served& served, const std::string& detail) {
  ledger_.outbox.suspend(served.open.name, clock_.now(), detail);
  served.suspended = true;
}

// Once, until it takes a message again: an outage of days is not told of each message.
void Courier::tell_that_it_is_down(const std::string& channel, const std::string& detail) {
  if (ledger_.incidents.stands(model::EventType::channel_down, channel)) return;
  tell_others(channel, detail);
}

// Through the channels that would hear of it anyway, or else through any other.
void Courier::tell_others(const std::string& channel, const std::string& detail) {
  model::Event event;
  event.type = model::EventType::channel_down;
  event.severity = model::Severity::medium;
  event.at = clock_.now();
  event.seen.checked_at = event.at;
  event.seen.target.handle = channel;
  event.detail = channel + ": " + detail;
  const auto without = [&](std::vector<ledger::Address> addresses) {
    std::erase_if(addresses, [&](const ledger::Address& one) { return one.channel == channel; });
    return addresses;
  };
  std::vector<ledger::Address> others = without(routing()(event));
  for (const auto& [name, served] : served_) {
    if (!others.empty() || name == channel) continue;
    others.push_back({name, served.open.recipients.empty() ? "" : served.open.recipients.front()});
  }
  const ledger::Frozen told =
      ledger_.outbox.tell(event, event.at, [&](const model::Event&) { return others; });
  if (on_told) on_told(told);
  served_.at(channel).may_be_down = true;
  clock_.wake_all();
}

void Courier::try_what_waits(Served& served) {
  const Instant now = clock_.now();
  if (ledger_.outbox.counts(served.open.name).waiting > 0) {
    ledger_.outbox.catch_up(served.open.name, now);
  }
  served.tried_waiting = now;
}

}  // namespace alerting
