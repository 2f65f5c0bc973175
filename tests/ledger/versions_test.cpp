// Ledgers that earlier versions wrote, kept as they were: each opens, and nothing in it is lost.
#include <filesystem>

#include "ledger/kept.hpp"
#include "ledger/schema.hpp"
#include "ledger/watched.hpp"

using model::Status;
using tests::Kept;
using tests::number_in;
using namespace std::chrono_literals;

namespace {

// What both kept ledgers hold: five sweeps of four names, decisions, and messages that are owed.
void check_all_is_there(ledger::Ledger& ledger) {
  CHECK(ledger.check().empty());
  const std::vector<ledger::Unit> units = ledger.units.all();
  REQUIRE(units.size() == 1);
  CHECK(units[0].key == ledger::UnitKey{"names", "codeberg", "https://codeberg.org"});
  CHECK(units[0].sweeps == 5);
  CHECK_FALSE(units[0].in_vain_at);
  CHECK(ledger.beliefs.count(units[0]) == 4);

  const ledger::Coverage coverage = ledger.beliefs.coverage(units[0]);
  CHECK(coverage.by_status[static_cast<std::size_t>(model::Status::claimed)] == 3);
  CHECK(coverage.ours == 1);
  CHECK(coverage.decided == 4);

  const auto parody = ledger.beliefs.find(units[0], "pnationale02");
  REQUIRE(parody.has_value());
  CHECK(parody->belief.state.status == model::Status::claimed);
  CHECK(parody->belief.state.holder == model::Holder::parody);
  CHECK(parody->belief.state.account_id == "102");

  CHECK(ledger.incidents.list().size() == 4);
  CHECK(ledger.incidents.count_open() == 2);
  REQUIRE(ledger.incidents.events(4).size() == 1);
  CHECK(ledger.incidents.events(4)[0].id == "d6473f-e4");
  REQUIRE(ledger.incidents.decisions(1).size() == 1);
  CHECK(ledger.incidents.decisions(1)[0].author == "soc (uid 1001)");
  REQUIRE(ledger.owned.of("codeberg", "https://codeberg.org").size() == 1);
  CHECK(ledger.owned.of("codeberg", "https://codeberg.org")[0].account_id == "144");

  CHECK(ledger.outbox.suspension("gone").has_value());
  CHECK(ledger.outbox.counts("team").delivered == 3);
  CHECK(ledger.outbox.counts("gone").waiting == 1);
  REQUIRE(ledger.outbox.next("gone").has_value());
  CHECK(ledger.outbox.next("gone")->id == "d6473f-m4");
  CHECK(ledger.history.of("pnationale11").size() == 2);

  // What is told from now on has new ids.
  model::Event event;
  event.type = model::EventType::self_blind;
  event.severity = model::Severity::medium;
  const ledger::Frozen told =
      ledger.outbox.tell(event, tests::Watched().now, [](const model::Event&) {
        return std::vector<ledger::Address>{{"team", ""}};
      });
  REQUIRE(told.events.size() == 1);
  CHECK(told.events[0].id == "d6473f-e5");

  // An account of before is found by its id.
  const ledger::Account account{"codeberg", "https://codeberg.org", "102"};
  CHECK(ledger.history.forget(account).rows == 4);
  CHECK_FALSE(ledger.incidents.events(1)[0].seen.profile.account_id.has_value());
}

}  // namespace

TEST_CASE("a ledger of an older schema is copied before anything is made of it") {
  const Kept kept("version-2.sql");
  tests::Watched::opened(kept.path());
  const std::string copy = kept.path() + ".schema-2";
  REQUIRE(std::filesystem::exists(copy));
  CHECK(number_in(copy, "PRAGMA user_version") == 2);
  CHECK(number_in(copy, "SELECT count(*) FROM event") == 4);
  CHECK(number_in(kept.path(), "PRAGMA user_version") == ledger::schema_version);

  // A ledger of now is not copied, and a copy of before is not written over.
  std::filesystem::remove(kept.path());
  tests::Watched::opened(kept.path());
  CHECK_FALSE(std::filesystem::exists(copy + "-2"));
  kept.make("version-2.sql");
  tests::Watched::opened(kept.path());
  CHECK(number_in(copy + "-2", "PRAGMA user_version") == 2);
}

