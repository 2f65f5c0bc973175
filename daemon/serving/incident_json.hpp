// Incidents, events, decisions and lines of history as JSON rows.
#pragma once

#include "ledger/history.hpp"
#include "ledger/incidents.hpp"
#include "reading/json.hpp"

namespace serving {

reading::Json to_json(const ledger::Incident& incident);
reading::Json to_json(const ledger::Decision& decision);
reading::Json to_json(const model::Event& event);
reading::Json to_json(const ledger::HistoryLine& line);

}  // namespace serving
