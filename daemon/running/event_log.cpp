#include "running/event_log.hpp"

#include <fmt/format.h>

#include "model/event_kind.hpp"
#include "system/journal.hpp"
#include "text/visible.hpp"

namespace running {
namespace {

sys::Priority priority_of(model::Severity severity) {
  switch (severity) {
    case model::Severity::critical:
    case model::Severity::high: return sys::Priority::warning;
    case model::Severity::medium: return sys::Priority::notice;
    case model::Severity::low:
    case model::Severity::info: break;
  }
  return sys::Priority::info;
}

sys::Fields fields_of(const model::Event& event) {
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

std::string_view message_id(model::EventType type) {
  return model::kind_of(type).journal_id;
}

void log_events(const ledger::Frozen& told) {
  for (const model::Event& event : told.events) {
    sys::write_log(priority_of(event.severity), log_line(event), fields_of(event),
                   std::string(message_id(event.type)));
  }
}

}  // namespace running
