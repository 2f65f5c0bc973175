// No work on the loop grows with what is merely stored: whatever is done for a beat, an answer, a
// delivery or a question takes as many steps in a ledger of ten times the rows.
#include <filesystem>

#include <unistd.h>

#include <fmt/format.h>

#include "ledger/steps.hpp"
#include "ledger/watched.hpp"

using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

// Rows of every kind, `many` of each: what years leave behind.
std::vector<std::string> years(long long many, model::Instant now) {
  const long long at = now.time_since_epoch().count();
  const long long old = at - 400LL * 24 * 3600 * 1000;
  const std::string n = fmt::format(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) ", many);
  const auto from_n = [&](const std::string& table, const std::string& columns) {
    return fmt::format("INSERT INTO {} {}SELECT {} FROM n", table, n, columns);
  };
  const std::string body =
      R"('{"seen":{"platform":"bluesky","handle":"x","account_id":"a' || i || '","display_name":"N"}}')";
  std::vector<std::string> sql;
  sql.push_back(from_n("unit (watch, platform, server)", "'other', 'p' || i, ''"));
  // Half of them have been undecided for weeks.
  sql.push_back(from_n(
      "target (unit, handle, status, holder, account, since, asked_at, asks, sweep, reason, "
      "gap_at)",
      fmt::format(
          "1, 'h' || i, i % 2, CASE i % 2 WHEN 0 THEN 6 END, CASE i % 2 WHEN 0 THEN 'a' || i "
          "END, {0}, {0}, 1, 0, 'profile/1', CASE i % 2 WHEN 1 THEN {1} END",
          at, old + 1)));
  sql.push_back(from_n("history (unit, handle, at, status, account, display_name, reason)",
                       fmt::format("1, 'h' || i, {} + i, 0, 'a' || i, 'N', 'profile/1'", at)));
  for (int state = 0; state < 5; ++state) {
    sql.push_back(from_n(
        "incident (type, severity, state, opened_at, changed_at, snoozed_until, unit, watch, "
        "platform, "
        "server, handle, account, url)",
        fmt::format("0, 0, {0}, {1}, {1}, CASE {0} WHEN 2 THEN {1} + 1000000 + i END, 1, 'police', "
                    "'bluesky', '', 'h' || i, 'a' || i, ''",
                    state, at)));
  }
  // And of the service itself, long over.
  sql.push_back(
      from_n("incident (type, severity, state, opened_at, changed_at, watch, platform, server, "
             "handle, url)",
             fmt::format("10, 2, 4, {0}, {0}, '', '', '', 'team', ''", at)));
  sql.push_back(from_n("decision (incident, at, author, action, subject, reason)",
                       fmt::format("i, {}, 'soc', 'ack', '', ''", at)));
  sql.push_back(from_n("event (unit, incident, type, severity, at, watch, body, frozen)",
                       fmt::format("1, i, 0, 0, {} + i, 'police', {}, 1", at, body)));
  // Delivered, dead and superseded by a channel that works; and what waits for one that does not.
  for (const auto& [channel, state] :
       {std::pair("team", 2), {"team", 3}, {"team", 4}, {"gone", 1}}) {
    sql.push_back(from_n("message (channel, recipient, created_at, state, next_at, ended_at)",
                         fmt::format("'{}', '', {}, {}, NULL, {}", channel, at, state, at)));
  }
  sql.push_back(
      "INSERT INTO message_event SELECT id, (id - 1) % (SELECT max(id) FROM event) + 1 FROM "
      "message");
  sql.push_back(from_n("owned (platform, server, handle)", "'elsewhere', '', 'h' || i"));
  sql.push_back(from_n("spending (platform, currency, at, millionths)",
                       fmt::format("'x', 'USD', {} - i, 1", at - 10)));
  return sql;
}

// The ledger of a watch for years, which has one message to deliver.
struct Years {
  std::filesystem::path folder;
  Watched w;

