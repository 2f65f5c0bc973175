// The dispatcher when something fails around it: a stop during a delivery, a ledger that cannot be
// written for a while or for good.
#include <fstream>
#include <functional>
#include <string_view>

#include <sqlite3.h>

#include "alerting/dispatcher.hpp"
#include "alerting/dispatcher_days.hpp"
#include "ledger/full_disk.hpp"

using namespace std::chrono_literals;
using alerting::Delivery;
using model::EventType;
using tests::Days;
using tests::says;
using Outcome = Delivery::Outcome;

namespace {

// Another program at the ledger.
void execute(const std::string& file, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  const int result = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
  sqlite3_close(database);
  REQUIRE(result == SQLITE_OK);
}

// A ledger of its own: a copy of an empty one, which takes longer to make.
struct OnDisk {
  static void copy_empty_to(const std::string& file) {
    static const tests::TemporaryFolder folder;
    const std::string empty = (folder.path() / "empty.db").string();
    if (!std::filesystem::exists(empty)) tests::Watched::opened(empty);
    std::filesystem::copy_file(empty, file);
  }
  OnDisk() : file((folder.path() / "ledger.db").string()) {
    copy_empty_to(file);
    days.emplace(file);
  }

  tests::TemporaryFolder folder;
  std::string file;
  std::optional<Days> days;
};

// The team was told to be down, and one of its messages waits.
void down_and_owed(Days& days) {
  days.team.answer = says(Outcome::refused);
  days.claim("pn91");
  days.deliver_due();
  days.claim("pn75");
  days.outbox().failed(days.outbox().next("team").value(), days.clock.now(), std::nullopt, false,
                       "");
  REQUIRE(days.is_told_down("team"));
  days.team.forget();
  days.siem.forget();
}

}  // namespace

TEST_CASE("a stop cuts off what is under way: as far as anybody knows it was not tried") {
  Days days;
  days.team.takes = 20s;
  for (const char* handle : {"pn02", "pn11"}) days.claim(handle);
  const auto owed = days.outbox().next("team").value();
  days.start();
  days.pass(5s);
  CHECK(days.team.had.size() == 1);
  days.team.cut_off = true;
  days.stop();
  CHECK(days.ended == 2);
  const auto left = days.outbox().find(owed.number).value();
  CHECK(left.state == ledger::MessageState::pending);
  CHECK(left.attempts == 0);
  CHECK_FALSE(left.first_at.has_value());
  CHECK(left.next_at == owed.next_at);
  CHECK(left.maybe_arrived);  // the service may have it
  CHECK(left.detail.empty());
  CHECK(days.team.had.size() == 1);
}

TEST_CASE("an answer that comes in spite of a stop is written down") {
  struct Row {
    Outcome outcome;
    ledger::MessageState state;
  };
  for (const Row& row : {Row{Outcome::delivered, ledger::MessageState::delivered},
                         Row{Outcome::refused, ledger::MessageState::dead}}) {
    Days days;
    days.team.answer = says(row.outcome);
    days.team.takes = 20s;
    days.claim("pn02");
    const auto owed = days.outbox().next("team").value();
    days.start();
    days.pass(5s);
    days.dispatcher->stop();
    days.pass(15s);
    CHECK(days.ended == 2);
    CHECK(days.outbox().find(owed.number).value().state == row.state);
    CHECK(days.outbox().find(owed.number).value().attempts == 1);
  }
}

TEST_CASE("a message is taken to have arrived from before it is sent until its answer is known") {
  Days days;
  days.claim("pn02");
  const auto owed = days.outbox().next("team").value();
  bool maybe_arrived = false;
  days.team.answer = says(Outcome::retry);
  days.team.on_message = [&] {
    maybe_arrived = days.outbox().find(owed.number).value().maybe_arrived;
  };
  days.start();
  days.pass(0s);
  CHECK(maybe_arrived);
}

