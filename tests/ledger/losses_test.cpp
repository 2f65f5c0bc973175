// Losses that are many: counted by the sweep that saw them, told once, over when none stands.
#include "ledger/watched.hpp"

using namespace std::chrono_literals;
using judging::Occasion;
using model::EventType;
using model::IncidentState;
using model::Severity;
using model::Status;

namespace {

// Ten accounts on a platform, the first of them ours where that is asked for.
struct Accounts : tests::Watched {
  explicit Accounts(bool with_ours) : ours(with_ours) {
    for (int sweep = 0; sweep < 2; ++sweep) see_all(0);
    now += 2min;
    see_all(0, Occasion::second_look);
    ledger->outbox.freeze(unit.id, now, to({}));
    now += 6h;
  }

  std::size_t see_all(int gone, Occasion occasion = Occasion::sweep) {
    std::vector<judging::Answer> all;
    for (int i = 0; i < 10; ++i) {
      const std::string number = std::to_string(i);
      const bool is_gone = i < gone;
      circumstances.is_owned = ours && i == 0;
      const auto seen = answer("pn" + number, is_gone ? Status::available : Status::claimed,
                               is_gone ? "" : "a" + number);
      all.push_back(answers({seen}).front());
    }
    last = ledger->beliefs.record(unit, all, occasion);
    if (occasion == Occasion::sweep) end_sweep();
    return last.events;
  }

  std::vector<ledger::Incident> blind() {
    auto all = ledger->incidents.list();
    std::erase_if(
        all, [](const ledger::Incident& one) { return one.type != EventType::platform_blind; });
    return all;
  }

  bool ours;
};

}  // namespace

TEST_CASE("many losses are one incident of the platform, which ends when the accounts are back") {
  Accounts w(false);
  CHECK(w.see_all(4) == 0);
  w.now += 2min;
  CHECK(w.see_all(4, Occasion::second_look) == 1);
  REQUIRE(w.blind().size() == 1);
  CHECK(w.blind()[0].severity == Severity::medium);
  CHECK(w.blind()[0].handle.empty());
  CHECK(w.blind()[0].unit == w.unit.id);
  const auto told = w.ledger->incidents.events(w.blind()[0].id);
  REQUIRE(told.size() == 1);
  CHECK(told[0].losses == 4);
  CHECK(told[0].detail == "4 of 10 accounts are gone at once, 0 at handles of ours");
  CHECK(told[0].seen.target.platform == "bluesky");
  w.now += 6h;
  CHECK(w.see_all(4) == 0);
  w.now += 6h;
  w.see_all(0);
  const auto events = w.ledger->incidents.events(w.blind()[0].id);
  REQUIRE(events.size() == 2);
  CHECK(events[1].type == EventType::platform_sees);
  CHECK(w.blind()[0].state == IncidentState::resolved);
  // The next time is another.
  w.now += 6h;
  w.see_all(4);
  w.now += 2min;
  CHECK(w.see_all(4, Occasion::second_look) == 1);
  CHECK(w.blind().size() == 2);
}

TEST_CASE(
    "many losses that last three days are told one by one, and nothing stands of the platform") {
  Accounts w(false);
  const auto first = w.now;
  w.see_all(4);
  w.now += 2min;
  w.see_all(4, Occasion::second_look);
  for (int sweep = 1; sweep < 12; ++sweep) {
    w.now = first + sweep * 6h;
    CHECK(w.see_all(4) == 0);
  }
  w.now = first + 72h;
  CHECK(w.see_all(4) == 4);
  CHECK(w.blind()[0].state == IncidentState::resolved);
  CHECK(w.ledger->incidents.events(w.blind()[0].id).size() == 1);
  CHECK(w.ledger->beliefs.coverage(w.unit).by_status[1] == 4);
}

TEST_CASE("ours among many losses make them as grave as they are, whoever is found first") {
  Accounts w(true);
  w.see_all(4);
  w.now += 2min;
  w.see_all(4, Occasion::second_look);
  CHECK(w.blind()[0].severity == Severity::high);
  CHECK(w.ledger->incidents.events(w.blind()[0].id)[0].detail ==
        "4 of 10 accounts are gone at once, 1 at handles of ours");
}

TEST_CASE(
    "many losses with a listed handle among them are as grave, whoever had it and is looked at") {
  Accounts w(false);
  w.ours = true;  // listed since a stranger has it
  w.see_all(4);
  w.now += 2min;
  // A look at another one is the first.
  w.circumstances.is_owned = false;
  w.look("pn3", Status::available);
  REQUIRE(w.blind().size() == 1);
  CHECK(w.blind()[0].severity == Severity::high);
}

TEST_CASE("what a person closed of many losses stays as he left it") {
  Accounts w(false);
  w.see_all(4);
  w.now += 2min;
  w.see_all(4, Occasion::second_look);
  const ledger::Decision decision{w.now, "soc", "dismiss", "", "a deletion of theirs"};
  REQUIRE(w.ledger->incidents.dismiss(w.blind()[0].id, model::Holder::stranger, decision));
  w.now += 6h;
  CHECK(w.see_all(0) == 0);
  CHECK(w.blind()[0].state == IncidentState::dismissed);
}

TEST_CASE("a target that leaves the roster while it is lost counts among no losses any more") {
  Accounts w(false);
  w.see_all(4);
  w.now += 2min;
  w.see_all(4, Occasion::second_look);
  const std::vector<std::string> left = {"pn0", "pn1", "pn2"};
  w.ledger->beliefs.leave(w.unit, left);
  w.now += 6h;
  w.see("pn3", Status::claimed, "a3");
  CHECK(w.blind()[0].state == IncidentState::resolved);
}

TEST_CASE("a loss that is alone leaves nothing behind") {
  Accounts w(false);
  w.see_all(1);
  w.now += 2min;
  w.see_all(1, Occasion::second_look);
  w.now += 6h;
  CHECK(w.see_all(1) == 1);
  CHECK(w.blind().empty());
}
