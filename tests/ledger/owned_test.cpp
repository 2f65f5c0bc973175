// A pinned account: whose handle it is stays decided until somebody says otherwise in so many
// words.
#include "ledger/kept.hpp"
#include "ledger/watched.hpp"

using judging::OwnedHandle;
using ledger::Pin;
using ledger::Registered;
using model::IncidentState;
using model::Status;
using Account = std::optional<std::string>;
using namespace std::chrono_literals;

namespace {

struct Desk : tests::Watched {
  // The handle whose it is asked is pn02.
  ledger::Declared own(const Account& account, Pin pin = Pin::keep,
                       Registered registered = Registered::no) {
    return ledger->owned.add({"bluesky", "", "pn02", account}, {now, "soc", "own", "", ""}, pin,
                             registered);
  }
  void register_it() { own(std::nullopt, Pin::keep, Registered::yes); }
  Account pinned() {
    const auto owned = ledger->owned.of("bluesky", "");
    REQUIRE(owned.size() == 1);
    return owned[0].account_id;
  }
  IncidentState state(long long id) { return ledger->incidents.find(id)->state; }
};

}  // namespace

TEST_CASE("a pinned account is kept until another is named or it is let go of") {
  Desk desk;
  const auto first = desk.own("13");
  CHECK(first.account == "13");
  CHECK_FALSE(first.before.has_value());
  const auto again = desk.own(std::nullopt);
  CHECK(again.account == "13");
  CHECK(again.before == "13");
  CHECK(desk.pinned() == "13");
  const auto changed = desk.own("14");
  CHECK(changed.account == "14");
  CHECK(changed.before == "13");
  CHECK(desk.pinned() == "14");
  const auto unpinned = desk.own(std::nullopt, Pin::drop);
  CHECK_FALSE(unpinned.account.has_value());
  CHECK(unpinned.before == "14");
  CHECK_FALSE(desk.pinned().has_value());
  CHECK_FALSE(desk.own(std::nullopt).account.has_value());
}

TEST_CASE("only an incident about the pinned account, or about nobody known, ends by 'own'") {
  Desk desk;
  desk.sure("pn02", Status::claimed, "66");  // incident 1: a stranger's
  desk.own("13");
  CHECK(desk.state(1) == IncidentState::open);
  desk.own(std::nullopt);  // 13 stays pinned
  CHECK(desk.state(1) == IncidentState::open);
  desk.own(std::nullopt, Pin::drop);  // whoever has it
  CHECK(desk.state(1) == IncidentState::resolved);
}

TEST_CASE("an incident that becomes ours pins its account where none is pinned") {
  Desk desk;
  desk.sure("pn02", Status::claimed, "66");
  desk.ledger->owned.add({"bluesky", "", "pn02", std::nullopt}, {desk.now, "soc", "own", "", ""});
  REQUIRE(desk.ledger->incidents.own(1, {desk.now, "soc", "own", "", ""}));
  CHECK(desk.pinned() == "66");
}

TEST_CASE("an incident about another account than the pinned one does not become ours") {
  Desk desk;
  desk.sure("pn02", Status::claimed, "66");
  desk.own("13");
  CHECK_FALSE(desk.ledger->incidents.own(1, {desk.now, "soc", "own", "", ""}));
  CHECK(desk.pinned() == "13");
  CHECK(desk.state(1) == IncidentState::open);
  CHECK(desk.ledger->incidents.decisions(1).empty());
  desk.own("66");
  REQUIRE(desk.ledger->incidents.own(1, {desk.now, "soc", "own", "", ""}));
  CHECK(desk.pinned() == "66");
}

TEST_CASE("an incident that shows no account leaves the pinned one as it is") {
  Desk desk;
  desk.sure("pn02", Status::claimed);
  desk.own("13");
  desk.ledger->incidents.reopen(1, {desk.now, "soc", "reopen", "", ""});
  REQUIRE(desk.ledger->incidents.own(1, {desk.now, "soc", "own", "", ""}));
  CHECK(desk.pinned() == "13");
}

