#include "alerting/delivery_log.hpp"

#include <utility>

namespace alerting {

using model::Instant;

namespace {

constexpr model::Milliseconds between_tries_of_what_waits = std::chrono::hours(24);

// A moment further away than any wait was written by a calendar that has been set back since.
bool is_due(const ledger::Outbox::Upcoming& next, Instant now) {
  return !next.at || *next.at <= now || *next.at > now + longest_wait;
}

model::Event down(const std::string& channel, const std::string& detail, Instant now) {
  model::Event event;
  event.type = model::EventType::channel_down;
  event.severity = model::severity_of(event.type);
  event.at = now;
  event.seen.checked_at = now;
  event.seen.target.handle = channel;
  event.detail = channel + ": " + detail;
  return event;
}

}  // namespace

DeliveryLog::DeliveryLog(std::map<std::string, RetryPolicy> channels,
                         std::shared_ptr<const Recipients> recipients)
    : recipients_(std::move(recipients)) {
  for (const auto& [name, service] : channels) served_[name].service = service;
}

void DeliveryLog::start(ledger::Ledger& ledger, const std::string& channel) {
  ledger.outbox.resume(channel);
}

void DeliveryLog::resume(ledger::Ledger& ledger, const std::string& channel, Instant now) {
  ledger.outbox.resume(channel);
  Served& served = served_.at(channel);
  served.health = {};
  served.suspended = false;
  try_what_waits(ledger, channel, now);
}

DeliveryLog::Due DeliveryLog::due(ledger::Ledger& ledger, const std::string& channel, Instant now) {
  const Served& served = served_.at(channel);
  if (served.suspended) return {};
  const bool set_back = now < served.tried_waiting;
  const bool long_ago = now >= served.tried_waiting + between_tries_of_what_waits;
  if (long_ago || set_back) try_what_waits(ledger, channel, now);
  const auto next = ledger.outbox.upcoming(channel);
  if (next && is_due(*next, now)) return {ledger.outbox.find(next->number), std::nullopt};
  return {std::nullopt, next ? next->at : std::nullopt};
}

void DeliveryLog::try_what_waits(ledger::Ledger& ledger, const std::string& channel, Instant now) {
  if (ledger.outbox.counts(channel).waiting > 0) ledger.outbox.catch_up(channel, now);
  served_.at(channel).tried_waiting = now;
}

void DeliveryLog::begin(ledger::Ledger& ledger, const ledger::OutboxMessage& owed) {
  ledger.outbox.begin(owed);
}

ledger::Frozen DeliveryLog::write_down(ledger::Ledger& ledger, const ledger::OutboxMessage& owed,
                                       const Delivery& delivery, Instant now) {
  Served& served = served_.at(owed.to.channel);
  write_outcome(ledger, served, owed, delivery, now);
  const ChannelHealth health = after(served.health, delivery, now);
  if (is_suspended(health, now)) {
    suspend(ledger, served, owed.to.channel, delivery.detail, now);
  } else {
    served.health = health;
  }
  return std::exchange(served.told, {});
}

void DeliveryLog::write_outcome(ledger::Ledger& ledger, Served& served,
                                const ledger::OutboxMessage& owed, const Delivery& delivery,
                                Instant now) {
  const std::string& channel = owed.to.channel;
  const Attempts attempts{owed.attempts + 1, owed.first_at.value_or(now)};
  const auto seed = static_cast<std::uint64_t>(owed.number);
  const NextStep next = after(attempts, delivery, served.service, now, seed);
  switch (next.what) {
    case NextStep::What::done:
      ledger.outbox.delivered(owed, now);
      if (served.may_be_down) {
        ledger.incidents.end(model::EventType::channel_down, channel, now);
        served.may_be_down = false;
      }
      try_what_waits(ledger, channel, now);
      break;
    case NextStep::What::again:
      ledger.outbox.failed(owed, now, next.at, delivery.may_have_arrived, delivery.detail);
      break;
    case NextStep::What::wait:
      ledger.outbox.failed(owed, now, std::nullopt, delivery.may_have_arrived, delivery.detail);
      tell_that_it_is_down(ledger, served, channel, delivery.detail, now);
      break;
    case NextStep::What::dead:
      note(served, ledger.outbox.dead(owed, now, delivery.detail,
                                      down(channel, delivery.detail, now), to_others(channel)));
      break;
  }
}

void DeliveryLog::suspend(ledger::Ledger& ledger, Served& served, const std::string& channel,
                          const std::string& detail, Instant now) {
  ledger.outbox.suspend(channel, now, detail);
  tell_that_it_is_down(ledger, served, channel, detail, now);
  served.suspended = true;
}

// Once, until it takes a message again: an outage of days is not told of each message.
void DeliveryLog::tell_that_it_is_down(ledger::Ledger& ledger, Served& served,
                                       const std::string& channel, const std::string& detail,
                                       Instant now) {
  if (ledger.incidents.stands(model::EventType::channel_down, channel)) return;
  note(served, ledger.outbox.tell(down(channel, detail, now), now, to_others(channel)));
}

void DeliveryLog::note(Served& served, ledger::Frozen told) {
  if (!told.events.empty()) served.may_be_down = true;
  served.told.add(std::move(told));
}

ledger::Routing DeliveryLog::to_others(const std::string& channel) const {
  return [recipients = recipients_, channel](const model::Event& event) {
    return recipients->without(channel, event);
  };
}

}  // namespace alerting
