// A claim that was told, and what people decide of it.
#pragma once

#include "ledger/watched.hpp"

namespace tests {

inline ledger::Decision by(const Watched& w, const char* action) {
  return {w.now, "soc (uid 1001)", action, "", "seen by the press office"};
}

inline Watched claimed() {
  Watched w;
  w.sure("pn02", model::Status::claimed, "13");
  return w;
}

}  // namespace tests
