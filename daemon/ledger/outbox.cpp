#include "ledger/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "ledger/database.hpp"
#include "ledger/doubts.hpp"
#include "ledger/event_row.hpp"
#include "ledger/nullable.hpp"
#include "ledger/writing.hpp"

namespace ledger {

using model::Event;
using model::Instant;
using soci::into;
using soci::use;

namespace {

constexpr int number_of(MessageState state) {
  return static_cast<int>(state);
}

std::string message_id(const std::string& ledger, long long number) {
  return fmt::format("{}-m{}", ledger, number);
}

// The first message about an incident that went this way. No event is of incident 0.
Number thread_of(soci::session& sql, const Address& to, long long incident) {
  Number first;
  sql << "SELECT min(m.id) FROM message m JOIN message_event x ON x.message = m.id JOIN event e ON "
         "e.id = x.event WHERE e.incident = :i AND m.channel = :c AND m.recipient = :r",
      use(incident), use(to.channel), use(to.recipient), into(first.value, first.state);
  return first;
}

void write_message(soci::session& sql, const Address& to, const std::vector<const Event*>& events,
                   Instant now) {
  const Number thread = thread_of(sql, to, events.front()->incident);
  const long long at = to_number(now);
  long long message = 0;
  sql << "INSERT INTO message (channel, recipient, created_at, state, next_at, thread) VALUES (:c, "
         ":r, :at, 0, :n, :t) RETURNING id",
      use(to.channel), use(to.recipient), use(at), use(at), use(thread.value, thread.state),
      into(message);
  for (const Event* event : events) {
    const long long number = row_of(*event);
    sql << "INSERT INTO message_event (message, event) VALUES (:m, :e)", use(message), use(number);
  }
}

std::size_t freeze_events(soci::session& sql, const std::vector<Event>& events, Instant now,
                          const Routing& routing) {
  std::map<Address, std::vector<const Event*>> mail;
  for (const Event& event : events) {
    for (const Address& to : routing(event)) mail[to].push_back(&event);
  }
  for (const auto& [to, chosen] : mail) write_message(sql, to, chosen, now);
  for (const Event& event : events) {
    const long long number = row_of(event);
    sql << "UPDATE event SET frozen = 1 WHERE id = :e", use(number);
  }
  return mail.size();
}

// Those of a unit, or (none) the service's own.
std::vector<Event> pending_events(soci::session& sql, std::optional<long long> unit) {
  const std::string where =
      unit ? "WHERE e.frozen = 0 AND e.unit = :u"
           : "WHERE e.frozen = 0 AND e.unit IS NULL AND CAST(:u AS BIGINT) = 0";
  return read_events(sql, where, unit.value_or(0));
}

// None: the service itself.
std::vector<std::optional<long long>> units_with_pending(soci::session& sql) {
  Number unit;
  soci::statement statement =
      (sql.prepare << "SELECT DISTINCT unit FROM event WHERE frozen = 0 ORDER BY unit",
       into(unit.value, unit.state));
  statement.execute();
  std::vector<std::optional<long long>> units;
  while (statement.fetch()) units.push_back(unit.get());
  return units;
}

Frozen frozen_of(soci::session& sql, std::vector<Event> events, Instant now,
                 const Routing& routing) {
  Frozen frozen;
  frozen.messages = freeze_events(sql, events, now, routing);
  frozen.events = std::move(events);
  return frozen;
}

// The strangers of a unit's baseline are told in one message, and nothing else is in it.
Frozen freeze_pending(soci::session& sql, std::optional<long long> unit, Instant now,
                      const Routing& routing) {
  std::vector<Event> events = pending_events(sql, unit);
  const Baselines baselines = unit ? baselines_of(sql, *unit, now) : Baselines::each;
  if (baselines == Baselines::each) return frozen_of(sql, std::move(events), now, routing);
  const auto first = std::stable_partition(events.begin(), events.end(), [](const Event& event) {
    return event.type != model::EventType::baseline;
  });
  std::vector<Event> summary(std::make_move_iterator(first), std::make_move_iterator(events.end()));
  events.erase(first, events.end());
  Frozen frozen = frozen_of(sql, std::move(events), now, routing);
  if (baselines == Baselines::in_one) frozen.add(frozen_of(sql, std::move(summary), now, routing));
  return frozen;
}

// Whether a unit has something to tell, or may have told all of its baseline.
bool has_pending(soci::session& sql, long long unit) {
  int has = 0;
  sql << "SELECT EXISTS (SELECT 1 FROM event WHERE frozen = 0 AND unit = :u) OR EXISTS (SELECT 1 "
         "FROM unit WHERE id = :u2 AND (sweeps > 0 OR found_at IS NOT NULL) AND summed_at IS NULL)",
      use(unit), use(unit), into(has);
  return has != 0;
}

Frozen tell_now(soci::session& sql, Event event, Instant now, const Routing& routing) {
  const auto known = standing_of_service(sql, event.type, event.seen.target.handle);
  event.incident = open_incident(sql, known, std::nullopt, event);
  write_event(sql, std::nullopt, event);
  return freeze_pending(sql, std::nullopt, now, routing);
}

// Ended already: the step is repeated, and says nothing new.
bool is_ended(soci::session& sql, long long message) {
  long long ended = 0;
  sql << "SELECT count(*) FROM message WHERE id = :i AND state >= 2", use(message), into(ended);
  return ended > 0;
}

}  // namespace

void Frozen::add(Frozen other) {
  messages += other.messages;
  std::move(other.events.begin(), other.events.end(), std::back_inserter(events));
}

Frozen Outbox::freeze(std::optional<long long> unit, Instant now, const Routing& routing) {
  auto& sql = database_.sql();
  Frozen frozen;
  const bool is_idle = database_.query(
      [&] { return unit ? !has_pending(sql, *unit) : pending_events(sql, unit).empty(); });
  if (is_idle) return frozen;
  database_.transact(true, [&] { frozen = freeze_pending(sql, unit, now, routing); });
  return frozen;
}

Frozen Outbox::freeze_all(Instant now, const Routing& routing) {
  auto& sql = database_.sql();
  const auto units = database_.query([&] { return units_with_pending(sql); });
  Frozen all;
  if (units.empty()) return all;
  database_.transact(true, [&] {
    for (const auto& unit : units) all.add(freeze_pending(sql, unit, now, routing));
  });
  return all;
}

Frozen Outbox::freeze_last(Instant now, const Routing& routing) {
  const long long at = to_number(now);
  database_.transact(true, [&] {
    database_.sql()
        << "UPDATE unit SET summed_at = :at WHERE found_at IS NOT NULL AND summed_at IS "
           "NULL AND id IN (SELECT unit FROM event WHERE frozen = 0)",
        use(at);
  });
  return freeze_all(now, routing);
}

Frozen Outbox::tell(const Event& event, Instant now, const Routing& routing) {
  Frozen told;
  database_.transact(true, [&] { told = tell_now(database_.sql(), event, now, routing); });
  return told;
}

std::optional<Outbox::Upcoming> Outbox::upcoming(const std::string& channel) {
  return database_.query([&]() -> std::optional<Upcoming> {
    long long number = 0;
    Number at;
    database_.sql() << "SELECT id, next_at FROM message WHERE channel = :c AND state = 0 ORDER BY "
                       "next_at NULLS FIRST, id "
                       "LIMIT 1",
        use(channel), into(number), into(at.value, at.state);
    if (!database_.sql().got_data()) return std::nullopt;
    return Upcoming{number, to_instant(at)};
  });
}

std::optional<OutboxMessage> Outbox::next(const std::string& channel) {
  const auto upcoming = this->upcoming(channel);
  return upcoming ? find(upcoming->number) : std::nullopt;
}

std::optional<OutboxMessage> Outbox::find(long long number) {
  return database_.query([&]() -> std::optional<OutboxMessage> {
    auto& sql = database_.sql();
    OutboxMessage owed;
    int state = 0, maybe = 0;
    long long created = 0;
    Number first, next, thread;
    sql << "SELECT channel, recipient, state, created_at, attempts, first_at, next_at, "
           "maybe_arrived, detail, thread FROM message WHERE id = :i",
        use(number), into(owed.to.channel), into(owed.to.recipient), into(state), into(created),
        into(owed.attempts), into(first.value, first.state), into(next.value, next.state),
        into(maybe), into(owed.detail), into(thread.value, thread.state);
    if (!sql.got_data()) return std::nullopt;
    const std::string ledger = ledger_name(sql);
    owed.number = number;
    owed.id = message_id(ledger, number);
    owed.state = to_enum(state, 5, MessageState::pending);
    owed.created = to_instant(created);
    owed.first_at = to_instant(first);
    owed.next_at = to_instant(next);
    owed.maybe_arrived = maybe != 0;
    if (thread.get()) owed.thread = message_id(ledger, thread.value);
    owed.events =
        read_events(sql, "JOIN message_event x ON x.event = e.id WHERE x.message = :m", number);
    long long folded = 0;
    soci::statement statement =
        (sql.prepare << "SELECT id FROM message WHERE folded_into = :i ORDER BY id", use(number),
         into(folded));
    statement.execute();
    while (statement.fetch()) owed.stands_for.push_back(message_id(ledger, folded));
    return owed;
  });
}

Outbox::Counts Outbox::counts(const std::string& channel) {
  return database_.query([&] {
    Counts counts;
    int state = 0;
    long long count = 0;
    soci::statement statement =
        (database_.sql().prepare << "SELECT state, messages FROM message_tally WHERE channel = :c",
         use(channel), into(state), into(count));
    statement.execute();
    while (statement.fetch()) {
      switch (to_enum(state, 5, MessageState::pending)) {
        case MessageState::pending: counts.pending = count; break;
        case MessageState::waiting: counts.waiting = count; break;
        case MessageState::delivered: counts.delivered = count; break;
        case MessageState::dead: counts.dead = count; break;
        case MessageState::superseded: break;
      }
    }
    return counts;
  });
}

void Outbox::begin(const OutboxMessage& message) {
  database_.transact(true, [&] {
    database_.sql() << "UPDATE message SET maybe_arrived = 1 WHERE id = :i", use(message.number);
  });
}

// The number of an attempt is written, not counted: whoever has to repeat a step writes the same.

void Outbox::delivered(const OutboxMessage& message, Instant at) {
  const int state = number_of(MessageState::delivered);
  const int attempts = message.attempts + 1;
  const long long when = to_number(at);
  database_.transact(true, [&] {
    database_.sql()
        << "UPDATE message SET state = :s, ended_at = :at, attempts = :n, next_at = NULL "
           "WHERE id = :i AND state < 2",
        use(state), use(when), use(attempts), use(message.number);
  });
}

void Outbox::failed(const OutboxMessage& message, Instant at, std::optional<Instant> next,
                    bool may_have_arrived, const std::string& detail) {
  const int state = number_of(next ? MessageState::pending : MessageState::waiting);
  const int attempts = message.attempts + 1;
  const long long when = to_number(at);
  const Number again(to_number(next));
  // As it was before this attempt began.
  const int maybe = message.maybe_arrived || may_have_arrived ? 1 : 0;
  database_.transact(true, [&] {
    database_.sql() << "UPDATE message SET state = :s, attempts = :a, first_at = "
                       "coalesce(first_at, :at), next_at = :n, maybe_arrived = :m, detail = :d "
                       "WHERE id = :i AND state < 2",
        use(state), use(attempts), use(when), use(again.value, again.state), use(maybe),
        use(detail), use(message.number);
  });
}

Frozen Outbox::dead(const OutboxMessage& message, Instant at, const std::string& detail,
                    const Event& notice, const Routing& routing) {
  auto& sql = database_.sql();
  const int state = number_of(MessageState::dead);
  const int attempts = message.attempts + 1;
  const long long when = to_number(at);
  Frozen told;
  database_.transact(true, [&] {
    if (is_ended(sql, message.number)) return;
    sql << "UPDATE message SET state = :s, ended_at = :at, attempts = :n, next_at = NULL, detail = "
           ":d WHERE id = :i",
        use(state), use(when), use(attempts), use(detail), use(message.number);
    told = tell_now(sql, notice, at, routing);
  });
  return told;
}

void Outbox::suspend(const std::string& channel, Instant at, const std::string& detail) {
  auto& sql = database_.sql();
  const long long when = to_number(at);
  database_.transact(true, [&] {
    sql << "INSERT INTO channel (name, closed_at, detail) VALUES (:n, :at, :d) ON CONFLICT (name) "
           "DO "
           "UPDATE SET closed_at = excluded.closed_at, detail = excluded.detail",
        use(channel), use(when), use(detail);
    sql << "UPDATE message SET state = 1, next_at = NULL WHERE channel = :c AND state = 0",
        use(channel);
  });
}

void Outbox::resume(const std::string& channel) {
  database_.transact(
      true, [&] { database_.sql() << "DELETE FROM channel WHERE name = :n", use(channel); });
}

std::optional<Outbox::Suspension> Outbox::suspension(const std::string& channel) {
  return database_.query([&]() -> std::optional<Suspension> {
    Number at;
    std::string detail;
    database_.sql() << "SELECT closed_at, detail FROM channel WHERE name = :n", use(channel),
        into(at.value, at.state), into(detail);
    if (!at.get()) return std::nullopt;
    return Suspension{to_instant(at.value), detail};
  });
}

std::vector<long long> Outbox::lost(const std::string& channel) {
  long long number = 0;
  soci::statement statement =
      (database_.sql().prepare << "SELECT id FROM message WHERE channel = :c AND state = 1 AND "
                                  "maybe_arrived = 0 ORDER BY id",
       use(channel), into(number));
  statement.execute();
  std::vector<long long> numbers;
  while (statement.fetch()) numbers.push_back(number);
  return numbers;
}

void Outbox::catch_up(const std::string& channel, Instant now) {
  auto& sql = database_.sql();
  const long long at = to_number(now);
  database_.transact(true, [&] {
    // One catch-up message a recipient.
    std::map<std::string, std::vector<long long>> lost_by;
    for (const long long number : lost(channel)) {
      std::string recipient;
      sql << "SELECT recipient FROM message WHERE id = :i", use(number), into(recipient);
      lost_by[recipient].push_back(number);
    }
    for (const auto& [recipient, numbers] : lost_by) {
      if (numbers.size() == 1) continue;  // it is tried again as it is
      long long catch_up = 0;
      sql << "INSERT INTO message (channel, recipient, created_at, state, next_at) VALUES (:c, :r, "
             ":at, 0, :n) RETURNING id",
          use(channel), use(recipient), use(at), use(at), into(catch_up);
      for (const long long number : numbers) {
        sql << "INSERT INTO message_event (message, event) SELECT CAST(:m AS BIGINT), event FROM "
               "message_event WHERE message = :i ON CONFLICT DO NOTHING",
            use(catch_up), use(number);
        sql << "UPDATE message SET state = 4, ended_at = :at, folded_into = :m WHERE id = :i",
            use(at), use(catch_up), use(number);
      }
    }
    sql << "UPDATE message SET state = 0, next_at = :at WHERE channel = :c AND state = 1", use(at),
        use(channel);
  });
}

}  // namespace ledger
