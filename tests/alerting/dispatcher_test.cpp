// Days of the dispatcher in virtual time: what channels are sent and when, and who is told of one
// that is down.
#include "alerting/dispatcher.hpp"

#include <boost/asio/detached.hpp>

#include "alerting/dispatcher_days.hpp"
#include "ledger/full_disk.hpp"

using namespace std::chrono_literals;
using alerting::Delivery;
using alerting::Message;
using model::EventType;
using tests::Days;
using tests::says;
using Outcome = Delivery::Outcome;
using Names = Days::Names;

namespace asio = boost::asio;

namespace {

// When a message is tried from now on, the answer being the same each time and taking as long.
std::vector<model::Milliseconds> tries(const Days& days, const Delivery& answer,
                                       alerting::RetryPolicy service, std::uint64_t number,
                                       int most, model::Milliseconds takes) {
  std::vector<model::Milliseconds> at;
  model::Instant now = days.clock.now();
  const model::Instant first = now + takes;
  for (int count = 1; count <= most; ++count) {
    at.push_back(days.clock.passed() + (now - (first - takes)));
    now += takes;
    const alerting::NextStep next = alerting::after({count, first}, answer, service, now, number);
    if (next.what != alerting::NextStep::What::again) break;
    now = next.at;
  }
  return at;
}

std::uint64_t number_of_next(Days& days, const std::string& channel) {
  return static_cast<std::uint64_t>(days.outbox().next(channel).value().number);
}

}  // namespace

TEST_CASE("an outage of days is told once, and ends in one message that stands for what waited") {
  Days days;
  days.start();
  days.team.answer = says(Outcome::retry);
  for (const char* handle : {"pn02", "pn11", "pn91"}) days.claim(handle);
  days.pass(90h);
  CHECK(days.siem.of(EventType::baseline) == 3);
  CHECK(days.siem.of(EventType::channel_down) == 1);
  CHECK(days.is_told_down("team"));

  days.team.forget();
  days.team.answer = says(Outcome::delivered);
  days.pass(24h);  // what waits is tried every day
  REQUIRE(days.team.had.size() == 1);
  CHECK(days.team.had[0].events.size() == 3);
  CHECK(days.team.had[0].stands_for.size() == 3);
  CHECK_FALSE(days.is_told_down("team"));

  days.team.answer = says(Outcome::retry);
  days.claim("pn23");
  days.pass(90h);
  CHECK(days.siem.of(EventType::channel_down) == 2);  // another outage
}

TEST_CASE(
    "a message that is refused for good is told of, whatever the channel's other messages meet") {
  Days days;
  days.start();
  days.team.answer = says(Outcome::refused);
  days.claim("pn02");
  days.pass(1min);
  days.claim("pn11");
  days.pass(1min);
  CHECK(days.team.had.size() == 2);
  CHECK(days.siem.of(EventType::channel_down) == 2);
  CHECK(days.outbox().counts("team").dead == 2);
}

TEST_CASE("each address has a message of its own, with its id, its moment and its conversation") {
  Days days(":memory:", {"officer"});
  days.start();
  days.claim("pn02", "one");
  days.pass(0s);
  days.watched.now += 48h;
  days.claim("pn02", "two");
  days.pass(1h);
  REQUIRE(days.officer.had.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const Message& message = days.officer.had[i];
    const Message& first = days.officer.had[i % 2];
    CHECK(message.channel == "officer");
    CHECK(message.recipient == (i % 2 == 0 ? "a@example.org" : "b@example.org"));
    CHECK(message.created == days.clock.now() - 1h);
    CHECK(message.thread == (i < 2 ? "" : first.id));
    CHECK(message.events.size() == 1);
    CHECK(message.stands_for.empty());
    CHECK((i < 2 || message.id != first.id));
  }
  CHECK(days.officer.had[0].id != days.officer.had[1].id);
  CHECK(days.outbox().counts("officer").delivered == 4);
}

TEST_CASE("a message is tried at the policy's very moments, each behind the end of the last") {
  for (const std::string name : {"team", "officer"}) {
    CAPTURE(name);
    Days days(":memory:", {name});
    tests::Receiver& receiver = days.receiver(name);
    receiver.answer = says(Outcome::retry);
    receiver.takes = 3s;
    if (name == "officer") days.wanted = [](const auto&) { return Names{"officer"}; };
    days.claim("pn02");
    const auto number = number_of_next(days, name);
    const auto service =
        name == "officer" ? alerting::RetryPolicy::mail : alerting::RetryPolicy::http;
    const auto expected = tries(days, receiver.answer, service, number, 20, 3s);
    days.start();
    days.pass(expected.back() + 1min);
    std::vector<model::Milliseconds> at;
    for (std::size_t i = 0; i < receiver.had.size(); ++i) {
      if (receiver.had[i].recipient != receiver.had[0].recipient) continue;
      at.push_back(receiver.at[i]);
    }
    CHECK(expected.size() >= 8);
    CHECK(at == expected);
    CHECK(days.outbox().counts(name).waiting > 0);
    for (const Message& message : receiver.had) CHECK(message.created == receiver.had[0].created);
  }
}