TEST_CASE("nothing is sent while the ledger cannot say so; half a minute later it is asked again") {
  OnDisk disk;
  Days& days = *disk.days;
  days.claim("pn02");
  days.start();
  {
    const tests::FileLimit full;
    days.pass(29s);
  }
  CHECK(days.team.had.empty());
  days.pass(30s);
  CHECK(days.team.had.size() == 1);
  CHECK(days.team.at.front() == 30s);
  CHECK(days.outbox().counts("team").delivered == 1);
  CHECK_FALSE(days.thrown);
}

TEST_CASE("what arrived is not sent again because the ledger cannot say so yet") {
  OnDisk disk;
  Days& days = *disk.days;
  std::optional<tests::FileLimit> full;
  days.team.on_message = [&] { full.emplace(); };
  for (const char* handle : {"pn02", "pn11"}) days.claim(handle);
  days.start();
  days.pass(10min);
  CHECK(days.team.had.size() == 1);
  days.team.on_message = nullptr;
  full.reset();
  days.pass(30s);
  CHECK(days.team.had.size() == 2);
  CHECK(days.team.had[0].id != days.team.had[1].id);
  CHECK(days.outbox().counts("team").delivered == 2);
  CHECK_FALSE(days.thrown);
}

TEST_CASE("a stop ends the waiting for a ledger that cannot be written") {
  for (const bool begun : {false, true}) {
    CAPTURE(begun);
    OnDisk disk;
    Days& days = *disk.days;
    std::optional<tests::FileLimit> full;
    if (begun) days.team.on_message = [&] { full.emplace(); };
    days.claim("pn02");
    if (!begun) full.emplace();
    days.start();
    days.pass(5s);
    days.stop();
    CHECK(days.ended == 2);
    CHECK(days.team.had.size() == (begun ? 1 : 0));
  }
}

TEST_CASE("what was answered is written down within the grace of a stop, or given up then") {
  for (const bool has_room_in_time : {true, false}) {
    CAPTURE(has_room_in_time);
    OnDisk disk;
    Days& days = *disk.days;
    std::optional<tests::FileLimit> full;
    days.team.on_message = [&] { full.emplace(); };
    days.claim("pn02");
    const auto owed = days.outbox().next("team").value();
    days.start();
    days.pass(5s);
    days.dispatcher->stop(10s);
    days.pass(9s);
    CHECK(days.ended == 1);  // the other channel had nothing to do
    if (has_room_in_time) full.reset();
    days.pass(2s);
    CHECK(days.ended == 2);
    full.reset();
    const auto state = days.outbox().find(owed.number).value().state;
    CHECK(state ==
          (has_room_in_time ? ledger::MessageState::delivered : ledger::MessageState::pending));
    CHECK(days.team.had.size() == 1);
  }
}

TEST_CASE("what waits is tried when the disk has room again, not a day later") {
  OnDisk disk;
  Days& days = *disk.days;
  days.claim("pn02");
  days.outbox().failed(days.outbox().next("team").value(), days.clock.now(), std::nullopt, false,
                       "");
  {
    const tests::FileLimit full;
    days.start();
    days.pass(1min + 1s);
    CHECK(days.team.had.empty());
  }
  days.pass(30s);
  CHECK(days.team.at == std::vector<model::Milliseconds>{90s});
}

TEST_CASE("a ledger that is broken ends the serving, before and behind a delivery") {
  struct Row {
    const char* breaks;
    std::size_t sent;
  };
  for (const Row& row :
       {Row{"CREATE TRIGGER t BEFORE UPDATE OF maybe_arrived ON message WHEN NEW.channel = 'team' "
            "BEGIN SELECT RAISE(ABORT, 'broken'); END",
            0},
        Row{"CREATE TRIGGER t BEFORE UPDATE OF state ON message WHEN NEW.channel = 'team' BEGIN "
            "SELECT RAISE(ABORT, 'broken'); END",
            1},
        Row{"DROP TABLE message_event", 0}}) {
    CAPTURE(row.breaks);
    OnDisk disk;
    Days& days = *disk.days;
    days.claim("pn02");
    execute(disk.file, row.breaks);
    days.start();
    days.pass(1min);
    CHECK(days.thrown);
    CHECK(days.team.had.size() == row.sent);
  }
}

