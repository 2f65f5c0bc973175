// What each channel is owed, and what became of each attempt: the dispatcher's side of the ledger.
// Used where the ledger is, on its thread. What a step cannot write it throws, and the whole step
// is repeated: each says the same when it is written again, and what is kept here follows the
// ledger.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "alerting/recipients.hpp"
#include "alerting/retry.hpp"
#include "ledger/ledger.hpp"

namespace alerting {

class DeliveryLog {
 public:
  DeliveryLog(std::map<std::string, RetryPolicy> channels,
              std::shared_ptr<const Recipients> recipients);

  // As it is configured now it may work: a restart or a reload tries again.
  void start(ledger::Ledger& ledger, const std::string& channel);
  // It was found to work: it is owed what waited for it.
  void resume(ledger::Ledger& ledger, const std::string& channel, model::Instant now);

  // What is to be sent now, or when to look again. Nothing for a channel that is suspended: what it
  // is owed waits.
  struct Due {
    std::optional<ledger::OutboxMessage> owed;
    std::optional<model::Instant> next;
  };
  Due due(ledger::Ledger& ledger, const std::string& channel, model::Instant now);
  // What waits is tried once more.
  void try_what_waits(ledger::Ledger& ledger, const std::string& channel, model::Instant now);

  // It is about to be sent.
  void begin(ledger::Ledger& ledger, const ledger::OutboxMessage& owed);
  // It ended so. What is to be told of the channel itself.
  ledger::Frozen write_down(ledger::Ledger& ledger, const ledger::OutboxMessage& owed,
                            const Delivery& delivery, model::Instant now);

 private:
  struct Served {
    RetryPolicy service = RetryPolicy::http;
    ChannelHealth health;
    bool suspended = false;
    bool may_be_down = true;         // an incident may say so, of a run before this one too
    model::Instant tried_waiting{};  // when what waits was last tried
    ledger::Frozen told;             // by a step that is not written whole yet
  };

  void write_outcome(ledger::Ledger& ledger, Served& served, const ledger::OutboxMessage& owed,
                     const Delivery& delivery, model::Instant now);
  void suspend(ledger::Ledger& ledger, Served& served, const std::string& channel,
               const std::string& detail, model::Instant now);
  void tell_that_it_is_down(ledger::Ledger& ledger, Served& served, const std::string& channel,
                            const std::string& detail, model::Instant now);
  static void note(Served& served, ledger::Frozen told);
  ledger::Routing to_others(const std::string& channel) const;

  std::shared_ptr<const Recipients> recipients_;
  std::map<std::string, Served> served_;
};

}  // namespace alerting