TEST_CASE("Retry-After is kept to the second, and the attempts are counted once each") {
  Days days;
  days.team.answer = says(Outcome::retry);
  days.team.answer.not_before = 90min;
  days.team.answer.may_have_arrived = true;
  days.claim("pn02");
  days.start();
  days.pass(90min - 1s);
  CHECK(days.team.had.size() == 1);
  const auto owed = days.outbox().next("team").value();
  CHECK(owed.attempts == 1);
  CHECK(owed.detail == "what the service says");
  CHECK(owed.maybe_arrived);
  CHECK(owed.first_at == days.clock.now() - (90min - 1s));
  days.team.answer = says(Outcome::delivered);
  days.pass(1s);
  CHECK(days.team.at == std::vector<model::Milliseconds>{0s, 90min});
  CHECK(days.outbox().find(owed.number).value().attempts == 2);
}

TEST_CASE("what failed without arriving is known not to have arrived") {
  Days days;
  days.team.answer = says(Outcome::retry);
  days.claim("pn02");
  days.start();
  days.pass(1s);
  CHECK_FALSE(days.outbox().next("team").value().maybe_arrived);
}

TEST_CASE("one message that waits goes out as itself; what may have arrived is never folded") {
  Days days;
  days.start();
  days.claim("pn02");
  const auto waits = [&](bool may_have_arrived) {
    days.outbox().failed(days.outbox().next("team").value(), days.clock.now(), std::nullopt,
                         may_have_arrived, "");
  };
  const std::string id = days.outbox().next("team").value().id;
  waits(false);
  days.pass(0s);
  REQUIRE(days.team.had.size() == 1);
  CHECK(days.team.had[0].id == id);
  CHECK(days.team.had[0].stands_for.empty());

  days.team.forget();
  for (const char* handle : {"pn11", "pn91", "pn75", "pn78"}) days.claim(handle);
  for (const bool may_have_arrived : {true, false, true, false}) waits(may_have_arrived);
  days.resume("team");
  days.pass(0s);
  std::vector<std::size_t> stands_for;
  for (const Message& message : days.team.had) stands_for.push_back(message.stands_for.size());
  std::sort(stands_for.begin(), stands_for.end());
  CHECK(stands_for == std::vector<std::size_t>{0, 0, 2});
  CHECK(days.team.of(EventType::baseline) == 4);
}

TEST_CASE("what waits is tried once a day, and at once when another message gets through") {
  Days days;
  days.team.answer = says(Outcome::retry);
  days.claim("pn02");
  auto owed = days.outbox().next("team").value();
  for (; owed.attempts < 10; ++owed.attempts) {
    days.outbox().failed(owed, days.clock.now(), std::nullopt, false, "");
  }
  days.start();
  days.pass(48h + 1min);
  CHECK(days.team.at == std::vector<model::Milliseconds>{0h, 24h, 48h});
  CHECK(days.outbox().counts("team").waiting == 1);
  days.team.forget();
  days.team.answer = says(Outcome::delivered);
  days.claim("pn11");
  days.pass(0s);
  CHECK(days.team.had.size() == 2);
  CHECK(days.outbox().counts("team").waiting == 0);
}

TEST_CASE("a channel that refuses for good is left alone until it is found to work") {
  Days days;
  days.start();
  days.team.answer = says(Outcome::closed);
  days.claim("pn02");
  days.pass(1h);
  CHECK(days.team.had.size() == 3);  // three answers over ten minutes are believed
  const auto suspension = days.outbox().suspension("team");
  REQUIRE(suspension.has_value());
  CHECK(suspension->detail == "what the service says");
  CHECK(days.siem.of(EventType::channel_down) == 1);
  days.team.forget();
  days.team.answer = says(Outcome::delivered);
  days.claim("pn11");
  days.pass(25h);
  CHECK(days.team.had.empty());
  CHECK(days.siem.of(EventType::channel_down) == 1);
  CHECK(days.is_told_down("team"));

  days.resume("team");
  days.settle();
  CHECK(days.team.of(EventType::baseline) == 2);
  CHECK_FALSE(days.outbox().suspension("team").has_value());
  CHECK_FALSE(days.is_told_down("team"));

  // What it said before counts no more.
  days.team.answer = says(Outcome::closed);
  days.claim("pn23");
  days.pass(5min);
  CHECK_FALSE(days.outbox().suspension("team").has_value());
}

