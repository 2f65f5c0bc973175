// What is kept for a time is deleted when the time is over, in steps; what is still of use stays.
#include "ledger/kept.hpp"
#include "ledger/temporary_folder.hpp"
#include "ledger/watched.hpp"

using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

const ledger::Address team{"team", ""};

ledger::Decision made(const Watched& w, const char* action) {
  return {w.now, "soc (uid 1001)", action, "", "seen by the press office"};
}

// A stranger who was there, was told of and was decided upon.
void closed_incident(Watched& w, const std::string& handle) {
  w.sure(handle, Status::claimed, "of-" + handle);
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({team}));
  const long long id = w.ledger->incidents.list().front().id;
  REQUIRE(w.ledger->incidents.dismiss(id, model::Holder::bystander, made(w, "dismiss")));
}

void deliver_all(Watched& w) {
  while (const auto owed = w.ledger->outbox.next("team")) w.ledger->outbox.delivered(*owed, w.now);
}

void keep_a_year(Watched& w) {
  w.ledger->history.retain(w.now - 24h * 365, std::nullopt);
}

}  // namespace

TEST_CASE("a closed incident goes with its events, decisions and messages; an open one stays") {
  Watched w;
  closed_incident(w, "pn02");
  w.sure("pn03", Status::claimed, "13");
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({team}));
  deliver_all(w);
  w.now += 24h * 364;
  keep_a_year(w);
  CHECK(w.ledger->incidents.list().size() == 2);
  w.now += 24h * 2;
  keep_a_year(w);
  const auto left = w.ledger->incidents.list();
  REQUIRE(left.size() == 1);
  CHECK(left[0].handle == "pn03");
  CHECK(left[0].account == "13");
  CHECK(w.ledger->incidents.events(left[0].id).size() == 1);
  CHECK(w.ledger->incidents.events(1).empty());
  CHECK(w.ledger->incidents.decisions(1).empty());
  CHECK(w.ledger->incidents.decisions_after(0, 10).empty());
  CHECK(w.ledger->outbox.counts("team").delivered == 0);
  CHECK_FALSE(w.ledger->outbox.find(1).has_value());
  // A dismissal is no incident: it holds as long as the account is there.
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::bystander);
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed, "of-pn02") == 0);
}

TEST_CASE("what a channel is still owed keeps its events and their incident") {
  Watched w;
  closed_incident(w, "pn02");
  w.now += 24h * 400;
  keep_a_year(w);
  REQUIRE(w.ledger->outbox.next("team").has_value());
  CHECK(w.ledger->outbox.next("team")->events.size() == 1);
  CHECK(w.ledger->incidents.find(1).has_value());
  deliver_all(w);
  keep_a_year(w);
  CHECK(w.ledger->incidents.find(1).has_value());  // it was told of just now
  w.now += 24h * 366;
  keep_a_year(w);
  CHECK_FALSE(w.ledger->incidents.find(1).has_value());
  CHECK_FALSE(w.ledger->outbox.find(1).has_value());
}

TEST_CASE("an incident whose events are not told yet stays") {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  REQUIRE(w.ledger->incidents.acknowledge(1, made(w, "ack")));
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::parody, made(w, "dismiss")));
  w.now += 24h * 400;
  keep_a_year(w);
  CHECK(w.ledger->outbox.freeze(w.unit.id, w.now, w.to({team})).events.size() == 1);
  CHECK(w.ledger->incidents.find(1).has_value());
}

TEST_CASE("a handle that is claimed after its incident has gone begins another") {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  w.now += 48h;
  w.sure("pn02", Status::available);
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({}));
  w.now += 24h * 400;
  keep_a_year(w);
  CHECK(w.ledger->incidents.list().empty());
  CHECK(w.sure("pn02", Status::claimed, "14") == 1);
  REQUIRE(w.ledger->incidents.list().size() == 1);
  CHECK(w.ledger->incidents.list()[0].id == 2);
}

TEST_CASE("a platform that is blind for years keeps its incident until it sees") {
  Watched w;
  w.ledger->units.looked(w.unit, true, w.now, 2min, "");
  w.ledger->units.looked(w.unit, true, w.now + 2min, 2min, "");
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::stranger, made(w, "dismiss")));
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({}));
  w.now += 24h * 400;
  keep_a_year(w);
  CHECK_FALSE(w.ledger->incidents.find(1).has_value());
  // It was dismissed and has gone: that it sees again is told without it.
  w.ledger->units.looked(w.unit, false, w.now, 2min, "");
  w.ledger->units.looked(w.unit, false, w.now + 2min, 2min, "");
  const auto told = w.ledger->outbox.freeze(w.unit.id, w.now, w.to({}));
  REQUIRE(told.events.size() == 1);
  CHECK(told.events[0].type == model::EventType::platform_sees);
  CHECK(told.events[0].incident == 0);
}

