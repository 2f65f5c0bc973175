#include "ledger/watched.hpp"

using model::IncidentState;
using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

ledger::Decision by(const Watched& w, const char* action) {
  return {w.now, "soc (uid 1001)", action, "", "seen by the press office"};
}

Watched claimed() {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  return w;
}

}  // namespace

TEST_CASE("who decided, when and why is kept") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  CHECK_FALSE(incidents.acknowledge(99, by(w, "ack")));
  REQUIRE(incidents.acknowledge(1, by(w, "ack")));
  CHECK(incidents.find(1)->state == IncidentState::acknowledged);
  REQUIRE(incidents.decisions(1).size() == 1);
  CHECK(incidents.decisions(1)[0].author == "soc (uid 1001)");
  CHECK(incidents.decisions(1)[0].reason == "seen by the press office");
  CHECK(incidents.decisions(1)[0].at == w.now);
}

TEST_CASE(
    "a snoozed incident is open again when its time is over, or when something graver comes") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  incidents.snooze(1, w.now + 24h, by(w, "snooze"));
  CHECK(incidents.wake(w.now + 23h) == 0);
  CHECK(incidents.count_open() == 0);
  CHECK(incidents.wake(w.now + 24h) == 1);
  CHECK(incidents.count_open() == 1);
  incidents.snooze(1, w.now + 1000h, by(w, "snooze"));
  w.now += 48h;
  w.sure("pn02", Status::claimed, "14");
  CHECK(incidents.find(1)->state == IncidentState::open);
  CHECK(incidents.find(1)->severity == model::Severity::critical);
}

TEST_CASE("a dismissed stranger is quiet until the account is another") {
  Watched w = claimed();
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss")));
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed, "13") == 0);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::bystander);
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed, "14") == 1);
  CHECK(w.ledger->incidents.list().size() == 2);
}

TEST_CASE("an incident that is ours after all ends, and the account stays ours") {
  Watched w = claimed();
  REQUIRE(w.ledger->incidents.own(1, by(w, "own")));
  CHECK(w.ledger->incidents.find(1)->state == IncidentState::resolved);
  const auto owned = w.ledger->owned.of("bluesky", "");
  REQUIRE(owned.size() == 1);
  CHECK(owned[0].handle == "pn02");
  CHECK(owned[0].account_id == "13");
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::ours);
}

TEST_CASE("a dismissal can be taken back") {
  Watched w = claimed();
  w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  REQUIRE(w.ledger->incidents.reopen(1, by(w, "reopen")));
  CHECK(w.ledger->incidents.find(1)->state == IncidentState::open);
  w.now += 48h;
  w.sure("pn02", Status::available);
  CHECK(w.ledger->incidents.find(1)->state == IncidentState::resolved);
}

TEST_CASE("a forgotten account is nowhere any more; what happened stays") {
  Watched w = claimed();
  CHECK(w.ledger->history.forget({"bluesky", "", "13"}).rows > 0);
  CHECK(w.ledger->history.forget({"bluesky", "", "13"}).rows == 0);
  CHECK(w.ledger->incidents.list()[0].account == std::nullopt);
  const auto events = w.ledger->incidents.events(1);
  REQUIRE(events.size() == 1);
  CHECK_FALSE(events[0].seen.profile.account_id.has_value());
  CHECK_FALSE(events[0].seen.profile.display_name.has_value());
  CHECK(events[0].seen.target.handle == "pn02");
  CHECK_FALSE(w.ledger->history.of("pn02")[0].display_name.has_value());
}

TEST_CASE("history and profiles are kept as long as they are to be") {
  Watched w = claimed();
  w.now += 100h;
  w.sure("pn02", Status::available);
  w.ledger->history.retain(std::nullopt, w.now);
  CHECK_FALSE(w.ledger->history.of("pn02")[0].display_name.has_value());
  CHECK_FALSE(w.ledger->incidents.events(1)[0].seen.profile.display_name.has_value());
  w.ledger->history.retain(w.now, std::nullopt);
  CHECK(w.ledger->history.of("pn02").size() <= 1);
}
