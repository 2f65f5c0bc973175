// The rows that belong to a change: its event and its incident. Called within a transaction.
#pragma once

#include <optional>

#include <soci/soci.h>

#include "model/event.hpp"

namespace ledger {

// Opens an incident for the event's target, or goes on with `known`; the event then bears its
// number.
long long open_incident(soci::session& sql, std::optional<long long> known,
                        std::optional<long long> unit, const model::Event& event);
void resolve_incident(soci::session& sql, long long id, model::Instant at);

// Writes a pending event: it waits to be frozen into messages.
void write_event(soci::session& sql, std::optional<long long> unit, const model::Event& event);

}  // namespace ledger