  explicit Years(long long many) {
    std::string name = (std::filesystem::temp_directory_path() / "years-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
    const std::string path = (folder / "ledger.db").string();
    w.ledger = Watched::opened(path);
    w.unit = w.ledger->units.get(w.unit.key);
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    std::string all = "BEGIN;";
    for (const std::string& statement : years(many, w.now)) all += statement + ";";
    char* wrong = nullptr;
    sqlite3_exec(database, (all + "COMMIT").c_str(), nullptr, nullptr, &wrong);
    REQUIRE_MESSAGE(wrong == nullptr, std::string(wrong != nullptr ? wrong : ""));
    sqlite3_close(database);
    w.sure("pn02", Status::claimed, "13");
    w.ledger->outbox.freeze(w.unit.id, w.now, w.to({{"team", ""}}));
  }
  Years(const Years&) = delete;
  Years& operator=(const Years&) = delete;
  ~Years() {
    w.ledger.reset();
    std::filesystem::remove_all(folder);
  }
};

struct Work {
  const char* name;
  std::function<void(Watched&)> work;
};

ledger::Decision made(const Watched& w) {
  return {w.now, "soc", "decided", "", "why"};
}

model::Event down(const Watched& w) {
  model::Event event;
  event.type = model::EventType::channel_down;
  event.at = w.now;
  event.seen.target.handle = "team";
  return event;
}

const std::vector<Work>& works() {
  static const std::vector<Work> all = {
      {"a beat: who is snoozed", [](Watched& w) { w.ledger->incidents.wake(w.now); }},
      {"a beat: how many are open", [](Watched& w) { w.ledger->incidents.count_open(); }},
      {"a start: the unit",
       [](Watched& w) {
         w.ledger->units.get({"other", "p500", ""});
       }},
      {"a start: how many targets it has", [](Watched& w) { w.ledger->beliefs.count(w.unit); }},
      {"a start: what a crash left",
       [](Watched& w) { w.ledger->outbox.freeze_all(w.now, w.to({})); }},
      {"a start: a channel", [](Watched& w) { w.ledger->outbox.resume("team"); }},
      {"when the next second look is",
       [](Watched& w) { w.ledger->units.next_confirmation(w.unit, 2min); }},
      {"who is looked at again", [](Watched& w) { w.ledger->units.second_looks(w.unit, 5'000); }},
      {"nobody is looked at again", [](Watched& w) { w.ledger->units.unask(w.unit, "h7"); }},
      {"an answer that agrees", [](Watched& w) { w.see("pn02", Status::claimed, "13"); }},
      {"an answer of a new target", [](Watched& w) { w.see("pn03", Status::available); }},
      {"an answer that is told",
       [](Watched& w) {
         w.now += 6h;
         CHECK(w.sure("pn02", Status::claimed, "a8") == 1);
       }},
      {"its account is at another handle now",
       [](Watched& w) {
         w.now += 6h;
         CHECK(w.sure("pn02", Status::available) == 1);
       }},
      {"the platform is blind",
       [](Watched& w) {
         w.ledger->units.looked(w.unit, true, w.now, 2min, "");
         w.ledger->units.looked(w.unit, true, w.now + 2min, 2min, "");
       }},
      {"the platform is caught lying",
       [](Watched& w) { w.ledger->units.caught_lying(w.unit, w.now); }},
      {"an answer of one that moved here",
       [](Watched& w) { w.see("pn04", Status::claimed, "a12"); }},
      {"many are lost, and found again",
       [](Watched& w) {
         for (const Status status : {Status::available, Status::claimed}) {
           w.see("h20", status, status == Status::claimed ? "a20" : "");
           w.see("h22", status, status == Status::claimed ? "a22" : "");
         }
       }},
      {"a sweep ends",
       [](Watched& w) {
         w.ledger->units.swept(w.unit, w.now);
         w.ledger->units.note(w.unit, "note");
         w.ledger->units.plan(w.unit, "plan");
       }},
      {"what is pending becomes messages",
       [](Watched& w) {
         w.ledger->outbox.freeze(w.unit.id, w.now, w.to({{"team", ""}}));
       }},
      {"the service tells of itself",
       [](Watched& w) {
         w.ledger->outbox.tell(down(w), w.now, w.to({{"siem", ""}}));
       }},
      {"whether it stands",
       [](Watched& w) { w.ledger->incidents.stands(model::EventType::channel_down, "team"); }},
      {"it is over",
       [](Watched& w) { w.ledger->incidents.end(model::EventType::channel_down, "team", w.now); }},
      {"what a channel is owed", [](Watched& w) { CHECK(w.ledger->outbox.next("team")); }},
      {"what a channel is owed that waits",
       [](Watched& w) { CHECK(!w.ledger->outbox.next("gone")); }},
      {"an attempt in vain",
       [](Watched& w) {
         const auto owed = *w.ledger->outbox.next("team");
         w.ledger->outbox.begin(owed);
         w.ledger->outbox.failed(owed, w.now, w.now, false, "");
       }},
      {"a delivery",
       [](Watched& w) { w.ledger->outbox.delivered(*w.ledger->outbox.next("team"), w.now); }},
      {"a channel: how it is",
       [](Watched& w) {
         w.ledger->outbox.counts("team");
         w.ledger->outbox.suspension("team");
       }},
      {"an incident",
       [](Watched& w) {
         w.ledger->incidents.find(7);
         w.ledger->incidents.events(7);
         w.ledger->incidents.decisions(7);
       }},
      {"a decision: ack", [](Watched& w) { w.ledger->incidents.acknowledge(7, made(w)); }},
      {"a decision: snooze",
       [](Watched& w) { w.ledger->incidents.snooze(7, w.now + 1h, made(w)); }},
      {"a decision: dismiss",
       [](Watched& w) { w.ledger->incidents.dismiss(7, model::Holder::parody, made(w)); }},
      {"a decision: reopen", [](Watched& w) { w.ledger->incidents.reopen(7, made(w)); }},
      {"a decision: own", [](Watched& w) { w.ledger->incidents.own(7, made(w)); }},
      {"a handle becomes ours",
       [](Watched& w) {
         w.ledger->owned.add({"bluesky", "", "h8", std::nullopt, 0}, made(w));
       }},
      {"the history of a handle",
       [](Watched& w) { CHECK(w.ledger->history.of("h9").size() == 1); }},
      {"a sweep: what is ours there", [](Watched& w) { w.ledger->owned.of("bluesky", ""); }},
      {"status: a unit",
       [](Watched& w) {
         w.ledger->beliefs.coverage(w.unit);
         CHECK(w.ledger->beliefs.undecided_since(w.unit, w.now, 100).size() == 100);
       }},
      {"a page of incidents",
       [](Watched& w) { CHECK(w.ledger->incidents.list(std::nullopt, 1'500).size() == 1'000); }},
      {"a page of one state",
       [](Watched& w) {
         const auto state = model::IncidentState::resolved;
         CHECK(w.ledger->incidents.list(state, std::nullopt, 100).size() == 100);
       }},
      {"pages of an export",
       [](Watched& w) {
         CHECK(w.ledger->incidents.after(50, 100).size() == 100);
         CHECK(w.ledger->incidents.decisions_after(50, 100).size() == 100);
         CHECK(w.ledger->history.page(50, 100).size() == 100);
         std::size_t targets = 0;
         w.ledger->beliefs.page(w.unit, "h1", 100, [&](const ledger::Known&) { ++targets; });
         CHECK(targets == 100);
         CHECK(w.ledger->units.from(500)->id == 500);
       }},
      {"an account is forgotten",
       [](Watched& w) {
         CHECK(w.ledger->history.forget({"bluesky", "", "a10"}).rows > 5);
       }},
      {"a beat on which nothing is old",
       [](Watched& w) {
         ledger::Expiry place;
         CHECK_FALSE(w.ledger->history.expire({w.now - 24h * 500, w.now - 24h * 500}, place, 500));
         CHECK_FALSE(w.ledger->spendings.forget_before(w.now - 24h * 500, 500));
       }},
      {"a beat on which much is old",
       [](Watched& w) {
         ledger::Expiry place;
         CHECK(w.ledger->history.expire({w.now + 24h, w.now + 24h}, place, 100));
         CHECK(w.ledger->spendings.forget_before(w.now + 24h, 100));
       }},
      {"what was spent",
       [](Watched& w) {
         w.ledger->spendings.add("x", "USD", w.now, 1);
         w.ledger->spendings.since("x", "USD", w.now - 1ms);
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("no work on the loop grows with what is merely stored") {
  tests::Steps::count();
  Years few(2'000);
  Years many(20'000);
  tests::Steps::stop();
  for (const Work& one : works()) {
    const long long with_few = tests::Steps::of([&] { one.work(few.w); });
    const long long with_many = tests::Steps::of([&] { one.work(many.w); });
    CHECK_MESSAGE(with_many <= with_few + 200, std::string(one.name)
                                                   << ": " << with_few << " -> " << with_many);
    CHECK_MESSAGE(with_few < 20'000, std::string(one.name) << ": " << with_few);
  }
}

TEST_CASE("to delete what is old takes as long for each row, however many there are") {
  tests::Steps::count();
  Years few(500);
  Years many(5'000);
  tests::Steps::stop();
  const auto all = [](Watched& w) {
    return tests::Steps::of([&] { w.ledger->history.retain(w.now + 24h, w.now + 24h); });
  };
  const long long with_few = all(few.w);
  const long long with_many = all(many.w);
  CHECK_MESSAGE(with_many <= with_few * 11, with_few << " -> " << with_many);
  CHECK(many.w.ledger->history.page(0, 10).empty());
  // Open ones stay, and those of which a channel is still owed something.
  CHECK(many.w.ledger->incidents.list(model::IncidentState::resolved).empty());
  CHECK(many.w.ledger->incidents.list(model::IncidentState::open).size() == 1'000);
}
