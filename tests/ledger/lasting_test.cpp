// What a promise depends on is on the disk before anything follows from it; what is asked again
// anyway is not waited for.
#include <functional>

#include <sqlite3.h>

#include "ledger/watched.hpp"

using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

// How each transaction was committed: true, synced.
std::vector<bool> commits;
sqlite3* opened = nullptr;  // the last one

int see(unsigned, void* synced, void*, void* text) {
  const std::string_view sql = static_cast<const char*>(text);
  auto& now = *static_cast<bool*>(synced);
  if (sql == "PRAGMA synchronous = FULL") now = true;
  if (sql == "PRAGMA synchronous = NORMAL") now = false;
  if (sql == "COMMIT") commits.push_back(now);
  return 0;
}

int watch(sqlite3* database, const char**, void*) {
  static bool synced = false;
  synced = false;
  opened = database;
  return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, see, &synced);
}

ledger::Decision decision_made(const Watched& w) {
  return {w.now, "soc", "", "", ""};
}

struct Write {
  const char* name;
  bool lasting;
  std::function<void(Watched&, const ledger::OutboxMessage&)> write;
};

model::Event down(const Watched& w) {
  model::Event event;
  event.type = model::EventType::channel_down;
  event.at = w.now;
  return event;
}

const std::vector<Write>& writes() {
  using O = const ledger::OutboxMessage&;
  static const std::vector<Write> all = {
      {"an answer", false, [](Watched& w, O) { w.see("pn09", Status::available); }},
      {"a sweep", false, [](Watched& w, O) { w.ledger->units.swept(w.unit, w.now); }},
      {"a note", false, [](Watched& w, O) { w.ledger->units.note(w.unit, "note"); }},
      {"in vain", false, [](Watched& w, O) { w.ledger->units.swept_in_vain(w.unit, w.now); }},
      {"a plan", false, [](Watched& w, O) { w.ledger->units.plan(w.unit, "4 handles"); }},
      {"a doubt", false,
       [](Watched& w, O) { w.ledger->units.looked(w.unit, true, w.now, 2min, ""); }},
      {"not asked again", false, [](Watched& w, O) { w.ledger->units.unask(w.unit, "pn02"); }},
      {"who left", false,
       [](Watched& w, O) { w.ledger->beliefs.leave(w.unit, std::vector<std::string>{"pn02"}); }},
      {"a road", false,
       [](Watched& w, O) {
         w.ledger->limits.keep({"x", "", "", w.now, {}, 1, 0, {}});
       }},
      {"old roads", false, [](Watched& w, O) { w.ledger->limits.forget_before(w.now); }},
      {"a second look", false, [](Watched& w, O) { w.ledger->limits.looked_again(1, w.now); }},
      {"a unit", true,
       [](Watched& w, O) {
         w.ledger->units.get({"police", "github", ""});
       }},
      {"an attempt", true, [](Watched& w, O owed) { w.ledger->outbox.begin(owed); }},
      {"an attempt in vain", true,
       [](Watched& w, O owed) { w.ledger->outbox.failed(owed, w.now, w.now, false, ""); }},
      {"delivered", true, [](Watched& w, O owed) { w.ledger->outbox.delivered(owed, w.now); }},
      {"dead", true,
       [](Watched& w, O owed) { w.ledger->outbox.dead(owed, w.now, "", down(w), w.to({})); }},
      {"suspended", true, [](Watched& w, O) { w.ledger->outbox.suspend("team", w.now, ""); }},
      {"resumed", true, [](Watched& w, O) { w.ledger->outbox.resume("team"); }},
      {"caught up with", true, [](Watched& w, O) { w.ledger->outbox.catch_up("team", w.now); }},
      {"told", true, [](Watched& w, O) { w.ledger->outbox.tell(down(w), w.now, w.to({})); }},
      {"over", true,
       [](Watched& w, O) { w.ledger->incidents.end(model::EventType::channel_down, "", w.now); }},
      {"acknowledged", true,
       [](Watched& w, O) { w.ledger->incidents.acknowledge(1, decision_made(w)); }},
      {"snoozed", true,
       [](Watched& w, O) { w.ledger->incidents.snooze(1, w.now, decision_made(w)); }},
      {"woken", true,
       [](Watched& w, O) {
         w.ledger->incidents.snooze(1, w.now, decision_made(w));
         commits.clear();
         w.ledger->incidents.wake(w.now);
       }},
      {"dismissed", true,
       [](Watched& w, O) {
         w.ledger->incidents.dismiss(1, model::Holder::parody, decision_made(w));
       }},
      {"ours", true, [](Watched& w, O) { w.ledger->incidents.own(1, decision_made(w)); }},
      {"reopened", true, [](Watched& w, O) { w.ledger->incidents.reopen(1, decision_made(w)); }},
      {"owned", true,
       [](Watched& w, O) {
         w.ledger->owned.add({"bluesky", "", "x", std::nullopt, 0}, decision_made(w));
       }},
      {"spent", true, [](Watched& w, O) { w.ledger->spendings.add("x", "", w.now, 1); }},
      {"forgotten", true,
       [](Watched& w, O) {
         w.ledger->history.forget({"bluesky", "", "13"});
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("what a promise depends on is synced to the disk, and nothing else is waited for") {
  for (const Write& one : writes()) {
    CAPTURE(one.name);
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
    Watched w;
    sqlite3_reset_auto_extension();
    w.sure("pn02", Status::claimed, "13");
    commits.clear();
    w.ledger->outbox.freeze(w.unit.id, w.now, w.to({{"team", ""}}));
    CHECK(commits == std::vector<bool>{true});
    const auto owed = *w.ledger->outbox.next("team");
    // Whichever way the one before went.
    if (one.lasting) w.ledger->units.swept(w.unit, w.now);
    commits.clear();
    one.write(w, owed);
    CHECK(commits == std::vector<bool>{one.lasting});
  }
}

namespace {

const std::vector<std::string> gone = {"gone"};

struct Nothing {
  const char* name;
  bool looks;  // for what there is to do, in a transaction
  std::function<void(Watched&)> write;
};

// What there is nothing to write of, each asked for at every look or every few seconds.
const std::vector<Nothing>& nothings() {
  static const std::vector<Nothing> all = {
      {"told already", false,
       [](Watched& w) {
         w.ledger->outbox.freeze(w.unit.id, w.now, w.to({{"team", ""}}));
       }},
      {"told already, of whichever unit", false,
       [](Watched& w) {
         w.ledger->outbox.freeze_all(w.now, w.to({{"team", ""}}));
       }},
      {"nobody to wake", false, [](Watched& w) { w.ledger->incidents.wake(w.now); }},
      {"seeing, as ever", false,
       [](Watched& w) { w.ledger->units.looked(w.unit, false, w.now, 2min, ""); }},
      {"the unit is known", false, [](Watched& w) { w.ledger->units.get(w.unit.key); }},
      {"the same note", true, [](Watched& w) { w.ledger->units.note(w.unit, "note"); }},
      {"the same plan", true, [](Watched& w) { w.ledger->units.plan(w.unit, "plan"); }},
      {"the same answer", true, [](Watched& w) { w.see("pn02", Status::claimed, "13"); }},
      {"nobody left", false, [](Watched& w) { w.ledger->beliefs.leave(w.unit, {}); }},
      {"left already", true, [](Watched& w) { w.ledger->beliefs.leave(w.unit, gone); }},
  };
  return all;
}

}  // namespace

TEST_CASE("where there is nothing new to write, nothing is, and no disk is waited for") {
  for (const Nothing& one : nothings()) {
    CAPTURE(one.name);
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
    Watched w;
    sqlite3_reset_auto_extension();
    w.sure("pn02", Status::claimed, "13");
    w.ledger->outbox.freeze(w.unit.id, w.now, w.to({{"team", ""}}));
    w.ledger->units.note(w.unit, "note");
    w.ledger->units.plan(w.unit, "plan");
    w.see("gone", Status::available);
    w.ledger->beliefs.leave(w.unit, gone);
    commits.clear();
    const int before = sqlite3_total_changes(opened);
    one.write(w);
    CHECK(sqlite3_total_changes(opened) == before);
    for (const bool synced : commits) CHECK_FALSE(synced);
    CHECK((one.looks || commits.empty()));
  }
}
