// The service's log: one line a happening, with fields that journalctl can find it by
// (HANDLEWATCH_HANDLE=, HANDLEWATCH_PLATFORM=, HANDLEWATCH_INCIDENT=). Where no journal listens, a
// line on stderr. What strangers wrote is made visible by the caller.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace sys {

// As of syslog(3).
enum class Priority { error = 3, warning = 4, notice = 5, info = 6 };

using Fields = std::vector<std::pair<std::string, std::string>>;

// `message_id`: 32 hex digits of the kind of happening, for the catalogue; empty: none.
void write_log(Priority priority, const std::string& message, const Fields& fields = {},
               const std::string& message_id = "");

}  // namespace sys
