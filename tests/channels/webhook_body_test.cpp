#include <algorithm>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "channels/schema.hpp"
#include "channels/webhook.hpp"
#include "reading/file.hpp"
#include "reporting/record.hpp"
#include "text/utf8.hpp"

using namespace alerting;
using namespace channels;
using model::EventType;
using reading::Json;

namespace {

const tests::Schema& schema() {
  static const tests::Schema read(
      reading::parse_json(
          reading::read_file(tests::messages_folder() / "webhook.schema.json").value(),
          reading::foreign_files)
          .value());
  return read;
}

// As a receiver sees it: held to the schema and to the size.
Json received(const Message& message, const std::string& language) {
  const std::string text = reading::to_text(webhook_body(message, tests::voice(language)));
  CHECK(text.size() < largest_webhook_body);
  CHECK(text::is_utf8(text));
  auto json = reading::parse_json(text, reading::answers);
  REQUIRE(json);
  for (const std::string& offence : schema().offences(*json)) FAIL_CHECK(offence);
  return std::move(*json);
}

const Json& member(const Json& json, std::initializer_list<const char*> path) {
  const Json* found = &json;
  for (const char* key : path) {
    found = found->find(key);
    REQUIRE(found != nullptr);
  }
  return *found;
}

}  // namespace

TEST_CASE("one event is the body of the contract, to the byte") {
  CHECK(
      reading::to_text(
          webhook_body(tests::message_of({tests::claimed("02", 7)}), tests::voice("en")))
          .starts_with(
              R"j({"type":"handle.claimed","timestamp":"2026-11-22T06:40:00Z","data":{"schema_version":1,)j"
              R"j("id":"evt_7","event":"claimed","severity":"critical","incident":7,)j"
              R"j("at":"2026-11-22T06:40:00Z","watch":"police-nationale","detail":null,)j"
              R"j("target":{"checked_at":"2026-11-22T06:40:00Z","platform":"bluesky","server":null,)j"
              R"j("handle":"pnationale02.bsky.social","expected":"PNationale02","model":null,)j"
              R"j("status":"claimed","holder":"stranger","reason":"many/1",)j"
              R"j("url":"https://bsky.app/profile/pnationale02.bsky.social",)j"
              R"j("account_id":"did:plc:stranger02","display_name":"Police 02 (ou presque)",)j"
              R"j("created_at":"2026-11-21T22:10:05Z","http_status":200,"elapsed_ms":84},)j"
              R"j("before":{"status":"available","holder":null,"account_id":null,)j"
              R"j("since":"2026-03-01T10:00:00Z"},"held_until":null,"message":{"title":)j"
              R"j("pnationale02[.]bsky[.]social on Bluesky was taken by a stranger","text":"pnat)j"));
}

TEST_CASE("the target is the check record, whole") {
  const model::Event event = tests::claimed("02", 7);
  const Json body = received(tests::message_of({event}), "fr");
  CHECK(member(body, {"data", "target"}) == reporting::record_of(event.seen));
}

TEST_CASE("every type of event fits the schema, those of platforms and of the service too") {
  const std::vector<std::pair<EventType, std::string>> table = {
      {EventType::claimed, "handle.claimed"},
      {EventType::changed_hands, "handle.changed_hands"},
      {EventType::released, "handle.released"},
      {EventType::suspended, "handle.suspended"},
      {EventType::renamed, "handle.renamed"},
      {EventType::back, "handle.back"},
      {EventType::baseline, "handle.baseline"},
      {EventType::platform_blind, "platform.blind"},
      {EventType::platform_sees, "platform.sees"},
      {EventType::self_blind, "service.self_blind"},
      {EventType::channel_down, "service.channel_down"},
      {EventType::test, "service.test"},
  };
  for (const auto& row : table) {
    const auto& [type, name] = row;
    CAPTURE(row.second);
    model::Event event = tests::of_service(type, "why");
    if (model::about(type) == model::About::handle) event = tests::claimed("02", 7);
    event.type = type;
    if (model::about(type) == model::About::platform) event.seen.target.platform = "bluesky";
    const Json body = received(tests::message_of({event}), "en");
    CHECK(member(body, {"type"}).text == name);
    CHECK(member(body, {"data", "target"}).is(Json::Kind::null) == name.starts_with("service."));
  }
}

TEST_CASE("a group names every event as long as the body allows, and counts the rest") {
  for (const int count : {2, 5, 40, 101, 1000}) {
    CAPTURE(count);
    const Json body = received(tests::group(count), "fr");
    const Json& events = member(body, {"data", "events"});
    CHECK(member(body, {"type"}).text == "handle.events");
    CHECK(member(body, {"data", "count"}).text == std::to_string(count));
    const auto named = static_cast<int>(events.items.size());
    CHECK(member(body, {"data", "omitted"}).text == std::to_string(count - named));
    if (count <= 5) CHECK(events.items.back().find("target") != nullptr);
    if (count <= 40) CHECK(named == count);
    CHECK(named >= std::min(count, 60));
    for (int i = 0; i < named; ++i) {
      CHECK(member(events.items[static_cast<std::size_t>(i)], {"id"}).text ==
            "evt_" + std::to_string(i + 1));
    }
  }
}

TEST_CASE("whatever strangers write, the body is whole, true to the schema and not too large") {
  for (const auto& sample : tests::hostile_texts()) {
    CAPTURE(sample.name);
    const std::string& hostile = sample.text;
    Message message = tests::message_of({tests::written_by(hostile)});
    message.events.front().watch = hostile;
    message.stands_for.assign(100, "msg_01HV3Z8QABCDEFGHJKMNPQRSTV");
    received(message, "fr");
    message.events.assign(50, message.events.front());
    received(message, "en");
  }
}

TEST_CASE("a webhook's body is the same in every attempt") {
  const Message message = tests::group(7);
  CHECK(reading::to_text(webhook_body(message, tests::voice("en"))) ==
        reading::to_text(webhook_body(message, tests::voice("en"))));
}
