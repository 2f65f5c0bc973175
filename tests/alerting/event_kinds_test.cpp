// Every row of the table of events against what has to know it: the words of each language, the
// webhook's schema and its page, the journal's catalogue.
#include <set>

#include <doctest/doctest.h>

#include "alerting/alerts.hpp"
#include "alerting/cases.hpp"
#include "model/event_kind.hpp"
#include "reading/file.hpp"
#include "reading/json.hpp"

using namespace alerting;
using model::EventKind;
using reading::Json;

namespace {

std::string shipped(const std::filesystem::path& path) {
  return reading::read_file(std::filesystem::path(HANDLEWATCH_PATTERNS) / path).value();
}

Json words_in(const std::string& language, const std::string& section) {
  const std::string text = shipped("messages/" + language + ".json");
  return *reading::parse_json(text, reading::our_files).value().find(section);
}

// The words that an `enum` of the schema allows for this member, wherever it stands.
void collect(const Json& json, const std::string& member, std::set<std::string>& words) {
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    const Json& item = json.items[i];
    if (i < json.keys.size() && json.keys[i] == member && item.find("enum") != nullptr) {
      for (const Json& word : item.find("enum")->items) words.insert(word.text);
    }
    collect(item, member, words);
  }
}

std::set<std::string> words_of(const std::string& member) {
  std::set<std::string> words;
  collect(
      reading::parse_json(shipped("messages/webhook.schema.json"), reading::foreign_files).value(),
      member, words);
  return words;
}

// An event of the kind in all the lights that its words may depend on.
std::vector<model::Event> lights(const EventKind& kind) {
  std::vector<model::Event> events;
  for (const bool ours : {true, false}) {
    for (const bool look_alike : {true, false}) {
      for (const bool held : {true, false}) {
        model::Event event = tests::claimed("02", 7);
        event.type = kind.type;
        const auto holder = ours ? model::Holder::ours : model::Holder::stranger;
        event.before->holder = holder;
        event.seen.holder = holder;
        if (look_alike) event.seen.target.variant = "omission";
        if (held) event.held_until = model::for_ever;
        if (held) event.losses = 7;
        event.lost_ours = ours;
        events.push_back(std::move(event));
      }
    }
  }
  return events;
}

}  // namespace

TEST_CASE("every kind of event has its words in every language, whatever the light") {
  for (const std::string language : {"en", "fr"}) {
    const Voice voice = tests::voice(language);
    for (const EventKind& kind : model::event_kinds) {
      CAPTURE(kind.name);
      for (const model::Event& event : lights(kind)) {
        const Case which = case_of(event);
        const CaseText& words = voice.texts.of(which);
        CHECK_FALSE(words.title.empty());
        CHECK_FALSE(words.sentence.empty());
        CHECK_FALSE(words.advice.empty());
        CHECK_FALSE(render(tests::message_of({event}), voice).title.empty());
      }
    }
  }
}

TEST_CASE("no case has words that no event is told with") {
  std::set<std::string> told;
  for (const EventKind& kind : model::event_kinds) {
    for (const model::Event& event : lights(kind)) told.insert(case_of(event).key);
  }
  const auto& keys = words_in("en", "cases").keys;
  CHECK(told == std::set<std::string>(keys.begin(), keys.end()));
}

TEST_CASE("the webhook's schema and its page know every kind of event, and no other") {
  std::set<std::string> types = {"handle.events"};  // of several together
  std::set<std::string> names;
  const std::string page = shipped("messages/README.md");
  for (const EventKind& kind : model::event_kinds) {
    CAPTURE(kind.name);
    CHECK(types.insert(kind.webhook_type()).second);
    CHECK(names.emplace(kind.name).second);
    CHECK(page.find("`" + kind.webhook_type() + "`") != std::string::npos);
    for (const char c : kind.webhook_type()) {
      CHECK(((c >= 'a' && c <= 'z') || c == '_' || c == '.'));
    }
  }
  auto in_schema = words_of("type");
  in_schema.insert("handle.events");  // a `const`, not one of an `enum`
  CHECK(in_schema == types);
  CHECK(words_of("event") == names);
}

TEST_CASE("the webhook's schema knows every severity, status and holder, and no other") {
  const auto in_schema = [](const std::string& member) {
    auto words = words_of(member);
    words.erase("");  // null: nobody holds it
    return words;
  };
  const auto all = [](const auto& names) {
    return std::set<std::string>(names.begin(), names.end());
  };
  CHECK(in_schema("severity") == all(model::severity_names));
  CHECK(in_schema("status") == all(model::status_names));
  CHECK(in_schema("holder") == all(model::holder_names));
}

TEST_CASE("a kind of event is in the journal with an id of its own, which no other has") {
  std::set<std::string_view> ids;
  for (const EventKind& kind : model::event_kinds) {
    CAPTURE(kind.name);
    if (kind.type == model::EventType::test) {
      CHECK(kind.journal_id.empty());
      continue;
    }
    CHECK(kind.journal_id.size() == 32);
    CHECK(ids.insert(kind.journal_id).second);
  }
}

TEST_CASE("the journal's catalogue explains every kind of event, in each language's own words") {
  for (const std::string language : {"en", "fr"}) {
    const std::string suffix = language == "en" ? "" : "." + language;
    const std::string catalogue = shipped("../systemd/handlewatch" + suffix + ".catalog");
    const Json words = words_in(language, "journal");
    std::size_t explained = 0;
    for (const EventKind& kind : model::event_kinds) {
      if (kind.journal_id.empty()) continue;
      CAPTURE(language);
      CAPTURE(kind.name);
      const std::string& subject = words.find(kind.name)->find("subject")->text;
      const std::string entry =
          "-- " + std::string(kind.journal_id) + "\nSubject: " + subject + "\n";
      CHECK(catalogue.find(entry) != std::string::npos);
      ++explained;
    }
    CHECK(words.keys.size() == explained);
  }
}
