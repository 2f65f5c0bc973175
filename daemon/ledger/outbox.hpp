// The outbox: messages owed to channels. Events wait until they are frozen into messages; a message
// has one id and one list of events for ever, and leaves the outbox only as delivered, dead
// (refused for good) or superseded (another message stands for it). Every step is synced to the
// disk before anything follows from it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/failure.hpp"
#include "model/event.hpp"

namespace ledger {

// Where a message goes: a channel and, of those with many addresses, one of them.
struct Address {
  std::string channel;
  std::string recipient;
  bool operator==(const Address&) const = default;
  bool operator<(const Address& other) const {
    return std::tie(channel, recipient) < std::tie(other.channel, other.recipient);
  }
};
using Routing = std::function<std::vector<Address>(const model::Event&)>;

enum class MessageState { pending, waiting, delivered, dead, superseded };

struct OutboxMessage {
  long long number = 0;
  std::string id;
  Address to;
  MessageState state = MessageState::pending;
  model::Instant created{};
  int attempts = 0;
  std::optional<model::Instant> first_at;  // of its first attempt
  std::optional<model::Instant> next_at;   // pending: when to try next
  bool maybe_arrived = false;              // an attempt was cut off, after the whole of it was sent
  std::string detail;                      // of the last attempt
  std::string thread;                      // id of the first message about its incident, or empty
  std::vector<model::Event> events;
  std::vector<std::string> stands_for;
};

// What a freeze made: these events are told now, in so many messages (none: nobody wants them).
struct Frozen {
  std::vector<model::Event> events;
  std::size_t messages = 0;
  void add(Frozen other);
};

class Outbox {
 public:
  explicit Outbox(Database& database) : database_(database) {}

  // Freezes the pending events of a unit (none: the service's own) into one message for each
  // address that wants any. The strangers of a unit's baseline wait until they can be told in one.
  Frozen freeze(std::optional<long long> unit, model::Instant now, const Routing& routing);
  // The same of all units without waiting any longer, by a run that ends.
  Frozen freeze_last(model::Instant now, const Routing& routing);
  // The same for whatever a crash left: all of it or nothing.
  Frozen freeze_all(model::Instant now, const Routing& routing);
  // An event of the service itself, written and frozen at once and in one. Its incident is one at a
  // time per type and handle (a channel's name, or empty), until Incidents::end().
  Frozen tell(const model::Event& event, model::Instant now, const Routing& routing);

  // The message of a channel to be tried next, whenever that is: when, and all of it.
  struct Upcoming {
    long long number = 0;
    std::optional<model::Instant> at;
  };
  std::optional<Upcoming> upcoming(const std::string& channel);
  std::optional<OutboxMessage> next(const std::string& channel);
  std::optional<OutboxMessage> find(long long number);
  struct Counts {
    long long pending = 0, waiting = 0, delivered = 0, dead = 0;
  };
  Counts counts(const std::string& channel);

  // What became of an attempt may be written again, for a ledger that did not take all of it.
  //
  // Before each attempt: whoever dies in it leaves a message that may have arrived, whatever later
  // attempts meet.
  void begin(const OutboxMessage& message);
  void delivered(const OutboxMessage& message, model::Instant at);
  // Tried in vain: again at `next`, or (none) it waits for the channel to be well again.
  void failed(const OutboxMessage& message, model::Instant at, std::optional<model::Instant> next,
              bool may_have_arrived, const std::string& detail);
  // Refused for good, which is told: both or neither.
  Frozen dead(const OutboxMessage& message, model::Instant at, const std::string& detail,
              const model::Event& notice, const Routing& routing);

  // A channel that refuses for good: what it is owed waits until it is resumed.
  void suspend(const std::string& channel, model::Instant at, const std::string& detail);
  void resume(const std::string& channel);
  struct Suspension {
    model::Instant at{};
    std::string detail;
  };
  std::optional<Suspension> suspension(const std::string& channel);

  // The channel works again: those that wait and surely never arrived become one message, the
  // others are tried once more each.
  void catch_up(const std::string& channel, model::Instant now);

 private:
  // Those that wait and surely never arrived.
  std::vector<long long> lost(const std::string& channel);
  Database& database_;
};

}  // namespace ledger