TEST_CASE("one answer that leaves no doubt suspends at once; what is owed waits for the restart") {
  Days days;
  days.start();
  days.team.answer = says(Outcome::closed);
  days.team.answer.surely = true;
  for (const char* handle : {"pn02", "pn11"}) days.claim(handle);
  days.pass(1min);
  CHECK(days.team.had.size() == 1);
  CHECK(days.outbox().counts("team").waiting == 2);
  CHECK(days.outbox().suspension("team")->at == days.clock.now() - 1min);
  days.stop();

  days.team.forget();
  days.team.answer = says(Outcome::delivered);
  days.open({"team", "siem"});
  days.start();
  days.pass(0s);
  CHECK_FALSE(days.outbox().suspension("team").has_value());
  CHECK(days.team.of(EventType::baseline) == 2);
  CHECK_FALSE(days.is_told_down("team"));  // although it was told before the restart
}

TEST_CASE("a channel that works again after two refusals begins anew") {
  Days days;
  days.start();
  days.team.answer = says(Outcome::closed);
  days.claim("pn02");
  days.pass(7min);
  CHECK(days.team.had.size() == 2);
  days.team.answer = says(Outcome::delivered);
  days.pass(1h);
  days.team.answer = says(Outcome::closed);
  days.claim("pn11");
  days.pass(7min);
  CHECK_FALSE(days.outbox().suspension("team").has_value());
}

TEST_CASE("a channel that is found to work is not held to what it said before") {
  Days days;
  days.start();
  days.team.answer = says(Outcome::closed);
  days.claim("pn02");
  days.pass(7min);
  REQUIRE(days.team.had.size() == 2);
  days.resume("team");
  days.pass(20min);
  CHECK(days.team.had.size() == 3);
  CHECK_FALSE(days.outbox().suspension("team").has_value());
}

TEST_CASE("a channel does not hear of its own end, not even when it returns; others do") {
  struct Row {
    Names open, wanted;
    long long siem, officer;
  };
  const std::vector<Row> table = {{{"team", "siem"}, {"team", "siem"}, 1, 0},
                                  {{"team", "siem"}, {"team"}, 1, 0},
                                  {{"team", "siem"}, {}, 1, 0},
                                  // Any other will do, but one, and one address of it.
                                  {{"officer", "siem", "team"}, {}, 0, 1},
                                  {{"officer", "siem", "team"}, {"officer", "siem"}, 1, 2},
                                  {{"team"}, {"team"}, 0, 0}};
  for (const Row& row : table) {
    Days days(":memory:", row.open);
    days.start();
    days.wanted = [&](const model::Event& event) {
      return event.type == EventType::channel_down ? row.wanted : Names{"team"};
    };
    days.team.answer = says(Outcome::closed);
    days.team.answer.surely = true;
    days.claim("pn02");
    days.pass(0s);
    days.team.answer = says(Outcome::delivered);
    days.resume("team");
    days.pass(1h);
    CHECK(days.team.of(EventType::channel_down) == 0);
    CHECK(days.siem.of(EventType::channel_down) == row.siem);
    CHECK(days.officer.of(EventType::channel_down) == row.officer);
    CHECK(days.team.of(EventType::baseline) == 2);
  }
}

TEST_CASE("what is told of a channel says which, why and when") {
  Days days;
  std::vector<model::Event> logged;
  days.dispatcher->on_told = [&](const ledger::Frozen& told) {
    logged.insert(logged.end(), told.events.begin(), told.events.end());
  };
  days.start();
  days.team.answer = says(Outcome::refused);
  days.claim("pn02");
  days.pass(10s);
  REQUIRE(logged.size() == 1);
  REQUIRE(days.siem.of(EventType::channel_down) == 1);
  const model::Event& told = days.siem.had.back().events.front();
  CHECK(days.siem.at.back() == 0s);
  CHECK(told.severity == model::Severity::medium);
  CHECK(told.detail == "team: what the service says");
  CHECK(told.at == days.clock.now() - 10s);
  CHECK(told.seen.target.handle == "team");
  CHECK(told.seen.checked_at == told.at);
  CHECK(logged[0].id == told.id);
  CHECK(days.is_told_down("team"));
  days.team.answer = says(Outcome::delivered);
  days.claim("pn11");
  days.pass(0s);
  CHECK_FALSE(days.is_told_down("team"));
  // And so the next time.
  days.team.answer = says(Outcome::refused);
  days.claim("pn91");
  days.pass(0s);
  CHECK(days.is_told_down("team"));
  days.team.answer = says(Outcome::delivered);
  days.claim("pn75");
  days.pass(0s);
  CHECK_FALSE(days.is_told_down("team"));
}

