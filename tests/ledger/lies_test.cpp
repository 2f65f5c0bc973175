// A platform that was caught lying is asked more often for a while: in each of its units, on that
// server alone.
#include "ledger/watched.hpp"

using namespace std::chrono_literals;
using model::Status;
using tests::Watched;

namespace {

// How long after the first answer a gain is believed.
model::Milliseconds believed_after(Watched& w, const std::string& handle) {
  w.sure(handle, Status::available);
  w.now += 6h;
  const auto began = w.now;
  REQUIRE(w.sure(handle, Status::claimed, "13-" + handle) == 1);
  return w.now - began;
}

}  // namespace

TEST_CASE("each lie of the last week adds a look, and no more than seven of them count") {
  Watched w;
  CHECK(believed_after(w, "pn00") == 2min);
  const model::Milliseconds after[] = {17min, 32min, 47min, 62min, 77min, 92min, 107min, 107min};
  int number = 0;
  for (const auto expected : after) {
    w.ledger->units.caught_lying(w.unit, w.now);
    CHECK(believed_after(w, "pn" + std::to_string(++number)) == expected);
  }
  w.now += 7 * 24h;
  CHECK(believed_after(w, "pn99") == 2min);
}

TEST_CASE("a lie is a week old to the millisecond") {
  for (const bool old : {false, true}) {
    Watched w;
    w.sure("pn02", Status::available);
    w.ledger->units.caught_lying(w.unit, w.now);
    w.now += 7 * 24h - 2min - (old ? 0ms : 1ms);
    w.see("pn02", Status::claimed, "13");
    w.now += 2min;
    CHECK(w.look("pn02", Status::claimed, "13").events == (old ? 1 : 0));
  }
}

TEST_CASE("whether a platform was caught of late is known") {
  Watched w;
  const auto since = w.now;
  CHECK_FALSE(w.ledger->units.was_caught_lying(w.unit, since));
  w.ledger->units.caught_lying(w.unit, w.now);
  CHECK(w.ledger->units.was_caught_lying(w.unit, since));
  CHECK_FALSE(w.ledger->units.was_caught_lying(w.unit, since + 1ms));
}

TEST_CASE("a lie is the platform's on its server, whichever watch caught it") {
  struct Row {
    ledger::UnitKey key;
    bool same;
  };
  const Row rows[] = {{{"fire", "bluesky", ""}, true},
                      {{"police", "x", ""}, false},
                      {{"police", "bluesky", "https://a.example"}, false}};
  for (const Row& row : rows) {
    Watched w;
    w.ledger->units.caught_lying(w.unit, w.now);
    w.unit = w.ledger->units.get(row.key);
    CHECK(believed_after(w, "pn02") == (row.same ? 17min : 2min));
  }
}

TEST_CASE("a second look that says otherwise is a lie that was caught") {
  Watched w;
  w.sure("pn02", Status::available);
  w.sure("pn11", Status::claimed, "14");
  w.now += 6h;
  w.see("pn02", Status::claimed, "13");
  w.see("pn11", Status::available);
  w.now += 2min;
  w.look("pn02", Status::available);
  w.look("pn11", Status::claimed, "14");
  w.end_sweep();
  CHECK(believed_after(w, "pn75") == 32min);
}
