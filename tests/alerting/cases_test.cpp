// What events and cases are about: each kind says so itself, wherever it stands among the others.
#include "alerting/cases.hpp"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"

using alerting::Case;
using model::About;
using model::EventType;

TEST_CASE("every kind of event says whether it is about a handle, a platform or the service") {
  std::string handles, platforms, services;
  for (const model::EventKind& kind : model::event_kinds) {
    std::string& names = kind.about == About::handle     ? handles
                         : kind.about == About::platform ? platforms
                                                         : services;
    names += std::string(name(kind.type)) + ' ';
    CHECK(model::about(kind.type) == kind.about);
  }
  CHECK(handles ==
        "claimed changed-hands released suspended renamed back baseline withheld hidden ");
  CHECK(platforms == "platform-blind platform-sees ");
  CHECK(services == "self-blind channel-down test ");
}

TEST_CASE("the case of an event is about what the event is about, and has a key of its own") {
  const std::vector<Case> all = alerting::all_cases();
  std::set<std::string> keys;
  for (const Case& one : all) CHECK(keys.insert(one.key).second);
  for (const model::EventKind& kind : model::event_kinds) {
    for (const bool look_alike : {false, true}) {
      for (const auto holder : {model::Holder::ours, model::Holder::stranger}) {
        model::Event event;
        event.type = kind.type;
        event.before = model::Before{model::Status::claimed, holder, std::nullopt, {}};
        event.seen.holder = holder;
        if (look_alike) event.seen.target.variant = "omission";
        const Case which = alerting::case_of(event);
        CHECK(which.about == model::about(kind.type));
        CHECK(std::find(all.begin(), all.end(), which) != all.end());
      }
    }
  }
}

TEST_CASE("beside the advice stands the link that helps in this case") {
  std::string registration, report;
  for (const Case& one : alerting::all_cases()) {
    if (alerting::asks_for_registration(one)) registration += one.key + ' ';
    if (alerting::asks_for_report(one)) report += one.key + ' ';
  }
  CHECK(registration == "released released-other renamed ");
  CHECK(report ==
        "claimed claimed-look-alike changed-hands changed-hands-other baseline "
        "baseline-look-alike ");
}

TEST_CASE("how grave an event is follows from its kind, whose the handle was and its likeness") {
  std::string table;
  for (const model::EventKind& kind : model::event_kinds) {
    table += kind.name;
    for (const auto& [ours, look_alike] :
         {std::pair(true, false), {false, false}, {true, true}, {false, true}}) {
      table += ' ' + std::string(name(model::severity_of(kind.type, ours, look_alike)));
    }
    table += '\n';
  }
  CHECK(table ==
        "claimed critical critical medium medium\n"
        "changed-hands critical critical medium medium\n"
        "released high low high low\n"
        "suspended high low high low\n"
        "renamed high low high low\n"
        "back info info info info\n"
        "baseline high high medium medium\n"
        "platform-blind medium medium medium medium\n"
        "platform-sees info info info info\n"
        "self-blind medium medium medium medium\n"
        "channel-down medium medium medium medium\n"
        "test info info info info\n"
        "withheld high high low low\n"
        "hidden medium medium medium medium\n");
}

TEST_CASE("of an event without a time before, its severity says whether it was ours") {
  model::Event event;
  event.type = EventType::released;
  for (const auto severity : {model::Severity::critical, model::Severity::high}) {
    event.severity = severity;
    CHECK(alerting::case_of(event).key == "released");
  }
  for (const auto severity :
       {model::Severity::medium, model::Severity::low, model::Severity::info}) {
    event.severity = severity;
    CHECK(alerting::case_of(event).key == "released-other");
  }
}

TEST_CASE("every event has its case, ours and others told apart") {
  struct Row {
    EventType type;
    std::optional<model::Holder> before;
    std::optional<std::string> variant;
    std::optional<model::Holder> now;
    std::string_view expected;
  };
  using H = model::Holder;
  const std::vector<Row> table = {
      {EventType::claimed, {}, {}, H::stranger, "claimed"},
      {EventType::claimed, {}, "omission", H::stranger, "claimed-look-alike"},
      {EventType::baseline, {}, {}, H::parody, "baseline"},
      {EventType::baseline, {}, "affix", H::parody, "baseline-look-alike"},
      {EventType::changed_hands, H::ours, {}, H::stranger, "changed-hands"},
      {EventType::changed_hands, H::stranger, {}, H::stranger, "changed-hands-other"},
      {EventType::released, H::ours, {}, {}, "released"},
      {EventType::released, H::stranger, {}, {}, "released-other"},
      {EventType::suspended, H::ours, {}, {}, "suspended"},
      {EventType::suspended, H::stranger, {}, {}, "suspended-other"},
      {EventType::renamed, H::ours, {}, {}, "renamed"},
      {EventType::renamed, H::stranger, {}, {}, "renamed-other"},
      {EventType::back, H::stranger, {}, H::ours, "back"},
      {EventType::back, {}, {}, H::stranger, "back-other"},
      {EventType::platform_blind, {}, {}, {}, "platform-blind"},
      {EventType::platform_sees, {}, {}, {}, "platform-sees"},
      {EventType::self_blind, {}, {}, {}, "self-blind"},
      {EventType::channel_down, {}, {}, {}, "channel-down"},
      {EventType::test, {}, {}, {}, "test"},
      {EventType::withheld, {}, {}, {}, "withheld"},
      {EventType::withheld, {}, "omission", {}, "withheld-look-alike"},
      {EventType::hidden, {}, "omission", {}, "hidden"},
  };
  for (const Row& row : table) {
    model::Event event = tests::claimed("02", 1);
    event.type = row.type;
    event.before->holder = row.before;
    event.seen.target.variant = row.variant;
    event.seen.holder = row.now;
    CAPTURE(row.expected);
    CHECK(alerting::case_of(event).key == row.expected);
  }
  model::Event event = tests::claimed("02", 1);
  event.type = EventType::released;
  event.held_until = model::for_ever;
  CHECK(alerting::case_of(event).key == "held-other");
  event.before->holder = H::ours;
  CHECK(alerting::case_of(event).key == "held");
  event.type = EventType::suspended;
  event.before.reset();
  event.severity = model::Severity::low;
  CHECK(alerting::case_of(event).key == "suspended-other");
  event.severity = model::Severity::high;
  CHECK(alerting::case_of(event).key == "suspended");
  event.type = EventType::platform_blind;
  event.losses = 2;
  CHECK(alerting::case_of(event).key == "platform-blind-losses");
  event.losses = 0;
  CHECK(alerting::case_of(event).key == "platform-blind");
  event.lost_ours = true;
  CHECK(alerting::case_of(event).key == "platform-blind-ours");
}