TEST_CASE("wherever the disk becomes full while an end is written, it is written once") {
  constexpr std::uintmax_t frame = 4096 + 24;  // of SQLite's log
  for (const Outcome end : {Outcome::delivered, Outcome::refused, Outcome::closed}) {
    bool was_full = true;
    std::uintmax_t frames = 0;
    for (; was_full; ++frames) {
      CAPTURE(static_cast<int>(end));
      CAPTURE(frames);
      OnDisk disk;
      Days& days = *disk.days;
      if (end == Outcome::delivered) down_and_owed(days);
      std::vector<model::Event> logged;
      days.dispatcher->on_told = [&](const ledger::Frozen& told) {
        logged.insert(logged.end(), told.events.begin(), told.events.end());
      };
      days.claim("pn02");
      const auto owed = days.outbox().next("team").value();
      const std::string log = disk.file + "-wal";
      std::uintmax_t most = 0;
      std::optional<tests::FileLimit> full;
      days.team.answer = says(end);
      days.team.answer.surely = true;
      days.team.on_message = [&] {
        if (days.team.had.back().id != owed.id) return;
        most = std::filesystem::file_size(log) + frames * frame;
        full.emplace(most);
      };
      days.start();
      days.pass(10s);
      was_full = std::filesystem::file_size(log) + frame > most;
      full.reset();
      days.pass(2min);
      CHECK_FALSE(days.thrown);
      CHECK(days.outbox().find(owed.number).value().attempts == 1);
      if (end == Outcome::delivered) {
        CHECK_FALSE(days.is_told_down("team"));
        CHECK(days.outbox().counts("team").waiting == 0);
        CHECK(days.outbox().counts("team").delivered == 2);
      } else {
        CHECK(days.is_told_down("team"));
        CHECK(days.siem.of(EventType::channel_down) == 1);
        CHECK(logged.size() == 1);
        CHECK(days.outbox().suspension("team").has_value() == (end == Outcome::closed));
      }
    }
    CHECK(frames > 5);  // it was full at some
  }
}

TEST_CASE("a calendar that is set back holds nothing up, neither what is owed nor what waits") {
  Days days;
  days.calendar.step = 24h * 365;
  days.team.answer = says(Outcome::retry);
  days.claim("pn02");
  days.claim("pn11");
  days.outbox().failed(days.outbox().next("team").value(), days.calendar.now(), std::nullopt, false,
                       "");
  days.start();
  days.pass(1min);
  CHECK(days.team.had.size() == 3);
  days.team.forget();
  days.calendar.step = 0s;
  days.team.answer = says(Outcome::delivered);
  days.pass(1min);
  CHECK(days.team.of(EventType::baseline) == 2);
}

TEST_CASE("the longest wait of all is kept") {
  Days days;
  days.claim("pn02");
  days.outbox().failed(days.outbox().next("team").value(), days.calendar.now(),
                       days.calendar.now() + alerting::longest_wait, false, "");
  days.start();
  days.pass(1min);
  CHECK(days.team.had.empty());
}

TEST_CASE("nothing is sent before it is written that a channel may work again") {
  tests::FullDisk disk;
  Days days;
  days.outbox().suspend("team", days.clock.now(), "HTTP 410");
  days.claim("pn02");
  days.team.answer = says(Outcome::closed);
  days.team.answer.surely = true;
  disk.at("DELETE ON channel");
  days.start();
  days.pass(5s);
  CHECK(days.team.had.empty());
  disk.cured();
  days.pass(2min);
  CHECK(days.team.had.size() == 1);
  CHECK(days.outbox().suspension("team").has_value());
}

TEST_CASE(
    "what is due is not tried while the ledger cannot say so: once is over, with the reason") {
  OnDisk disk;
  Days& days = *disk.days;
  days.claim("pn02");
  {
    const tests::FileLimit full;
    days.deliver_due();
  }
  CHECK(days.thrown);
  CHECK(days.team.had.empty());
  days.deliver_due();
  CHECK_FALSE(days.thrown);
  CHECK(days.team.had.size() == 1);
}