TEST_CASE("an event without an incident goes with its age, once it is told and delivered") {
  Watched w;
  closed_incident(w, "pn02");
  deliver_all(w);
  w.now += 48h;
  CHECK(w.sure("pn02", Status::available) == 1);  // told of, with nothing that was open
  const auto told = w.ledger->outbox.freeze(w.unit.id, w.now, w.to({team}));
  REQUIRE(told.events.size() == 1);
  CHECK(told.events[0].incident == 0);
  w.now += 24h * 400;
  keep_a_year(w);
  REQUIRE(w.ledger->outbox.next("team").has_value());
  CHECK(w.ledger->outbox.next("team")->events.size() == 1);
  deliver_all(w);
  w.now += 24h * 400;
  keep_a_year(w);
  CHECK_FALSE(w.ledger->outbox.find(1).has_value());
}

TEST_CASE("lines of history go by when they ended") {
  Watched w;
  w.sure("pn02", Status::available);
  w.now += 6h;
  w.see("pn02", Status::unknown);
  w.now += 24h * 400;
  w.see("pn02", Status::available);  // the gap ends now
  keep_a_year(w);
  const auto lines = w.ledger->history.of("pn02");
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].until == w.now);
}

TEST_CASE("lines of history go by whole days: none before its time") {
  Watched w;  // begins with a day
  w.sure("pn02", Status::available);
  w.ledger->history.retain(w.now + 24h - 1ms, std::nullopt);
  CHECK(w.ledger->history.of("pn02").size() == 1);
  w.ledger->history.retain(w.now + 24h, std::nullopt);
  CHECK(w.ledger->history.of("pn02").empty());
}

TEST_CASE("what strangers wrote of themselves goes with its time, also without a name") {
  Watched w;
  std::vector<model::Observation> seen = {w.answer("pn02", Status::claimed, "13")};
  seen[0].profile.display_name.reset();
  seen[0].profile.more.emplace_back("bio", "we are the police");
  for (int look = 0; look < 2; ++look, w.now += 2min) {
    seen[0].checked_at = w.now;
    w.ledger->beliefs.record(w.unit, w.answers(seen));
  }
  w.ledger->history.retain(std::nullopt, w.now - 24h * 180);
  CHECK(w.ledger->incidents.events(1)[0].seen.profile.more.size() == 1);
  w.now += 24h * 181;
  w.ledger->history.retain(std::nullopt, w.now - 24h * 180);
  const auto event = w.ledger->incidents.events(1)[0];
  CHECK(event.seen.profile.more.empty());
  CHECK(event.seen.status == Status::claimed);
  CHECK(w.ledger->incidents.find(1)->account == "13");
}

TEST_CASE("a step looks at so many rows and goes on behind them, also where they stay") {
  Watched w;
  for (int i = 0; i < 7; ++i) closed_incident(w, "pn" + std::to_string(i));
  w.now += 24h * 400;
  const ledger::Cutoffs cutoffs{w.now - 24h * 365, std::nullopt};
  ledger::Expiry place;
  // Seven lines of history, and seven incidents that a channel is still owed.
  std::vector<std::size_t> lines;
  int steps = 1;
  while (w.ledger->history.expire(cutoffs, place, 4)) {
    lines.push_back(w.ledger->history.page(0, 100).size());
    REQUIRE(++steps < 10);
  }
  CHECK(steps == 4);
  CHECK(lines == std::vector<std::size_t>{3, 0, 0});
  CHECK(w.ledger->incidents.list().size() == 7);
  // The next walk begins anew.
  deliver_all(w);
  w.now += 24h * 400;
  steps = 1;
  while (w.ledger->history.expire({w.now - 24h * 365, std::nullopt}, place, 4)) ++steps;
  CHECK(steps == 4);
  CHECK(w.ledger->incidents.list().empty());
}

