// Coverage and health as JSON: of each unit what is believed of its targets, when it was looked at,
// and what cannot be told.
//
//   {"open_incidents":2,"trouble":null,"units":[{"watch":…,"platform":…,"server":null,"ours":5,"others":2,"available":94,"suspended":0,…,
//     "undecided_for_7_days":["a-handle"],"swept_at":…,"blind_since":null,
//     "paused_until":null,"pause_was_cut":false,"note":null}]}
#pragma once

#include "ledger/ledger.hpp"
#include "reading/json.hpp"

namespace serving {

reading::Json status_of(ledger::Ledger& ledger, model::Instant now, const std::string& trouble);

}  // namespace serving
