// The service in one line, for systemd: "next sweep in 3 min, 1,203 targets, 2 incidents". Pure.
#pragma once

#include <string>

#include "watching/scheduler.hpp"

namespace running {

// `trouble`: what it cannot do now; empty: nothing.
std::string status_line(const watching::Outlook& outlook, long long open_incidents,
                        const std::string& trouble, model::Instant now);

}  // namespace running
