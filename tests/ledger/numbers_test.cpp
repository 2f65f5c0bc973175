// The numbers that ledgers keep of statuses, holders and the like: a ledger of years ago has to
// mean the same tomorrow, so a value is only ever added behind the others.
#include <doctest/doctest.h>

#include "ledger/nullable.hpp"
#include "model/event.hpp"

namespace {

template <class Enum>
struct Kept {
  Enum value;
  int number;
  std::string_view name;
};

template <class Enum, std::size_t count, class Names>
void check_numbers(const Kept<Enum> (&kept)[count], const Names& names, Enum otherwise) {
  CHECK(names.size() == count);
  for (const Kept<Enum>& one : kept) {
    CHECK(static_cast<int>(one.value) == one.number);
    CHECK(name(one.value) == one.name);
    CHECK(ledger::to_enum(one.number, names.size(), otherwise) == one.value);
  }
  CHECK(ledger::to_enum(static_cast<long long>(count), names.size(), otherwise) == otherwise);
  CHECK(ledger::to_enum(-1, names.size(), otherwise) == otherwise);
}

}  // namespace

TEST_CASE("the numbers in a ledger mean what they always meant") {
  using model::EventType;
  using model::Holder;
  using model::IncidentState;
  using model::Severity;
  using model::Status;
  check_numbers<Status>({{Status::claimed, 0, "claimed"},
                         {Status::available, 1, "available"},
                         {Status::suspended, 2, "suspended"},
                         {Status::reserved, 3, "reserved"},
                         {Status::invalid, 4, "invalid"},
                         {Status::unknown, 5, "unknown"}},
                        model::status_names, Status::unknown);
  check_numbers<Holder>({{Holder::ours, 0, "ours"},
                         {Holder::parody, 1, "parody"},
                         {Holder::impersonator, 2, "impersonator"},
                         {Holder::squatter, 3, "squatter"},
                         {Holder::dormant, 4, "dormant"},
                         {Holder::bystander, 5, "bystander"},
                         {Holder::stranger, 6, "stranger"}},
                        model::holder_names, Holder::stranger);
  check_numbers<EventType>({{EventType::claimed, 0, "claimed"},
                            {EventType::changed_hands, 1, "changed-hands"},
                            {EventType::released, 2, "released"},
                            {EventType::suspended, 3, "suspended"},
                            {EventType::renamed, 4, "renamed"},
                            {EventType::back, 5, "back"},
                            {EventType::baseline, 6, "baseline"},
                            {EventType::platform_blind, 7, "platform-blind"},
                            {EventType::platform_sees, 8, "platform-sees"},
                            {EventType::self_blind, 9, "self-blind"},
                            {EventType::channel_down, 10, "channel-down"},
                            {EventType::test, 11, "test"},
                            {EventType::withheld, 12, "withheld"},
                            {EventType::hidden, 13, "hidden"}},
                           model::event_kinds, EventType::claimed);
  check_numbers<Severity>({{Severity::critical, 0, "critical"},
                           {Severity::high, 1, "high"},
                           {Severity::medium, 2, "medium"},
                           {Severity::low, 3, "low"},
                           {Severity::info, 4, "info"}},
                          model::severity_names, Severity::critical);
  check_numbers<IncidentState>({{IncidentState::open, 0, "open"},
                                {IncidentState::acknowledged, 1, "acknowledged"},
                                {IncidentState::snoozed, 2, "snoozed"},
                                {IncidentState::dismissed, 3, "dismissed"},
                                {IncidentState::resolved, 4, "resolved"}},
                               model::incident_state_names, IncidentState::open);
}
