// Rows of `event` as events, and the ids that the world knows rows by: a row's number behind the
// name of its ledger.
#pragma once

#include <string>
#include <vector>

#include <soci/soci.h>

#include "model/event.hpp"

namespace ledger {

std::string ledger_name(soci::session& sql);

// `clauses` follow "FROM event e" and hold one number, which is `key`. Oldest first.
std::vector<model::Event> read_events(soci::session& sql, const std::string& clauses,
                                      long long key);

// The row of an event that read_events gave.
long long row_of(const model::Event& event);

}  // namespace ledger
