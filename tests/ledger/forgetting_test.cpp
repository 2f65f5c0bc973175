// Forgetting is exact: one account of one platform and server, everywhere it stands, and nobody
// else.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include "ledger/watched.hpp"

using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

const ledger::Account nobody_like_12{"bluesky", "", "12"};

ledger::Decision made(const Watched& w) {
  return {w.now, "soc (uid 1001)", "own", "", ""};
}

// Another unit of the same ledger, in which the next answers are recorded.
void turn_to(Watched& w, const ledger::UnitKey& key) {
  w.unit = w.ledger->units.get(key);
}

model::Observation claim_on(const Watched& w, const std::string& handle,
                            const std::string& account) {
  model::Observation seen = w.answer(handle, Status::claimed, account);
  seen.target.platform = w.unit.key.platform;
  if (!w.unit.key.server.empty()) seen.target.server = w.unit.key.server;
  return seen;
}

void sure_of(Watched& w, const std::string& handle, const std::string& account) {
  for (int look = 0; look < 2; ++look) {
    const std::vector<model::Observation> seen = {claim_on(w, handle, account)};
    w.ledger->beliefs.record(w.unit, w.answers(seen));
    w.now += 2min;
  }
}

std::string belief_account(Watched& w, const std::string& handle) {
  const auto known = w.ledger->beliefs.find(w.unit, handle);
  REQUIRE(known.has_value());
  return known->belief.state.account_id.value_or("-");
}

}  // namespace

TEST_CASE("the account of that id on another platform, or on another server, is another") {
  Watched w;
  for (const ledger::UnitKey& key : {ledger::UnitKey{"police", "codeberg", ""},
                                     {"police", "bluesky", "https://other.example"}}) {
    turn_to(w, key);
    sure_of(w, "pn02", "12");
    w.ledger->owned.add({key.platform, key.server, "pn44", "12", 0}, made(w));
  }
  turn_to(w, {"police", "bluesky", ""});
  sure_of(w, "pn02", "12");
  CHECK(w.ledger->history.forget(nobody_like_12).rows == 4);  // belief, change, incident, event
  CHECK(belief_account(w, "pn02") == "-");
  for (const ledger::UnitKey& key : {ledger::UnitKey{"police", "codeberg", ""},
                                     {"police", "bluesky", "https://other.example"}}) {
    turn_to(w, key);
    CHECK(belief_account(w, "pn02") == "12");
    const auto owned = w.ledger->owned.of(key.platform, key.server);
    REQUIRE(owned.size() == 1);
    CHECK(owned[0].account_id == "12");
  }
  int with_account = 0;
  for (const ledger::Incident& one : w.ledger->incidents.list()) {
    with_account += one.account == "12" ? 1 : 0;
    const auto event = w.ledger->incidents.events(one.id).front();
    CHECK(event.seen.profile.account_id == one.account);
    CHECK(event.seen.profile.display_name.has_value() == one.account.has_value());
  }
  CHECK(with_account == 2);
  int named = 0;
  for (const ledger::HistoryLine& line : w.ledger->history.of("pn02")) {
    CHECK(line.account.has_value() == line.display_name.has_value());
    named += line.account.has_value() ? 1 : 0;
  }
  CHECK(named == 2);
}

TEST_CASE("an event in which the id merely stands somewhere stays as it is") {
  Watched w;
  w.sure("pn12", Status::claimed, "512");
  CHECK(w.ledger->history.forget(nobody_like_12).rows == 0);
  const auto event = w.ledger->incidents.events(1).front();
  CHECK(event.seen.profile.account_id == "512");
  CHECK(event.seen.profile.display_name == "Somebody 512");
}

TEST_CASE("who came after the account keeps his name; of what was before only the account goes") {
  Watched w;
  w.sure("pn02", Status::claimed, "12");
  w.now += 48h;
  REQUIRE(w.sure("pn02", Status::claimed, "13") == 1);
  w.ledger->history.forget(nobody_like_12);
  const auto events = w.ledger->incidents.events(1);
  REQUIRE(events.size() == 2);
  CHECK_FALSE(events[0].seen.profile.display_name.has_value());
  REQUIRE(events[1].before.has_value());
  CHECK_FALSE(events[1].before->account_id.has_value());
  CHECK(events[1].before->status == Status::claimed);
  CHECK(events[1].seen.profile.display_name == "Somebody 13");
  CHECK(w.ledger->incidents.find(1)->account == "13");
  CHECK(belief_account(w, "pn02") == "13");
}

TEST_CASE("a pending change and our lost account are forgotten too, and the second look goes on") {
  Watched w;
  w.circumstances.is_owned = true;
  w.sure("pn44", Status::claimed, "12");
  w.now += 6h;
  w.sure("pn44", Status::claimed, "7");  // lost: 12 is remembered as ours
  CHECK(w.ledger->beliefs.find(w.unit, "pn44")->belief.our_account == "12");
  w.circumstances.is_owned = false;
  w.sure("pn02", Status::available);
  w.now += 6h;
  const auto due = *w.see("pn02", Status::claimed, "12").ask_again;
  w.ledger->history.forget(nobody_like_12);
  CHECK_FALSE(w.ledger->beliefs.find(w.unit, "pn44")->belief.our_account.has_value());
  const auto pending = w.ledger->beliefs.find(w.unit, "pn02")->belief.pending;
  REQUIRE(pending.has_value());
  CHECK_FALSE(pending->state.account_id.has_value());
  w.now = due;
  CHECK(w.see("pn02", Status::claimed, "12").events == 1);
}

