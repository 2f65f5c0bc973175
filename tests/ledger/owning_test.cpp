// An incident that a person says is ours: whose account, of which watches, and from when on. What
// 'own' does for a handle (owned_test.cpp) it does for an incident.
#include "ledger/flapping.hpp"
#include "ledger/watched.hpp"

using model::Holder;
using model::IncidentState;
using model::Status;
using namespace std::chrono_literals;

namespace {

struct Desk : tests::Watched {
  bool own(long long incident) {
    return ledger->incidents.own(incident, {now, "soc", "own", "", ""});
  }
  std::optional<Holder> holder(const ledger::Unit& of) {
    return ledger->beliefs.find(of, "pn02")->belief.state.holder;
  }
  IncidentState state(long long id) { return ledger->incidents.find(id)->state; }
};

}  // namespace

TEST_CASE("who came while a target flapped, untold, is not who an incident makes ours") {
  Desk desk;
  const auto told = tests::told_before_another_came(desk);
  REQUIRE(desk.own(told.id));
  CHECK(desk.state(told.id) == IncidentState::resolved);
  CHECK(desk.ledger->owned.pinned("bluesky", "", "pn02") == "13");
  CHECK(desk.holder(desk.unit) == Holder::stranger);
}

TEST_CASE("an incident that is ours is so for every watch, and ends what the others had open") {
  Desk desk;
  desk.sure("pn02", Status::claimed, "13");
  const ledger::Unit first = desk.unit;
  desk.unit = desk.ledger->units.get({"town-halls", "bluesky", ""});
  desk.sure("pn02", Status::claimed, "13");
  REQUIRE(desk.state(2) == IncidentState::open);
  REQUIRE(desk.own(1));
  CHECK(desk.holder(first) == Holder::ours);
  CHECK(desk.holder(desk.unit) == Holder::ours);
  CHECK(desk.state(1) == IncidentState::resolved);
  CHECK(desk.state(2) == IncidentState::resolved);
}

TEST_CASE("a handle that was lost is ours by whichever account has it after 'incidents own'") {
  Desk desk;
  desk.circumstances.is_owned = true;
  desk.sure("pn02", Status::claimed, "13");
  desk.now += 48h;
  desk.sure("pn02", Status::available);
  REQUIRE(desk.state(1) == IncidentState::open);
  REQUIRE(desk.own(1));
  desk.now += 48h;
  desk.sure("pn02", Status::claimed, "15");
  CHECK(desk.holder(desk.unit) == Holder::ours);
  CHECK(desk.ledger->incidents.count_bad() == 0);
}

TEST_CASE(
    "an incident without an account is ours where the platform shows none, whoever is pinned") {
  Desk desk;
  desk.sure("pn02", Status::claimed);
  desk.ledger->owned.add({"bluesky", "", "pn02", "13"}, {desk.now, "soc", "own", "", ""});
  CHECK(desk.holder(desk.unit) == Holder::ours);
  CHECK(desk.state(1) == IncidentState::resolved);
}

TEST_CASE("a channel that is down is nobody's handle") {
  Desk desk;
  model::Event down;
  down.type = model::EventType::channel_down;
  down.seen.target.handle = "team";
  desk.ledger->outbox.tell(down, desk.now, desk.to({}));
  CHECK_FALSE(desk.own(1));
  CHECK(desk.state(1) == IncidentState::open);
  CHECK(desk.ledger->owned.of("", "").empty());
}
