// The ledger as rows, a page at a time, so that a million targets pass through the service without
// holding it up. A page names the next one; where a page begins is the business of this file alone.
#pragma once

#include <string>

#include "ledger/ledger.hpp"
#include "serving/message.hpp"

namespace serving {

// {"rows":[{"kind":"target" | "history" | "incident" | "decision", …}], "next":"…" | null}; `from`
// is empty or what a page called its next.
Response export_page(ledger::Ledger& ledger, const std::string& from);

}  // namespace serving