TEST_CASE("an older ledger on which somebody else runs is left as it is") {
  const Kept kept("version-2.sql");
  const auto opened = ledger::Ledger::open(kept.path(), ledger::Older::refuse);
  REQUIRE_FALSE(opened.has_value());
  CHECK(to_string(opened.error().front()) ==
        kept.path() +
            ": it has schema 2, and the handlewatch that runs on it may know no newer; that is to "
            "be started anew first");
  CHECK(number_in(kept.path(), "PRAGMA user_version") == 2);
  CHECK(kept.files() == std::vector<std::string>{"ledger.db"});
  tests::Watched::opened(kept.path());
  CHECK(ledger::Ledger::open(kept.path(), ledger::Older::refuse).has_value());
}

TEST_CASE("a ledger that cannot be copied stays as it is, and says why") {
  const Kept kept("version-2.sql");
  // A name that leaves no room for that of a copy.
  const auto deep = kept.folder() / (std::string(244, 'x') + ".db");
  std::filesystem::rename(kept.path(), deep);
  const auto opened = ledger::Ledger::open(deep.string());
  REQUIRE_FALSE(opened.has_value());
  CHECK(to_string(opened.error().front()).find("a copy before its schema changes") !=
        std::string::npos);
  CHECK(number_in(deep.string(), "PRAGMA user_version") == 2);
}

TEST_CASE("a ledger of schema version 1 opens with all that is in it, and goes on") {
  const Kept kept("version-1.sql");
  const auto ledger = tests::Watched::opened(kept.path());
  check_all_is_there(*ledger);
  // What came later begins empty.
  CHECK(ledger->units.all()[0].plan.empty());
  CHECK(ledger->spendings.since("codeberg", "", model::Instant()).empty());
  ledger->spendings.add("codeberg", "", tests::Watched().now, 1'000'000);
  CHECK(ledger->spendings.since("codeberg", "", model::Instant()).size() == 1);
}

