// Incidents: the open questions, and what people decided of them. One is open per target at a time;
// later events of the target belong to it until it is resolved or dismissed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/failure.hpp"
#include "model/event.hpp"

namespace ledger {

struct Incident {
  long long id = 0;
  model::EventType type = model::EventType::claimed;  // of its gravest event
  model::Severity severity = model::Severity::info;
  model::IncidentState state = model::IncidentState::open;
  model::Instant opened_at{};
  model::Instant changed_at{};
  std::optional<model::Instant> snoozed_until;
  std::optional<long long> unit;  // none: it concerns the whole service
  std::string watch, platform, server, handle;
  std::optional<std::string> expected, account;
  std::string url;
  std::optional<model::Holder> dismissed_as;
};

struct Decision {
  model::Instant at{};
  std::string author;   // "soc (uid 1001)"
  std::string action;   // ack, snooze, dismiss, own, reopen, registered
  std::string subject;  // what was decided on, in words: "until 2026-12-01", "as bystander"
  std::string reason;
  std::optional<long long> incident{};  // none: of a handle that was declared ours
  long long number = 0;
};

// Rows that are gone through in one go: all others wait meanwhile, a millisecond or two.
constexpr int most_on_a_page = 1'000;

class Incidents {
 public:
  explicit Incidents(Database& database) : database_(database) {}

  // Newest first; with `state` only those, with `before` only those of a lower number.
  std::vector<Incident> list(std::optional<model::IncidentState> state = std::nullopt,
                             std::optional<long long> before = std::nullopt,
                             int most = most_on_a_page);
  // All, oldest first: those behind a number.
  std::vector<Incident> after(long long number, int most);
  std::optional<Incident> find(long long id);
  std::vector<Decision> decisions(long long id);
  // All, oldest first: those behind a number.
  std::vector<Decision> decisions_after(long long number, int most);
  // Events of an incident, oldest first.
  std::vector<model::Event> events(long long id);
  long long count_open();
  // What `check` would exit with 1 for: a stranger on an expected handle, unless a person dismissed
  // him, or one of ours that is lost, whatever a person said of that. What second looks are still
  // to confirm counts.
  long long count_bad();

  // Each false when nothing was done: there is no such incident, or it cannot be. One that is over
  // is not acknowledged or put off, and none is reopened or dismissed while another stands for the
  // same thing.
  // `dismiss` also settles who holds the handle, until the account is another; `own` adds the
  // handle to ours, with the account that is there now; where another is pinned it does nothing.
  bool acknowledge(long long id, const Decision& decision);
  bool snooze(long long id, model::Instant until, const Decision& decision);
  bool dismiss(long long id, model::Holder as, const Decision& decision);
  bool own(long long id, const Decision& decision);
  bool reopen(long long id, const Decision& decision);
  // Whether the service told this of itself and it is not over: a type, and a channel's name or "".
  bool stands(model::EventType opened_by, const std::string& handle);
  // It is over; nobody is told of that.
  void end(model::EventType opened_by, const std::string& handle, model::Instant at);
  // Snoozed ones whose time is over are open again, at most so many in one go; how many.
  std::size_t wake(model::Instant now, int most = most_on_a_page);

 private:
  Database& database_;
};

}  // namespace ledger
