// A pinned account: whose handle it is stays decided until somebody says otherwise in so many
// words.
#include "ledger/kept.hpp"
#include "ledger/watched.hpp"

using judging::OwnedHandle;
using ledger::Pin;
using model::IncidentState;
using model::Status;
using Account = std::optional<std::string>;

namespace {

struct Desk : tests::Watched {
  // The handle whose it is asked is pn02.
  ledger::Declared own(const Account& account, Pin pin = Pin::keep) {
    return ledger->owned.add({"bluesky", "", "pn02", account}, {now, "soc", "own", "", ""}, pin);
  }
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
