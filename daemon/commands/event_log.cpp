#include "commands/event_log.hpp"

#include <fmt/format.h>

#include "service/journal.hpp"
#include "text/visible.hpp"

namespace commands {
namespace {

service::Priority priority_of(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
    case model::Severity::high: return service::Priority::warning;
    case model::Severity::medium: return service::Priority::notice;
    case model::Severity::low:
    case model::Severity::info: break;
  }
  return service::Priority::info;
}

service::Fields fields_of(const model::Event& event) {
  const model::Target& target = event.seen.target;
  const bool is_of_a_platform = !target.platform.empty();
  return {{"HANDLEWATCH_EVENT", std::string(name(event.type))},
          {"HANDLEWATCH_SEVERITY", std::string(name(event.severity))},
          {"HANDLEWATCH_WATCH", event.watch},
          {"HANDLEWATCH_PLATFORM", target.platform},
          {"HANDLEWATCH_SERVER", target.server.value_or("")},
          {"HANDLEWATCH_HANDLE", is_of_a_platform ? target.handle : ""},
          {"HANDLEWATCH_INCIDENT", event.incident > 0 ? std::to_string(event.incident) : ""}};
}

}  // namespace

std::string log_line(const model::Event& event) {
  const model::Target& target = event.seen.target;
  std::string line(name(event.type));
  if (!target.platform.empty()) line += ": ";
  if (!target.platform.empty() && !target.handle.empty()) line += target.handle + " on ";
  line += target.platform;
  if (target.server) line += '@' + *target.server;
  if (event.seen.profile.account_id) {
    line += fmt::format(", account {}", *event.seen.profile.account_id);
  }
  if (!event.detail.empty()) line += ": " + event.detail;
  line += fmt::format(" ({})", name(event.severity));
  if (event.incident > 0) line += fmt::format(", incident {}", event.incident);
  return text::visible(line);
}

// Each made once at random and never changed. None for a test.
std::string_view message_id(model::EventType type) {
  using model::EventType;
  switch (type) {
    case EventType::claimed: return "82a2ccdd151e4f10b5ee44cb8fdc1865";
    case EventType::changed_hands: return "17e50712c7be42eb8d6fa21c1dbd1084";
    case EventType::released: return "344089238edf4b4b8d9a131e56060aea";
    case EventType::suspended: return "69a5f1118a0b48379ca2d6a99e0710e6";
    case EventType::renamed: return "4ffc97d755f64749b7f62ddeadf067c0";
    case EventType::back: return "d6531425b5b948998fe57e58533596de";
    case EventType::baseline: return "1552fbe4a5d5404a821807815f78642b";
    case EventType::platform_blind: return "0831772729b34954b98b141bbb8a7ae7";
    case EventType::platform_sees: return "357cf4e7b7eb4541b0d23bf9cdd3ef04";
    case EventType::self_blind: return "765a6a071c214656b9335cf3cc5383cf";
    case EventType::channel_down: return "c5d27f3c4c8a4281916694d1b0fd494b";
    case EventType::test: break;
  }
  return "";
}

void log_events(const ledger::Frozen& told) {
  for (const model::Event& event : told.events) {
    service::write_log(priority_of(event.severity), log_line(event), fields_of(event),
                       std::string(message_id(event.type)));
  }
}

}  // namespace commands