TEST_CASE("a pinned account is kept through a migration, through 'forget' and through a copy") {
  const tests::Kept kept("version-2.sql");
  const auto ledger = tests::Watched::opened(kept.path());
  const std::string server = "https://codeberg.org";
  CHECK(ledger->owned.of("codeberg", server)[0].account_id == "144");
  ledger->history.forget({"codeberg", server, "144"});
  CHECK(ledger->owned.of("codeberg", server)[0].account_id == "144");
  const std::string copy = kept.path() + ".copy";
  ledger->back_up(copy);
  CHECK(tests::Watched::opened(copy)->owned.of("codeberg", server)[0].account_id == "144");
}

namespace {

// As after a loss of pn02, which was ours by the account 13.
struct LostDesk : Desk {
  explicit LostDesk(Status status, const std::string& account = "") {
    circumstances.is_owned = true;
    sure("pn02", Status::claimed, "13");
    sure("pn02", status, account);
    REQUIRE(state(1) == IncidentState::open);
  }
  std::optional<model::Holder> holder() {
    return ledger->beliefs.find(unit, "pn02")->belief.state.holder;
  }
  model::EventType told_last() {
    return ledger->incidents.events(ledger->incidents.list()[0].id).back().type;
  }
};

}  // namespace

TEST_CASE(
    "whoever has a handle that is said to be ours is ours from then on, and the next is not") {
  LostDesk desk(Status::claimed, "66");
  CHECK(desk.holder() == model::Holder::stranger);
  desk.own(std::nullopt);
  CHECK(desk.holder() == model::Holder::ours);
  CHECK(desk.state(1) == IncidentState::resolved);
  CHECK(desk.sure("pn02", Status::claimed, "66") == 0);
  CHECK(desk.holder() == model::Holder::ours);
  desk.sure("pn02", Status::claimed, "77");
  CHECK(desk.holder() == model::Holder::stranger);
  CHECK(desk.told_last() == model::EventType::changed_hands);
}

TEST_CASE("who comes straight behind the account that was said to be ours is not ours") {
  LostDesk desk(Status::claimed, "66");
  desk.own(std::nullopt);
  desk.now += 48h;
  desk.sure("pn02", Status::claimed, "77");
  CHECK(desk.holder() == model::Holder::stranger);
  CHECK(desk.told_last() == model::EventType::changed_hands);
}

TEST_CASE("a handle that was lost and is registered anew is ours by whichever account") {
  LostDesk desk(Status::available);
  desk.register_it();
  desk.sure("pn02", Status::claimed, "15");
  CHECK(desk.holder() == model::Holder::ours);
  CHECK(desk.ledger->incidents.count_bad() == 0);
}

TEST_CASE("of a handle that nobody has and is said to be ours, only the account that had it is") {
  struct Row {
    Status lost;
    const char* shown;  // the account that was lost, or nobody
  };
  for (const Row& row : {Row{Status::available, ""}, Row{Status::suspended, ""},
                         Row{Status::reserved, ""}, Row{Status::suspended, "13"}}) {
    for (const char* comes : {"15", "13"}) {
      CAPTURE(static_cast<int>(row.lost));
      CAPTURE(comes);
      LostDesk desk(row.lost, row.shown);
      desk.own(std::nullopt);
      CHECK(desk.state(1) == IncidentState::resolved);
      CHECK(desk.ledger->incidents.count_bad() == 1);  // it is not ours yet
      CHECK(desk.sure("pn02", row.lost, row.shown) == 0);
      desk.now += 48h;
      const bool is_his = std::string(comes) == "13";
      const std::size_t told = desk.sure("pn02", Status::claimed, comes);
      CHECK(desk.holder() == (is_his ? model::Holder::ours : model::Holder::stranger));
      CHECK(desk.ledger->incidents.count_bad() == (is_his ? 0 : 1));
      CHECK((is_his || told == 1));
    }
  }
}

TEST_CASE("a handle that is free and is said to be ours is a stranger's when one takes it") {
  for (const bool registered : {false, true}) {
    CAPTURE(registered);
    Desk desk;
    desk.sure("pn02", Status::available);
    registered ? desk.register_it() : void(desk.own(std::nullopt));
    desk.circumstances.is_owned = true;
    desk.now += 48h;
    CHECK(desk.sure("pn02", Status::claimed, "66") == (registered ? 0 : 1));
    CHECK(desk.ledger->incidents.count_bad() == (registered ? 0 : 1));
  }
}