namespace {

// A ledger in a file, in which may be looked beside it.
struct Filed : Watched {
  Filed() {
    ledger = opened(file);
    unit = ledger->units.get({"police", "bluesky", ""});
  }
  long long number(const char* question) const { return tests::number_in(file, question); }
  void set(const std::string& sql) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }

  tests::TemporaryFolder folder;
  std::string file = (folder.path() / "ledger.db").string();
};

}  // namespace

TEST_CASE("of events without an incident the old ones go, and only those that are told") {
  Filed w;
  for (const char* handle : {"pn02", "pn03"}) closed_incident(w, handle);
  deliver_all(w);
  w.now += 48h;
  w.sure("pn02", Status::available);
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({}));
  w.now += 24h * 300;
  w.sure("pn03", Status::available);
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({}));
  const char* events = "SELECT count(*) FROM event WHERE incident IS NULL";
  REQUIRE(w.number(events) == 2);
  w.now += 24h * 100;
  keep_a_year(w);
  CHECK(w.number(events) == 1);
  w.now += 24h * 300;
  keep_a_year(w);
  CHECK(w.number(events) == 0);
  CHECK(w.number("SELECT count(*) FROM event") == 0);
}

TEST_CASE("no target and no unit goes on with an incident that is gone; others keep theirs") {
  Filed w;
  const ledger::Unit first = w.unit;
  w.unit = w.ledger->units.get({"fire", "x", ""});
  w.sure("pn03", Status::claimed, "13");
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({}));
  w.unit = first;
  closed_incident(w, "pn02");
  deliver_all(w);
  // As nothing leaves it today.
  w.set(
      "UPDATE target SET incident = 2 WHERE handle = 'pn02'; UPDATE unit SET incident = 2 "
      "WHERE watch = 'police'; UPDATE unit SET incident = 1 WHERE watch = 'fire'");
  w.now += 24h * 400;
  keep_a_year(w);
  CHECK_FALSE(w.ledger->incidents.find(2));
  CHECK(w.number("SELECT count(*) FROM target WHERE incident IS NULL AND handle = 'pn02'") == 1);
  CHECK(w.number("SELECT count(*) FROM target WHERE incident = 1 AND handle = 'pn03'") == 1);
  CHECK(w.number("SELECT count(*) FROM unit WHERE incident IS NULL") == 1);
  CHECK(w.number("SELECT count(*) FROM unit WHERE incident = 1") == 1);
}

TEST_CASE("with a stranger's words goes who was there before him") {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  w.now += 48h;
  w.sure("pn02", Status::claimed, "14");
  w.now += 24h;
  w.ledger->history.retain(std::nullopt, w.now);
  const auto events = w.ledger->incidents.events(1);
  REQUIRE(events.size() == 2);
  REQUIRE(events[1].before);
  CHECK_FALSE(events[1].before->account_id);
  CHECK(events[1].before->status == Status::claimed);
  CHECK_FALSE(events[1].seen.profile.account_id);
}

TEST_CASE("what is just as old as it may be stays, and a millisecond later it goes") {
  Filed w;
  closed_incident(w, "pn02");
  deliver_all(w);
  const auto told = w.now;
  const auto named = [&] { return w.ledger->history.of("pn02")[0].display_name.has_value(); };
  const auto shown = [&] {
    return w.ledger->incidents.events(1)[0].seen.profile.display_name.has_value();
  };
  w.ledger->history.retain(std::nullopt, told - 2min);
  CHECK(named());  // of the first look
  w.ledger->history.retain(std::nullopt, told - 2min + 1ms);
  CHECK_FALSE(named());
  w.ledger->history.retain(std::nullopt, told);
  CHECK(shown());
  w.ledger->history.retain(std::nullopt, told + 1ms);
  CHECK_FALSE(shown());

  w.ledger->history.retain(told, std::nullopt);
  CHECK(w.ledger->outbox.find(1));
  CHECK(w.ledger->incidents.find(1));
  w.ledger->history.retain(told + 1ms, std::nullopt);
  CHECK_FALSE(w.ledger->outbox.find(1));
  CHECK_FALSE(w.ledger->incidents.find(1));

  w.now += 48h;
  w.sure("pn02", Status::available);
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({}));
  w.ledger->history.retain(w.now, std::nullopt);
  CHECK(w.number("SELECT count(*) FROM event") == 1);
  w.ledger->history.retain(w.now + 1ms, std::nullopt);
  CHECK(w.number("SELECT count(*) FROM event") == 0);
}
