// What events and cases are about: each kind says so itself, wherever it stands among the others.
#include "alerting/cases.hpp"

#include <set>

#include <doctest/doctest.h>

using alerting::About;
using alerting::Case;
using model::EventType;

namespace {

// The compiler asks about() of a new one, and the count asks for it here.
constexpr EventType all_types[] = {
    EventType::claimed,    EventType::changed_hands,  EventType::released,
    EventType::suspended,  EventType::renamed,        EventType::back,
    EventType::baseline,   EventType::platform_blind, EventType::platform_sees,
    EventType::self_blind, EventType::channel_down,   EventType::test};

}  // namespace

TEST_CASE("every kind of event says whether it is about a handle, a platform or the service") {
  CHECK(std::size(all_types) == model::event_type_names.size());
  std::string handles, platforms, services;
  for (const EventType type : all_types) {
    std::string& names = alerting::about(type) == About::handle     ? handles
                         : alerting::about(type) == About::platform ? platforms
                                                                    : services;
    names += std::string(name(type)) + ' ';
    CHECK(alerting::is_about_a_handle(type) == (alerting::about(type) == About::handle));
    CHECK(alerting::is_about_a_platform(type) == (alerting::about(type) == About::platform));
  }
  CHECK(handles == "claimed changed-hands released suspended renamed back baseline ");
  CHECK(platforms == "platform-blind platform-sees ");
  CHECK(services == "self-blind channel-down test ");
}

TEST_CASE("the case of an event is about what the event is about, and has a name of its own") {
  std::set<std::string_view> names;
  for (const alerting::CaseKind& kind : alerting::case_kinds) {
    CHECK(alerting::name(kind.which) == kind.name);
    CHECK(names.insert(kind.name).second);
  }
  for (const EventType type : all_types) {
    for (const bool look_alike : {false, true}) {
      for (const auto holder : {model::Holder::ours, model::Holder::stranger}) {
        model::Event event;
        event.type = type;
        event.before = model::Before{model::Status::claimed, holder, std::nullopt, {}};
        event.seen.holder = holder;
        if (look_alike) event.seen.target.variant = "omission";
        const Case which = alerting::case_of(event);
        for (const alerting::CaseKind& kind : alerting::case_kinds) {
          if (kind.which == which) CHECK(kind.about == alerting::about(type));
        }
        CHECK(names.contains(name(which)));
      }
    }
  }
}

TEST_CASE("of an event without a time before, its severity says whether it was ours") {
  model::Event event;
  event.type = EventType::released;
  for (const auto severity : {model::Severity::critical, model::Severity::high}) {
    event.severity = severity;
    CHECK(alerting::case_of(event) == Case::released);
  }
  for (const auto severity :
       {model::Severity::medium, model::Severity::low, model::Severity::info}) {
    event.severity = severity;
    CHECK(alerting::case_of(event) == Case::released_other);
  }
}
