#include "watching/settling.hpp"

#include "ledger/watched.hpp"

using model::EventType;
using tests::Watched;

TEST_CASE("a restart does not end a self-blindness that was told, and a person can") {
  Watched w;
  const ledger::Routing nobody = w.to({});
  CHECK_FALSE(watching::Settling(*w.ledger, nobody).is_self_blind());
  model::Event event;
  event.type = EventType::self_blind;
  event.severity = model::Severity::medium;
  event.at = w.now;
  w.ledger->outbox.tell(event, w.now, nobody);
  CHECK(watching::Settling(*w.ledger, nobody).is_self_blind());
  const ledger::Decision decision{w.now, "soc (uid 1001)", "dismiss", "", "the proxy was down"};
  REQUIRE(w.ledger->incidents.dismiss(1, model::Holder::bystander, decision));
  CHECK_FALSE(watching::Settling(*w.ledger, nobody).is_self_blind());
}