TEST_CASE("what was last told of a handle that flaps is forgotten too") {
  Watched w;
  const auto last_told = [&w] {
    const auto known = w.ledger->beliefs.find(w.unit, "pn02");
    const bool flaps = known && known->belief.hushed;
    return flaps ? known->belief.hushed->state.account_id : std::nullopt;
  };
  for (int change = 0; change < 12 && last_told() != "12"; ++change, w.now += 5min) {
    w.sure("pn02", change % 2 == 0 ? Status::claimed : Status::available,
           change % 2 == 0 ? "12" : "");
  }
  REQUIRE(last_told() == "12");
  w.sure("pn02", Status::claimed, "13");
  w.ledger->history.forget(nobody_like_12);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.hushed.has_value());
  CHECK_FALSE(last_told().has_value());
}

TEST_CASE("a dismissal of the account ends: it would hold for whoever comes next") {
  Watched w;
  w.sure("pn02", Status::claimed, "12");
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::bystander, made(w)));
  w.ledger->history.forget(nobody_like_12);
  w.now += 6h;
  w.sure("pn02", Status::available);
  w.now += 48h;
  CHECK(w.sure("pn02", Status::claimed, "99") == 1);
}

TEST_CASE("a dismissal of the account ends at once, and one of another account holds") {
  Watched w;
  w.sure("pn02", Status::claimed, "12");
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::bystander, made(w)));
  w.sure("pn03", Status::claimed, "13");
  REQUIRE(w.ledger->incidents.dismiss(2, model::Holder::bystander, made(w)));
  w.now += 48h;
  REQUIRE(w.sure("pn03", Status::claimed, "12") == 1);
  w.ledger->history.forget(nobody_like_12);
  w.now += 48h;
  const auto holder_of = [&w](const char* handle, const char* account) {
    w.sure(handle, Status::claimed, account);
    return w.ledger->beliefs.find(w.unit, handle)->belief.state.holder;
  };
  CHECK(holder_of("pn02", "99") == model::Holder::stranger);
  CHECK(holder_of("pn03", "13") == model::Holder::bystander);
}

TEST_CASE("a handle that is declared ours by the account stays so, and is named") {
  Watched w;
  w.ledger->owned.add({"bluesky", "", "pn44", "12", 0}, made(w));
  w.ledger->owned.add({"bluesky", "", "pn45", "13", 0}, made(w));
  const auto forgotten = w.ledger->history.forget(nobody_like_12);
  CHECK(forgotten.still_ours == std::vector<std::string>{"pn44"});
  CHECK(forgotten.rows == 0);
  const auto owned = w.ledger->owned.of("bluesky", "");
  REQUIRE(owned.size() == 2);
  CHECK(owned[0].account_id == "12");
}

TEST_CASE("a page that names the account goes with it, one that merely looks like it stays") {
  for (const auto& [url, kept] : {std::pair("https://x.example/users/12", ""),
                                  {"https://x.example/12?tab=1", ""},
                                  {"https://x.example/pn12", "https://x.example/pn12"},
                                  {"https://x.example/120", "https://x.example/120"},
                                  {"https://x.example/912", "https://x.example/912"},
                                  {"https://x.example/12a", "https://x.example/12a"},
                                  {"https://x.example/z12", "https://x.example/z12"},
                                  {"https://x.example/12A", "https://x.example/12A"},
                                  {"https://x.example/Z12", "https://x.example/Z12"}}) {
    Watched w;
    std::vector<model::Observation> seen = {claim_on(w, "pn02", "12")};
    seen[0].url = url;
    for (int look = 0; look < 2; ++look, w.now += 2min) {
      seen[0].checked_at = w.now;
      w.ledger->beliefs.record(w.unit, w.answers(seen));
    }
    w.ledger->history.forget(nobody_like_12);
    CHECK(w.ledger->incidents.find(1)->url == kept);
    CHECK(w.ledger->incidents.events(1).front().seen.url == kept);
  }
}

TEST_CASE("a message that is owed says what happened without the account") {
  Watched w;
  w.sure("pn02", Status::claimed, "12");
  w.ledger->outbox.freeze(w.unit.id, w.now, w.to({{"team", ""}}));
  w.ledger->history.forget(nobody_like_12);
  const auto owed = w.ledger->outbox.next("team");
  REQUIRE(owed.has_value());
  REQUIRE(owed->events.size() == 1);
  CHECK(owed->events[0].seen.target.handle == "pn02");
  CHECK_FALSE(owed->events[0].seen.profile.account_id.has_value());
}

TEST_CASE("no byte of the ledger's files holds a forgotten account") {
  std::string folder = (std::filesystem::temp_directory_path() / "forgotten-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string id = "did:plc:ewvi7nxzyoun6zhxrhs64oiz";
  {
    Watched w;
    w.ledger = Watched::opened(folder + "/ledger.db");
    w.unit = w.ledger->units.get({"police", "bluesky", ""});
    w.sure("pn02", Status::claimed, id);
    w.ledger->outbox.freeze(w.unit.id, w.now, w.to({{"team", ""}}));
    w.ledger->incidents.dismiss(1, model::Holder::parody, made(w));
    w.now += 48h;
    w.sure("pn02", Status::claimed, "13");
    w.sure("pn03", Status::available);
    w.now += 6h;
    w.see("pn03", Status::claimed, id);
    w.ledger->history.forget({"bluesky", "", id});
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      std::ifstream stream(file.path(), std::ios::binary);
      std::ostringstream bytes;
      bytes << stream.rdbuf();
      CHECK_MESSAGE(bytes.str().find("ewvi7nxzyoun6zhxrhs64oiz") == std::string::npos,
                    file.path().string());
    }
  }
  std::filesystem::remove_all(folder);
}
