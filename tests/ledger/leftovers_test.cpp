// What a crash or a full disk left untold.
#include "ledger/full_disk.hpp"
#include "ledger/watched.hpp"

using model::Status;

TEST_CASE("what was left untold is told whole or not at all, so that nobody hears of half of it") {
  tests::FullDisk disk;
  tests::Watched w;
  w.sure("pn02", Status::claimed, "13");
  w.unit = w.ledger->units.get({"town-halls", "bluesky", ""});
  w.sure("pn03", Status::claimed, "14");
  const ledger::Routing routing = [](const model::Event& event) {
    return std::vector<ledger::Address>{{event.watch == "police" ? "team" : "siem", ""}};
  };
  disk.at("INSERT ON message WHEN NEW.channel = 'siem'");
  CHECK_THROWS_AS(w.ledger->outbox.freeze_all(w.now, routing), ledger::Failure);
  disk.cured();
  CHECK(w.ledger->outbox.freeze_all(w.now, routing).events.size() == 2);
  CHECK(w.ledger->outbox.counts("team").pending == 1);
  CHECK(w.ledger->outbox.counts("siem").pending == 1);
}