TEST_CASE("what is owed now goes out at once, and what is not due yet waits, without a service") {
  Days days;
  days.team.answer = says(Outcome::retry);
  for (const char* handle : {"pn02", "pn11"}) days.claim(handle);
  days.deliver_due();
  CHECK(days.team.had.size() == 2);
  CHECK(days.siem.had.size() == 2);
  days.deliver_due();
  CHECK(days.team.had.size() == 2);
  CHECK(days.outbox().counts("team").pending == 2);

  days.outbox().failed(days.outbox().next("team").value(), days.clock.now(), std::nullopt, false,
                       "");
  days.team.answer = says(Outcome::delivered);
  days.deliver_due();
  CHECK(days.team.had.size() == 3);
  CHECK(days.outbox().counts("team").waiting == 0);
  days.claim("pn91");
  days.siem.on_message = [&] { days.dispatcher->stop(); };
  days.claim("pn23");
  days.deliver_due();
  CHECK(days.siem.had.size() == 3);
  CHECK(days.team.had.size() == 3);
}

TEST_CASE("an event goes to the channels that are open, to each of their addresses") {
  Days days(":memory:", {"team", "officer"});
  CHECK(days.dispatcher->routing()(model::Event{}) ==
        std::vector<ledger::Address>{
            {"team", ""}, {"officer", "a@example.org"}, {"officer", "b@example.org"}});
  CHECK(days.dispatcher->names() == Names{"officer", "team"});
  CHECK(days.dispatcher->find("team") != nullptr);
  CHECK(days.dispatcher->find("siem") == nullptr);
}

namespace {

async::Task<void> sleep_for_a_year(sys::Clock& clock, int& woken) {
  const model::Moment until = clock.steady() + 24h * 365;
  while (clock.steady() < until) {
    co_await clock.sleep_until(until);
    ++woken;
  }
}

}  // namespace

TEST_CASE("a message wakes the channels, and nobody who waits for something else") {
  Days days;
  days.start();
  int woken = 0;
  asio::co_spawn(days.io, sleep_for_a_year(days.clock, woken), asio::detached);
  days.pass(1min);
  days.claim("pn02");
  days.pass(1min);
  CHECK(days.team.had.size() == 1);
  CHECK(woken == 0);
  days.clock.wake_all();
  days.pass(0h);
  CHECK(woken == 1);
}

TEST_CASE("a disk that is full in the midst of what follows a delivery counts nothing twice") {
  struct Midst {
    const char* step;
    Delivery::Outcome outcome;
  };
  for (const Midst& midst : {Midst{"UPDATE OF state ON incident", Delivery::Outcome::delivered},
                             Midst{"INSERT ON incident", Delivery::Outcome::refused},
                             Midst{"INSERT ON message", Delivery::Outcome::refused},
                             Midst{"INSERT ON channel", Delivery::Outcome::closed},
                             Midst{"INSERT ON event", Delivery::Outcome::closed}}) {
    CAPTURE(midst.step);
    tests::FullDisk disk;
    Days days;
    auto& ledger = *days.watched.ledger;
    if (midst.outcome == Delivery::Outcome::delivered) {
      // An outage that a run before this one told of.
      model::Event down;
      down.type = EventType::channel_down;
      down.at = days.clock.now();
      down.seen.target.handle = "team";
      ledger.outbox.tell(down, down.at, days.watched.to({}));
    }
    days.team.answer = says(midst.outcome);
    days.team.answer.surely = midst.outcome == Delivery::Outcome::closed;
    days.start();
    days.claim("pn02");
    disk.at(midst.step);
    days.pass(2min);
    disk.cured();
    days.pass(2min);
    CHECK(days.team.had.size() == 1);
    const auto owed = ledger.outbox.find(1);
    const auto other = ledger.outbox.find(2);
    const auto& mine = owed->to.channel == "team" ? *owed : *other;
    CHECK(mine.attempts == 1);
    const bool well = midst.outcome == Delivery::Outcome::delivered;
    CHECK(days.siem.of(EventType::channel_down) == (well ? 0 : 1));
    CHECK(ledger.incidents.stands(EventType::channel_down, "team") == !well);
    CHECK(ledger.outbox.suspension("team").has_value() ==
          (midst.outcome == Delivery::Outcome::closed));
  }
}