TEST_CASE("a handle that was closed and is registered is ours by whichever account comes") {
  struct Row {
    Status closed;
    const char* shown;  // the account that was lost, or nobody
  };
  for (const Row& row : {Row{Status::suspended, ""}, Row{Status::reserved, ""},
                         Row{Status::suspended, "13"}, Row{Status::reserved, "13"}}) {
    CAPTURE(static_cast<int>(row.closed));
    CAPTURE(row.shown);
    LostDesk desk(row.closed, row.shown);
    desk.register_it();
    desk.sure("pn02", row.closed, row.shown);  // a look between
    desk.sure("pn02", Status::claimed, "15");
    CHECK(desk.holder() == model::Holder::ours);
    CHECK(desk.ledger->incidents.count_bad() == 0);
    desk.now += 48h;
    desk.sure("pn02", Status::claimed, "16");
    CHECK(desk.holder() == model::Holder::stranger);
  }
}

TEST_CASE("an account that is let go of does not make a stranger of whoever has the handle") {
  LostDesk desk(Status::claimed, "66");
  desk.own("13");
  CHECK(desk.holder() == model::Holder::stranger);
  desk.own(std::nullopt);  // 13 stays pinned
  CHECK(desk.holder() == model::Holder::stranger);
  CHECK(desk.state(1) == IncidentState::open);
  desk.own(std::nullopt, Pin::drop);
  CHECK(desk.holder() == model::Holder::ours);
  CHECK(desk.sure("pn02", Status::claimed, "66") == 0);
  CHECK(desk.holder() == model::Holder::ours);
}

TEST_CASE("the pinned account is ours as soon as it is pinned, where it has the handle") {
  LostDesk desk(Status::claimed, "66");
  desk.own("66");
  CHECK(desk.holder() == model::Holder::ours);
  CHECK(desk.state(1) == IncidentState::resolved);
}

TEST_CASE("who was dismissed and is said to be ours is no excuse for himself when he is not") {
  Desk desk;
  desk.sure("pn02", Status::claimed, "66");
  const ledger::Decision dismissal{desk.now, "soc", "dismiss", "", ""};
  REQUIRE(desk.ledger->incidents.dismiss(1, model::Holder::bystander, dismissal));
  desk.own(std::nullopt);
  CHECK(desk.state(1) == IncidentState::dismissed);
  desk.own("13");
  desk.circumstances.is_owned = true;
  desk.circumstances.owned_id = "13";
  desk.now += 48h;
  CHECK(desk.sure("pn02", Status::claimed, "66") == 1);
  CHECK(desk.ledger->incidents.count_bad() == 1);
}

TEST_CASE("a handle that is said to be ours and is lost begins another incident") {
  Desk desk;
  desk.sure("pn02", Status::claimed, "66");
  desk.own("66");
  desk.circumstances.is_owned = true;
  desk.circumstances.owned_id = "66";
  desk.now += 48h;
  CHECK(desk.sure("pn02", Status::claimed, "77") == 1);
  CHECK(desk.ledger->incidents.list().size() == 2);
  CHECK(desk.state(1) == IncidentState::resolved);
}

TEST_CASE("what is said of a handle on one platform is not said of another") {
  Desk desk;
  desk.sure("pn02", Status::claimed, "66");
  const judging::OwnedHandle elsewhere{"codeberg", "", "pn02", std::nullopt};
  const judging::OwnedHandle other_server{"bluesky", "https://b.example", "pn02", std::nullopt};
  for (const judging::OwnedHandle& one : {elsewhere, other_server}) {
    desk.ledger->owned.add(one, {desk.now, "soc", "own", "", ""});
  }
  CHECK(desk.ledger->beliefs.find(desk.unit, "pn02")->belief.state.holder ==
        model::Holder::stranger);
  CHECK(desk.state(1) == IncidentState::open);
}
