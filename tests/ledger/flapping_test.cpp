// A handle that changes too often: what is open meanwhile, and what is told when it is quiet.
#include "ledger/watched.hpp"

using model::EventType;
using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

// Ours is lost and back until its handle is told of seven times within a day: the last time as
// lost.
Watched flapping() {
  Watched w;
  w.circumstances.is_owned = true;
  w.sure("pn44", Status::claimed, "1");
  for (int i = 0; i < 4; ++i) {
    w.now += 10min;
    CHECK(w.sure("pn44", Status::available) == 1);
    if (i == 3) break;
    w.now += 10min;
    CHECK(w.sure("pn44", Status::claimed, "1") == 1);
  }
  const auto newest = w.ledger->incidents.list()[0];
  CHECK(w.ledger->incidents.events(newest.id).back().detail == "it changed 7 times within a day");
  CHECK(newest.state == model::IncidentState::open);
  return w;
}

}  // namespace

TEST_CASE("a handle of ours that flaps and is then lost is told when it is quiet, and is open") {
  Watched w = flapping();
  w.now += 10min;
  CHECK(w.sure("pn44", Status::claimed, "1") == 0);
  CHECK(w.ledger->incidents.count_open() == 1);  // as long as it flaps
  w.now += 10min;
  CHECK(w.sure("pn44", Status::available) == 0);
  const auto lost_since = w.ledger->beliefs.find(w.unit, "pn44")->belief.since;
  w.now = lost_since + 24h;
  CHECK(w.sure("pn44", Status::available) == 1);
  const auto incident = w.ledger->incidents.list()[0];
  CHECK(incident.state == model::IncidentState::open);
  CHECK(incident.severity == model::Severity::high);
  const auto events = w.ledger->incidents.events(incident.id);
  CHECK(events.back().type == EventType::released);
  CHECK(events.back().detail.empty());
  CHECK(w.ledger->beliefs.find(w.unit, "pn44")->belief.since == lost_since);
  w.now += 6h;
  CHECK(w.sure("pn44", Status::available) == 0);
}

TEST_CASE("a handle of ours that flapped and is ours when it is quiet has no open incident") {
  Watched w = flapping();
  w.now += 10min;
  CHECK(w.sure("pn44", Status::claimed, "1") == 0);
  w.now += 24h;
  CHECK(w.sure("pn44", Status::claimed, "1") == 1);
  CHECK(w.ledger->incidents.count_open() == 0);
  CHECK(w.ledger->incidents.events(w.ledger->incidents.list()[0].id).back().type ==
        EventType::back);
}

TEST_CASE("a stranger who left while the handle flapped leaves no open incident when it is quiet") {
  Watched w;
  for (int i = 0; i < 3; ++i) {
    w.sure("pn02", Status::claimed, "13");
    w.now += 10min;
    w.sure("pn02", i < 2 ? Status::available : Status::claimed, i < 2 ? "" : "14");
    w.now += 10min;
  }
  CHECK(w.sure("pn02", Status::available) == 1);  // told last: free, and it flaps
  CHECK(w.ledger->incidents.count_open() == 1);
  w.now += 25h;
  CHECK(w.see("pn02", Status::available).events == 0);
  CHECK(w.ledger->incidents.count_open() == 0);
}

TEST_CASE("an account that moved away while its handle flapped is told as renamed") {
  for (const bool ours : {true, false}) {
    CAPTURE(ours);
    Watched w;
    w.circumstances.is_owned = ours;
    for (int i = 0; i < 4; ++i) {
      w.sure("pn02", Status::claimed, "1");
      w.now += 10min;
      if (i < 3 || ours) w.sure("pn02", Status::available);
      w.now += 10min;
    }
    REQUIRE(w.ledger->beliefs.find(w.unit, "pn02")->belief.hushed);
    w.circumstances.is_owned = false;
    w.sure("pn91", Status::claimed, "1");
    w.circumstances.is_owned = ours;
    w.sure("pn02", Status::available);
    w.now += 25h;
    CHECK(w.sure("pn02", Status::available) == 1);
    model::Event last;
    for (const auto& incident : w.ledger->incidents.list()) {
      if (incident.handle == "pn02") last = w.ledger->incidents.events(incident.id).back();
      if (incident.handle == "pn02") break;
    }
    CHECK(last.type == EventType::renamed);
    CHECK(last.detail == "pn91");
  }
}
