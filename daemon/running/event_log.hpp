// What is told is logged too: one line an event, with fields that journalctl finds it by
// (HANDLEWATCH_HANDLE=, HANDLEWATCH_PLATFORM=, HANDLEWATCH_INCIDENT=) and a MESSAGE_ID of its type,
// which systemd/handlewatch.catalog explains.
#pragma once

#include <string>
#include <string_view>

#include "ledger/outbox.hpp"

namespace running {

void log_events(const ledger::Frozen& told);

// "claimed: pnationale02.bsky.social on bluesky (critical), incident 3"; what strangers wrote is
// made visible.
std::string log_line(const model::Event& event);

// 32 hex digits.
std::string_view message_id(model::EventType type);

}  // namespace running
