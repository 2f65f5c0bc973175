// The kinds of events, a row each: what they are called to programs. A new kind is a row here and
// its words: the cases in every language of patterns/messages/, its type in the webhook's schema,
// its entry in systemd/handlewatch.catalog. Tests walk the rows and name what lacks.
#pragma once

#include <array>
#include <string_view>

#include "model/event.hpp"

namespace model {

struct EventKind {
  EventType type;
  // Of a webhook's body; Standard Webhooks allows letters, digits, '_' and '.'.
  std::string_view webhook_type;
  // In the journal. Made once at random and never changed; none for what is never in the ledger.
  std::string_view journal_id;

  constexpr std::string_view name() const { return model::name(type); }
};

constexpr std::array<EventKind, event_type_names.size()> event_kinds = {{
    {EventType::claimed, "handle.claimed", "82a2ccdd151e4f10b5ee44cb8fdc1865"},
    {EventType::changed_hands, "handle.changed_hands", "17e50712c7be42eb8d6fa21c1dbd1084"},
    {EventType::released, "handle.released", "344089238edf4b4b8d9a131e56060aea"},
    {EventType::suspended, "handle.suspended", "69a5f1118a0b48379ca2d6a99e0710e6"},
    {EventType::renamed, "handle.renamed", "4ffc97d755f64749b7f62ddeadf067c0"},
    {EventType::back, "handle.back", "d6531425b5b948998fe57e58533596de"},
    {EventType::baseline, "handle.baseline", "1552fbe4a5d5404a821807815f78642b"},
    {EventType::platform_blind, "platform.blind", "0831772729b34954b98b141bbb8a7ae7"},
    {EventType::platform_sees, "platform.sees", "357cf4e7b7eb4541b0d23bf9cdd3ef04"},
    {EventType::self_blind, "service.self_blind", "765a6a071c214656b9335cf3cc5383cf"},
    {EventType::channel_down, "service.channel_down", "c5d27f3c4c8a4281916694d1b0fd494b"},
    {EventType::test, "service.test", ""},
}};

constexpr const EventKind* find_kind(EventType type) {
  for (const EventKind& kind : event_kinds) {
    if (kind.type == type) return &kind;
  }
  return nullptr;
}

constexpr bool has_each_kind_once() {
  for (std::size_t i = 0; i < event_kinds.size(); ++i) {
    if (find_kind(event_kinds[i].type) != &event_kinds[i]) return false;
  }
  return true;
}
static_assert(has_each_kind_once(), "a kind of event has two rows, and so another has none");

// Every type has its row, or the line above does not compile.
constexpr const EventKind& kind_of(EventType type) {
  return *find_kind(type);
}

}  // namespace model
