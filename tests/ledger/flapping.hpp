// A target that went from hand to hand until nobody is told any more.
#pragma once

#include <doctest/doctest.h>

#include "ledger/watched.hpp"

namespace tests {

// Account 13 had pn02 when it was told that the handle flaps; 14 came since, untold. The incident,
// about 13.
inline ledger::Incident told_before_another_came(Watched& w) {
  using model::Status;
  using namespace std::chrono_literals;
  for (int i = 0; i < 3; ++i) {
    w.sure("pn02", Status::claimed, "13");
    w.now += 10min;
    w.sure("pn02", Status::available);
    w.now += 10min;
  }
  w.sure("pn02", Status::claimed, "13");
  const auto told = w.ledger->incidents.list(model::IncidentState::open).at(0);
  REQUIRE(told.account == "13");
  w.now += 10min;
  CHECK(w.sure("pn02", Status::claimed, "14") == 0);
  return told;
}

}  // namespace tests
