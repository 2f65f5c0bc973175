// An incident that a person says is ours: whose account, of which watches, and from when on. What
// 'own' does for a handle (owned_test.cpp) it does for an incident.
#include "ledger/flapping.hpp"
#include "ledger/watched.hpp"

using model::Holder;
using model::IncidentState;
using model::Status;
using namespace std::chrono_literals;

namespace {

struct OwningDesk : tests::Watched {
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
  OwningDesk desk;
  const auto told = tests::told_before_another_came(desk);
  REQUIRE(desk.own(told.id));
  CHECK(desk.state(told.id) == IncidentState::resolved);
  CHECK(desk.ledger->owned.pinned("bluesky", "", "pn02") == "13");
  CHECK(desk.holder(desk.unit) == Holder::stranger);
}

TEST_CASE("an incident that is ours is so for every watch, and ends what the others had open") {
  OwningDesk desk;
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

TEST_CASE("who takes a handle that was lost is a stranger after 'incidents own', too") {
  OwningDesk desk;
  desk.circumstances.is_owned = true;
  desk.sure("pn02", Status::claimed, "13");
  desk.now += 48h;
  desk.sure("pn02", Status::available);
  REQUIRE(desk.state(1) == IncidentState::open);
  REQUIRE(desk.own(1));
  desk.now += 48h;
  desk.sure("pn02", Status::claimed, "15");
  CHECK(desk.holder(desk.unit) == Holder::stranger);
  CHECK(desk.ledger->incidents.count_bad() == 1);
}

TEST_CASE(
    "an incident without an account is ours where the platform shows none, whoever is pinned") {
  OwningDesk desk;
  desk.sure("pn02", Status::claimed);
  desk.ledger->owned.add({"bluesky", "", "pn02", "13"}, {desk.now, "soc", "own", "", ""});
  CHECK(desk.holder(desk.unit) == Holder::ours);
  CHECK(desk.state(1) == IncidentState::resolved);
}

TEST_CASE("a channel that is down is nobody's handle") {
  OwningDesk desk;
  model::Event down;
  down.type = model::EventType::channel_down;
  down.seen.target.handle = "team";
  desk.ledger->outbox.tell(down, desk.now, desk.to({}));
  CHECK_FALSE(desk.own(1));
  CHECK(desk.state(1) == IncidentState::open);
  CHECK(desk.ledger->owned.of("", "").empty());
}

TEST_CASE(
    "an incident that was ours and is reopened takes back what was pinned by that, and no more") {
  struct Row {
    const char* before;  // null: it was not declared ours; "": without an account
    bool stays;
    const char* pinned;  // null: nobody
  };
  for (const Row& row :
       {Row{nullptr, false, nullptr}, Row{"", true, nullptr}, Row{"13", true, "13"}}) {
    OwningDesk desk;
    desk.sure("pn02", Status::claimed, "13");
    const ledger::Decision decision{desk.now, "soc", "own", "", ""};
    if (row.before != nullptr) {
      judging::OwnedHandle handle{"bluesky", "", "pn02", std::nullopt};
      if (*row.before != '\0') handle.account_id = row.before;
      desk.ledger->owned.add(handle, decision);
    }
    REQUIRE(desk.own(1));
    REQUIRE(desk.holder(desk.unit) == Holder::ours);
    REQUIRE(desk.ledger->incidents.reopen(1, {desk.now, "soc", "reopen", "", ""}));
    CHECK(desk.state(1) == IncidentState::open);
    CHECK(desk.ledger->owned.of("bluesky", "").size() == (row.stays ? 1 : 0));
    const auto pinned = desk.ledger->owned.pinned("bluesky", "", "pn02");
    CHECK(pinned.value_or("-") == (row.pinned != nullptr ? row.pinned : "-"));
    const bool is_his = row.pinned != nullptr;  // a person pinned him by name
    CHECK(desk.holder(desk.unit) == (is_his ? Holder::ours : Holder::stranger));
  }
}

TEST_CASE("who took a handle of ours is a stranger again when 'own' is taken back") {
  OwningDesk desk;
  desk.circumstances.is_owned = true;
  desk.sure("pn02", Status::claimed, "1");
  desk.now += 48h;
  desk.sure("pn02", Status::claimed, "13");
  REQUIRE(desk.state(1) == IncidentState::open);
  REQUIRE(desk.own(1));
  REQUIRE(desk.ledger->incidents.reopen(1, {desk.now, "soc", "reopen", "", ""}));
  desk.now += 48h;
  desk.sure("pn02", Status::claimed, "13");
  CHECK(desk.holder(desk.unit) == Holder::stranger);
  CHECK(desk.state(1) == IncidentState::open);
}

TEST_CASE("a pin that was changed since is not taken back with the incident") {
  OwningDesk desk;
  desk.sure("pn02", Status::claimed, "13");
  REQUIRE(desk.own(1));
  desk.ledger->owned.add({"bluesky", "", "pn02", "14"}, {desk.now, "soc", "own", "", ""});
  desk.ledger->incidents.reopen(1, {desk.now, "soc", "reopen", "", ""});
  CHECK(desk.ledger->owned.pinned("bluesky", "", "pn02") == "14");
}

TEST_CASE("an account that the configuration lists is not given up by an 'own' that names none") {
  OwningDesk desk;
  desk.circumstances.is_owned = true;
  desk.circumstances.owned_id = "1";  // by the configuration
  desk.sure("pn02", Status::claimed, "13");
  const ledger::Decision decision{desk.now, "soc", "own", "", ""};
  const auto declared = desk.ledger->owned.add({"bluesky", "", "pn02", std::nullopt}, decision);
  CHECK(declared.account == "1");  // and not whoever has it
  CHECK(declared.before == "1");
  CHECK(desk.holder(desk.unit) == Holder::stranger);
  CHECK(desk.state(1) == IncidentState::open);
  CHECK_FALSE(desk.ledger->owned.pinned("bluesky", "", "pn02").has_value());
  CHECK_FALSE(desk.own(1));  // nor is he ours by the incident
  CHECK(desk.sure("pn02", Status::claimed, "13") == 0);
  // A person who names him is believed.
  desk.ledger->owned.add({"bluesky", "", "pn02", "13"}, decision);
  CHECK(desk.holder(desk.unit) == Holder::ours);
}

TEST_CASE("a handle that was lost where no id proves anything is ours when a person says so") {
  OwningDesk desk;
  desk.circumstances.is_owned = true;
  desk.sure("pn02", Status::claimed);
  desk.now += 48h;
  desk.sure("pn02", Status::available);
  desk.now += 48h;
  desk.sure("pn02", Status::claimed);
  CHECK(desk.holder(desk.unit) == Holder::stranger);
  CHECK(desk.ledger->incidents.list()[0].type == model::EventType::claimed);
  desk.ledger->owned.add({"bluesky", "", "pn02", std::nullopt}, {desk.now, "soc", "own", "", ""});
  CHECK(desk.holder(desk.unit) == Holder::ours);
  desk.sure("pn02", Status::claimed);
  CHECK(desk.holder(desk.unit) == Holder::ours);
  CHECK(desk.ledger->incidents.count_bad() == 0);
  // And before anybody has it, too.
  desk.now += 48h;
  desk.sure("pn02", Status::available);
  desk.ledger->owned.add({"bluesky", "", "pn02", std::nullopt}, {desk.now, "soc", "own", "", ""},
                         ledger::Pin::keep, ledger::Registered::yes);
  desk.sure("pn02", Status::available);
  desk.sure("pn02", Status::claimed);
  CHECK(desk.holder(desk.unit) == Holder::ours);
}
