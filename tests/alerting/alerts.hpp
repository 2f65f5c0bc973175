// Events and messages as the ledger would hand them over, and voices to tell them in.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "alerting/rendering.hpp"
#include "alerting/texts.hpp"
#include "text/time.hpp"

namespace tests {

inline model::Instant at(const char* iso) {
  return text::parse_iso(iso).value();
}

inline const std::filesystem::path& messages_folder() {
  static const std::filesystem::path folder =
      std::filesystem::path(HANDLEWATCH_PATTERNS) / "messages";
  return folder;
}

inline alerting::PlatformFacts platform_facts(const std::string& platform,
                                              const std::optional<std::string>&) {
  if (platform == "mastodon") {
    return {"Mastodon", "https://mastodon.example/auth/sign_up", {"mailto:abuse@mastodon.example"}};
  }
  return {"Bluesky", "https://bsky.app", {"mailto:moderation@bsky.app"}};
}

inline alerting::Voice voice(const std::string& language) {
  static std::map<std::string, alerting::Texts> read;
  if (!read.contains(language)) {
    read.emplace(language, alerting::load_texts(messages_folder(), language).value());
  }
  return {read.at(language), "Europe/Paris", platform_facts};
}

// A stranger took one of the names of January 2014.
inline model::Event claimed(const std::string& department, int number) {
  model::Event event;
  event.id = "evt_" + std::to_string(number);
  event.type = model::EventType::claimed;
  event.severity = model::Severity::critical;
  event.at = at("2026-11-22T06:40:00Z");
  event.watch = "police-nationale";
  event.incident = number;
  model::Observation& seen = event.seen;
  seen.target = {"bluesky", std::nullopt, "pnationale" + department + ".bsky.social",
                 "PNationale" + department, std::nullopt};
  seen.checked_at = event.at;
  seen.status = model::Status::claimed;
  seen.holder = model::Holder::stranger;
  seen.reason = "many/1";
  seen.url = "https://bsky.app/profile/" + seen.target.handle;
  seen.profile.account_id = "did:plc:stranger" + department;
  seen.profile.display_name = "Police " + department + " (ou presque)";
  seen.profile.created_at = "2026-11-21T22:10:05Z";
  seen.http_status = 200;
  seen.elapsed_ms = 84;
  event.before = model::Before{model::Status::available, std::nullopt, std::nullopt,
                               at("2026-03-01T10:00:00Z")};
  return event;
}

inline alerting::Message message_of(std::vector<model::Event> events) {
  alerting::Message message;
  message.id = "msg_01HV3Z8Q";
  message.channel = "team";
  message.created = at("2026-11-22T06:40:30Z");
  message.events = std::move(events);
  return message;
}

inline alerting::Message group(int count) {
  std::vector<model::Event> events;
  for (int i = 1; i <= count; ++i) {
    events.push_back(claimed(i < 10 ? "0" + std::to_string(i) : std::to_string(i), i));
  }
  return message_of(std::move(events));
}

inline model::Event of_service(model::EventType type, const std::string& detail) {
  model::Event event;
  event.id = "evt_service";
  event.type = type;
  event.severity = model::Severity::medium;
  event.at = at("2026-11-22T06:40:00Z");
  event.detail = detail;
  return event;
}

// Every field that a stranger writes holds `text`.
inline model::Event written_by(const std::string& text) {
  model::Event event = claimed("02", 7);
  event.seen.target.handle = text;
  event.seen.target.expected = text;
  event.seen.url = "https://" + text;
  event.seen.profile.account_id = text;
  event.seen.profile.display_name = text;
  event.seen.profile.created_at = text;
  event.before->account_id = text;
  event.detail = text;
  return event;
}

struct Hostile {
  const char* name;
  std::string text;
};

inline std::string repeated(const std::string& piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

inline const std::vector<Hostile>& hostile_texts() {
  static const std::vector<Hostile> texts = {
      {"mentions everyone", "<!channel> <@U123> <!here|x> @everyone @channel"},
      {"a Slack link", "<https://evil.example/x|click>"},
      {"a link", "https://evil.example/login?a=b&c=d"},
      {"a bare domain", "evil.example"},
      {"another header", "x\r\nBcc: victim@example.org\r\n\r\nbody"},
      {"the end of a mail", "x\r\n.\r\nMAIL FROM:<a@b.example>"},
      {"markup", "</code><script>alert(1)</script><img src=x onerror=y>&amp;\"'"},
      {"markdown", "`*bold*` _it_ ~no~ ``` [x](https://evil.example)"},
      {"right to left", "\u202Egpj.exe\u2066\u200B"},
      {"controls", std::string("\x1b[31m\0\x07\x9b", 8)},
      {"no UTF-8", "\xff\xfe\xc3"},
      {"a placeholder", "{handle} {link} {{"},
      {"JSON", "\"},{\"type\":\"x"},
      {"very long", repeated("é漢🚨&<", 3000)},
      {"all quotes", repeated("\"\\", 4000)},
      {"all controls", repeated("\x01", 8000)},
      {"all ampersands", repeated("&", 8000)},
  };
  return texts;
}

}  // namespace tests
