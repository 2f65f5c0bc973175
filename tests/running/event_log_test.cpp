#include "running/event_log.hpp"

#include <fstream>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

namespace {

using model::EventType;

model::Event event_of(EventType type) {
  model::Event event;
  event.type = type;
  event.severity = model::Severity::critical;
  event.incident = 3;
  event.seen.target.platform = "mastodon";
  event.seen.target.server = "https://one.example";
  event.seen.target.handle = "pnationale02";
  event.seen.profile.account_id = "71";
  return event;
}

std::string catalogue() {
  std::ifstream file(HANDLEWATCH_TESTS "/../systemd/handlewatch.catalog");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("a line says what happened to which handle where, and its incident") {
  CHECK(running::log_line(event_of(EventType::claimed)) ==
        "claimed: pnationale02 on mastodon@https://one.example, account 71 (critical), incident 3");
  model::Event blind;
  blind.type = EventType::platform_blind;
  blind.severity = model::Severity::medium;
  blind.seen.target.platform = "codeberg";
  blind.detail = "free control x: claimed";
  CHECK(running::log_line(blind) == "platform-blind: codeberg: free control x: claimed (medium)");
}

TEST_CASE("what a stranger wrote cannot steer a terminal or make a second line") {
  model::Event event = event_of(EventType::claimed);
  event.seen.profile.account_id = "7\n1\x1b[2J";
  const std::string line = running::log_line(event);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find('\x1b') == std::string::npos);
}

TEST_CASE("each type of event has an id of its own, and the catalogue explains it") {
  const std::string text = catalogue();
  REQUIRE(!text.empty());
  std::set<std::string_view> ids;
  for (const model::EventKind& kind : model::event_kinds) {
    const EventType type = kind.type;
    if (type == EventType::test) continue;
    const std::string_view id = running::message_id(type);
    CAPTURE(model::name(type));
    CHECK(id.size() == 32);
    CHECK(ids.insert(id).second);
    CHECK(text.find("-- " + std::string(id) + "\nSubject: ") != std::string::npos);
  }
  CHECK(running::message_id(EventType::test).empty());
}