namespace {

// Does something while the ledger is at a statement, of the next ledger that is opened.
class AtStatement {
 public:
  AtStatement() {
    sqlite3_auto_extension(
        reinterpret_cast<void (*)()>(+[](sqlite3* database, const char**, void*) {
          return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, meets, nullptr);
        }));
  }
  AtStatement(const AtStatement&) = delete;
  AtStatement& operator=(const AtStatement&) = delete;
  ~AtStatement() { begins = {}; }

  // From now on, once.
  void at(std::string statement, std::function<void()> act) {
    sqlite3_reset_auto_extension();
    begins = std::move(statement);
    does = std::move(act);
  }

 private:
  static int meets(unsigned, void*, void*, void* text) {
    const std::string_view sql = static_cast<const char*>(text);
    if (begins.empty() || !sql.starts_with(begins)) return 0;
    begins.clear();
    does();
    return 0;
  }
  inline static std::string begins;
  inline static std::function<void()> does;
};

}  // namespace

TEST_CASE("a stop while the ledger is asked sends nothing, and says of nothing that it was tried") {
  struct Row {
    const char* statement;
    bool is_tried;
  };
  for (const Row& row : {Row{"SELECT id, next_at FROM message", false},
                         Row{"UPDATE message SET maybe_arrived = 1", true}}) {
    CAPTURE(row.statement);
    AtStatement ledger;
    Days days(":memory:", {"team"});
    days.claim("pn02");
    const auto owed = days.outbox().next("team").value();
    ledger.at(row.statement, [&days] { days.dispatcher->stop(); });
    days.start();
    days.settle();
    CHECK(days.ended == 1);
    CHECK(days.team.had.empty());
    CHECK(days.outbox().find(owed.number).value().maybe_arrived == row.is_tried);
  }
}

TEST_CASE(
    "without a service, too, a channel that was left alone is tried as it is configured now") {
  Days days(":memory:", {"team"});
  days.claim("pn02");
  days.outbox().suspend("team", days.clock.now(), "HTTP 410");
  days.deliver_due();
  CHECK_FALSE(days.outbox().suspension("team").has_value());
  CHECK(days.team.had.size() == 1);
  CHECK(days.outbox().counts("team").delivered == 1);
}

TEST_CASE("without a service nobody waits for a ledger that cannot be written") {
  for (const char* step : {"DELETE ON channel", "UPDATE OF maybe_arrived ON message"}) {
    CAPTURE(step);
    tests::FullDisk disk;
    Days days(":memory:", {"team"});
    days.claim("pn02");
    days.outbox().suspend("team", days.clock.now(), "HTTP 410");
    disk.at(step);
    days.deliver_due();
    CHECK_THROWS_AS(std::rethrow_exception(days.thrown), ledger::Failure);
    CHECK(days.team.had.empty());
  }
}

TEST_CASE("without a service what arrived is tried to be written down for a minute") {
  tests::FullDisk disk;
  Days days(":memory:", {"team"});
  days.claim("pn02");
  days.team.on_message = [&] { disk.at("UPDATE OF state ON message"); };
  const model::Moment begun = days.clock.steady();
  days.deliver_due();
  CHECK_THROWS_AS(std::rethrow_exception(days.thrown), ledger::Failure);
  CHECK(days.team.had.size() == 1);
  CHECK(days.clock.steady() - begun == 1min);
}

TEST_CASE("without a service, too, a stop leaves its grace to what is to be written down") {
  tests::FullDisk disk;
  Days days(":memory:", {"team"});
  days.claim("pn02");
  days.team.on_message = [&] {
    disk.at("UPDATE OF state ON message");
    days.dispatcher->stop(3s);
  };
  const model::Moment begun = days.clock.steady();
  days.deliver_due();
  CHECK_FALSE(days.thrown);
  CHECK(days.clock.steady() - begun == 3s);
}