TEST_CASE("a ledger of schema version 2 opens with all that is in it, and goes on") {
  const Kept kept("version-2.sql");
  const auto ledger = tests::Watched::opened(kept.path());
  check_all_is_there(*ledger);
  CHECK(ledger->units.all()[0].plan ==
        "Codeberg: 4 handles, 6 requests every 6 h; its budget is 300 requests a day");
  const auto spent = ledger->spendings.since("x", "USD", model::Instant());
  REQUIRE(spent.size() == 1);
  CHECK(spent[0].millionths == 20'000);
}

TEST_CASE("a ledger of schema version 3 opens with all that is in it, and goes on") {
  const Kept kept("version-3.sql");
  const auto ledger = tests::Watched::opened(kept.path());
  check_all_is_there(*ledger);
}

TEST_CASE("a ledger of schema version 4 opens with all that is in it, and goes on") {
  const Kept kept("version-4.sql");
  const auto ledger = tests::Watched::opened(kept.path());
  check_all_is_there(*ledger);
}

TEST_CASE("a ledger of schema version 5 opens with all that is in it, and goes on") {
  const Kept kept("version-5.sql");
  const auto ledger = tests::Watched::opened(kept.path());
  check_all_is_there(*ledger);
  REQUIRE(ledger->limits.all().size() == 1);
  CHECK(ledger->limits.all()[0].resting.empty());
  CHECK(ledger->controls.absent("codeberg", "https://codeberg.org").size() == 1);
}

namespace {

// A ledger of before, and answers for its unit at the next sweeps.
struct Older : tests::Watched {
  explicit Older(const Kept& kept) {
    ledger = opened(kept.path());
    unit = ledger->units.all()[0];
    now = model::Instant(1'795'381'858'460ms) + 6h;
  }
  std::size_t see_all(Status pnationale12, const std::string& account = "") {
    std::size_t events = 0;
    const std::pair<const char*, const char*> strangers[] = {{"pnationale02", "102"},
                                                             {"pnationale11", "111"}};
    for (const auto& [handle, id] : strangers) {
      events += see_there(handle, Status::claimed, id).events;
    }
    circumstances.is_owned = true;
    circumstances.owned_id = "144";
    events += see_there("pnationale44", Status::claimed, "144").events;
    circumstances = {};
    events += see_there("pnationale12", pnationale12, account).events;
    end_sweep();
    return events;
  }
  ledger::Recorded see_there(const std::string& handle, Status status, const std::string& id) {
    model::Observation seen = answer(handle, status, id);
    seen.target.platform = "codeberg";
    seen.target.server = "https://codeberg.org";
    last = ledger->beliefs.record(unit, answers({seen}));
    return last;
  }
  std::size_t messages() { return ledger->outbox.freeze_all(now, to({{"team", ""}})).messages; }
};

}  // namespace

TEST_CASE("the migration of a ledger tells nothing, and what it believed is sure") {
  for (const char* version : {"version-1.sql", "version-2.sql", "version-3.sql"}) {
    CAPTURE(version);
    const Kept kept(version);
    Older w(kept);
    const auto since = w.ledger->beliefs.find(w.unit, "pnationale12")->belief.since;
    CHECK(w.messages() == 0);
    for (int sweep = 0; sweep < 3; ++sweep) {
      w.now += 6h;
      CHECK(w.see_all(Status::available) == 0);
      CHECK(w.messages() == 0);
      CHECK_FALSE(w.last.ask_again.has_value());
    }
    const auto free = w.ledger->beliefs.find(w.unit, "pnationale12")->belief;
    CHECK(free.since == since);
    CHECK_FALSE(free.baseline.has_value());
    // It was sure that nobody had it, and its unit's baseline was told: this is a claim, at once.
    w.now += 6h;
    w.see_all(Status::claimed, "112");
    w.now += 2min;
    CHECK(w.see_there("pnationale12", Status::claimed, "112").events == 1);
    CHECK(w.ledger->incidents.list()[0].type == model::EventType::claimed);
    CHECK(w.messages() == 1);
  }
}

TEST_CASE("a change that was pending in a ledger of before is looked at afresh") {
  const Kept kept("version-3.sql");
  kept.change(
      "UPDATE target SET confirm_at = 1795381999000, rare = '{\"at\":1795381858460,\"status\":0,"
      "\"holder\":6,\"account\":\"112\",\"told\":[1795381850995]}' WHERE handle = "
      "'pnationale12'");
  Older w(kept);
  const auto known = w.ledger->beliefs.find(w.unit, "pnationale12")->belief;
  CHECK_FALSE(known.pending.has_value());
  CHECK(known.told.size() == 1);
  CHECK_FALSE(w.ledger->units.next_confirmation(w.unit, 2min).has_value());
  CHECK(w.ledger->units.second_looks(w.unit, 10).empty());
  w.now += 6h;
  CHECK(w.see_all(Status::claimed, "112") == 0);
  CHECK(w.last.ask_again == w.now + 2min);
}

TEST_CASE("what was lost of ours in a ledger of before is lost") {
  const Kept kept("version-3.sql");
  kept.change("UPDATE target SET status = 2 WHERE handle = 'pnationale44'");
  kept.change("UPDATE target SET status = 1, holder = NULL WHERE handle = 'pnationale02'");
  Older w(kept);
  CHECK(w.ledger->beliefs.find(w.unit, "pnationale44")->belief.lost);
  CHECK_FALSE(w.ledger->beliefs.find(w.unit, "pnationale02")->belief.lost);  // a stranger's
  CHECK_FALSE(w.ledger->beliefs.find(w.unit, "pnationale11")->belief.lost);
}
