// The rows that belong to a change: its event and its incident. Called within a transaction.
#pragma once

#include <optional>
#include <string>

#include <soci/soci.h>

#include "model/event.hpp"

namespace ledger {

struct Decision;

// Opens an incident for the event's target, or goes on with `known`; the event then bears its
// number.
long long open_incident(soci::session& sql, std::optional<long long> known,
                        std::optional<long long> unit, const model::Event& event);
// The incident of the service itself that is not over: of a type, and a channel's name or "".
std::optional<long long> standing_of_service(soci::session& sql, model::EventType type,
                                             const std::string& handle);
void end_of_service(soci::session& sql, model::EventType type, const std::string& handle,
                    model::Instant at);
void resolve_incident(soci::session& sql, long long id, model::Instant at);
// Of an incident, or of none.
void write_decision(soci::session& sql, std::optional<long long> incident,
                    const Decision& decision);

// Writes a pending event: it waits to be frozen into messages.
void write_event(soci::session& sql, std::optional<long long> unit, const model::Event& event);

// What is known of an event now, in place of what its row says of it.
void rewrite_event(soci::session& sql, long long id, const model::Event& event);

}  // namespace ledger
