// Whom a dismissal excuses, and whom it does not.
#include "ledger/decisions.hpp"
#include "ledger/flapping.hpp"

using model::IncidentState;
using model::Status;
using tests::by;
using tests::claimed;
using tests::Watched;
using namespace std::chrono_literals;

TEST_CASE("a dismissed stranger is quiet until the account is another") {
  Watched w = claimed();
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss")));
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed, "13") == 0);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::bystander);
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed, "14") == 1);
  CHECK(w.ledger->incidents.list().size() == 2);
}

TEST_CASE("a dismissal can be taken back") {
  Watched w = claimed();
  w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  REQUIRE(w.ledger->incidents.reopen(1, by(w, "reopen")));
  CHECK(w.ledger->incidents.find(1)->state == IncidentState::open);
  w.now += 6h;
  w.see("pn02", Status::claimed, "13");
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::stranger);
  w.now += 48h;
  w.sure("pn02", Status::available);
  CHECK(w.ledger->incidents.find(1)->state == IncidentState::resolved);
}

TEST_CASE("who was dismissed and is ours after all is no excuse for whoever comes next") {
  Watched w = claimed();
  w.ledger->incidents.dismiss(1, model::Holder::parody, by(w, "dismiss"));
  w.ledger->incidents.own(1, by(w, "own"));
  w.circumstances.is_owned = true;
  w.circumstances.owned_id = "13";
  w.now += 48h;
  CHECK(w.sure("pn02", Status::claimed, "13") == 0);
  w.now += 48h;
  CHECK(w.sure("pn02", Status::claimed, "99") == 1);
  CHECK(w.ledger->incidents.count_bad() == 1);
}

TEST_CASE("a dismissal where nobody has the handle excuses nobody who comes") {
  Watched w;
  w.circumstances.is_owned = true;
  w.circumstances.owned_id = "1";
  w.sure("pn02", Status::available);
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss")));
  w.now += 6h;
  CHECK(w.sure("pn02", Status::claimed, "13") == 1);
  CHECK(w.ledger->incidents.count_bad() == 1);
  CHECK(w.ledger->incidents.find(2)->account == "13");
}

TEST_CASE("a dismissal of an account that is closed is of that account") {
  Watched w = claimed();
  w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  w.now += 6h;
  w.sure("pn02", Status::suspended);
  CHECK_FALSE(w.ledger->incidents.find(2)->account);
  w.ledger->incidents.dismiss(2, model::Holder::parody, by(w, "dismiss"));
  w.now += 48h;
  CHECK(w.sure("pn02", Status::claimed, "13") == 0);
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::parody);
  w.now += 48h;
  CHECK(w.sure("pn02", Status::claimed, "14") == 1);
}

TEST_CASE("a dismissal does not make ours another's") {
  Watched w;
  w.circumstances.is_owned = true;
  w.sure("pn02", Status::claimed, "1");
  w.sure("pn02", Status::suspended);
  w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::ours);
  w.now += 48h;
  CHECK(w.sure("pn02", Status::claimed, "13") == 1);
}

TEST_CASE("who came while the handle flapped, untold, is not who was dismissed") {
  Watched w;
  const auto told = tests::told_before_another_came(w);
  w.ledger->incidents.dismiss(told.id, model::Holder::parody, by(w, "dismiss"));
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::stranger);
}

TEST_CASE("a dismissal of a loss that was told excuses nobody who came while the handle flapped") {
  for (const Status last : {Status::available, Status::suspended}) {
    CAPTURE(static_cast<int>(last));
    Watched w;
    w.circumstances.is_owned = true;
    w.sure("pn02", Status::claimed, "1");
    for (int i = 0; i < 7; ++i) {
      w.now += 10min;
      w.sure("pn02", i % 2 == 0 ? last : Status::claimed, i % 2 == 0 ? "" : "1");
    }
    REQUIRE(w.ledger->beliefs.find(w.unit, "pn02")->belief.hushed);
    const auto told = w.ledger->incidents.list(IncidentState::open).at(0);
    w.now += 10min;
    REQUIRE(w.sure("pn02", Status::claimed, "14") == 0);
    REQUIRE(w.ledger->incidents.dismiss(told.id, model::Holder::squatter, by(w, "dismiss")));
    w.now += 30h;
    CHECK(w.sure("pn02", Status::claimed, "14") == 1);
    CHECK(w.ledger->incidents.count_bad() == 1);
  }
}

TEST_CASE("an incident that is over is not dismissed beside a newer one of the same handle") {
  Watched w = claimed();
  auto& incidents = w.ledger->incidents;
  w.now += 48h;
  w.sure("pn02", Status::available);
  w.now += 48h;
  w.sure("pn02", Status::claimed, "14");
  const auto standing = incidents.list(IncidentState::open).at(0);
  REQUIRE(standing.id != 1);
  CHECK_FALSE(incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss")));
  CHECK(incidents.find(1)->state == IncidentState::resolved);
  CHECK(incidents.decisions(1).empty());
  CHECK(incidents.dismiss(standing.id, model::Holder::bystander, by(w, "dismiss")));
  CHECK(incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss")));
}

TEST_CASE("who was dismissed is a stranger as soon as that is taken back") {
  Watched w = claimed();
  w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  REQUIRE(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::bystander);
  w.ledger->incidents.reopen(1, by(w, "reopen"));
  CHECK(w.ledger->beliefs.find(w.unit, "pn02")->belief.state.holder == model::Holder::stranger);
  CHECK(w.ledger->incidents.count_bad() == 1);
}

TEST_CASE("ours that is lost is lost, whatever a person says of who has it") {
  Watched w;
  w.circumstances.is_owned = true;
  w.sure("pn02", Status::claimed, "1");
  w.now += 48h;
  w.sure("pn02", Status::claimed, "13");
  w.ledger->incidents.dismiss(1, model::Holder::bystander, by(w, "dismiss"));
  CHECK(w.ledger->incidents.count_bad() == 1);
  w.now += 48h;
  w.sure("pn02", Status::claimed, "1");
  CHECK(w.ledger->incidents.count_bad() == 0);
  // Of one that is not ours it is as he said.
  Watched other = claimed();
  other.ledger->incidents.dismiss(1, model::Holder::bystander, by(other, "dismiss"));
  CHECK(other.ledger->incidents.count_bad() == 0);
  // Nor of one that is not asked about any more.
  Watched gone;
  gone.circumstances.is_owned = true;
  gone.sure("pn02", Status::claimed, "1");
  gone.sure("pn02", Status::available);
  gone.ledger->incidents.dismiss(1, model::Holder::bystander, by(gone, "dismiss"));
  CHECK(gone.ledger->incidents.count_bad() == 1);
  const std::vector<std::string> left = {"pn02"};
  gone.ledger->beliefs.leave(gone.unit, left);
  CHECK(gone.ledger->incidents.count_bad() == 0);
}
