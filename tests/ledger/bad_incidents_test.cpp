// What `run --once` exits with 1 for.
#include "ledger/watched.hpp"

using model::Holder;
using model::IncidentState;
using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

ledger::Decision decided(const Watched& w) {
  return {w.now, "soc", "decided", "", ""};
}

long long bad(Watched& w) {
  return w.ledger->incidents.count_bad();
}

}  // namespace

TEST_CASE("a stranger counts until a person dismisses him or says that he is ours") {
  Watched w;
  CHECK(bad(w) == 0);
  w.sure("pn02", Status::claimed, "13");
  CHECK(bad(w) == 1);
  w.sure("pn03", Status::claimed, "14");
  w.sure("pn04", Status::available);
  CHECK(bad(w) == 2);
  auto& incidents = w.ledger->incidents;
  REQUIRE(incidents.acknowledge(1, decided(w)));
  CHECK(bad(w) == 2);
  REQUIRE(incidents.snooze(1, w.now + 24h, decided(w)));
  CHECK(bad(w) == 2);
  CHECK(incidents.count_open() == 1);
  REQUIRE(incidents.dismiss(1, Holder::bystander, decided(w)));
  CHECK(bad(w) == 1);
  REQUIRE(incidents.reopen(1, decided(w)));
  CHECK(bad(w) == 2);
  REQUIRE(incidents.own(1, decided(w)));
  CHECK(bad(w) == 1);
}

TEST_CASE("a stranger found at the first look and one who came later count alike") {
  for (const bool later : {false, true}) {
    CAPTURE(later);
    Watched w;
    if (later) {
      w.sure("pn02", Status::available);
      w.now += 48h;
    }
    w.sure("pn02", Status::claimed, "13");
    REQUIRE(w.ledger->incidents.list().size() == 1);
    CHECK(w.ledger->incidents.list()[0].severity ==
          (later ? model::Severity::critical : model::Severity::high));
    CHECK(bad(w) == 1);
  }
}

TEST_CASE("whoever holds a look-alike is told of, and is no reason to fail") {
  Watched w;
  w.circumstances.is_variant = true;
  w.sure("pn02", Status::available);
  w.now += 48h;
  w.sure("pn02", Status::claimed, "13");
  REQUIRE(w.ledger->incidents.count_open() == 1);
  CHECK(bad(w) == 0);
}

TEST_CASE("a handle of ours that is lost counts") {
  for (const Status lost : {Status::available, Status::suspended}) {
    CAPTURE(model::name(lost));
    Watched w;
    w.circumstances.is_owned = true;
    w.sure("pn02", lost);
    REQUIRE(w.ledger->incidents.list().size() == 1);
    CHECK(bad(w) == 1);
  }
}

TEST_CASE("what the service tells of itself is no stranger") {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  for (const char* handle : {"", "soc"}) {
    for (const model::EventType type :
         {model::EventType::platform_blind, model::EventType::channel_down}) {
      model::Event event;
      event.type = type;
      event.severity = model::Severity::medium;
      event.at = w.now;
      event.seen.target.handle = handle;
      w.ledger->outbox.tell(event, w.now, w.to({{"c", ""}}));
    }
  }
  CHECK(bad(w) == 1);
}
