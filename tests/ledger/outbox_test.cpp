#include <set>

#include "ledger/full_disk.hpp"
#include "ledger/watched.hpp"

using ledger::Address;
using ledger::MessageState;
using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

const Address team{"team", ""};
const Address officer{"officer", "soc@example.org"};

// A ledger with two claims that wait to be told.
Watched two_claims() {
  Watched w;
  for (const char* handle : {"pn02", "pn11"}) w.sure(handle, Status::available);
  w.now += 6h;
  for (const char* handle : {"pn02", "pn11"}) w.sure(handle, Status::claimed, handle);
  return w;
}

}  // namespace

TEST_CASE("pending events become one message for each address, once") {
  Watched w = two_claims();
  auto& outbox = w.ledger->outbox;
  CHECK_FALSE(outbox.next("team").has_value());
  CHECK(outbox.freeze(w.unit.id, w.now, w.to({team, officer})).messages == 2);
  CHECK(outbox.freeze(w.unit.id, w.now, w.to({team, officer})).messages == 0);
  CHECK(outbox.freeze_all(w.now, w.to({team})).messages == 0);
  const auto message = outbox.next("team");
  REQUIRE(message.has_value());
  CHECK(message->events.size() == 2);
  CHECK(message->id.find('.') == std::string::npos);
  CHECK(message->thread.empty());
  CHECK(outbox.next("officer")->to == officer);
  CHECK(outbox.next("officer")->id != message->id);
}

TEST_CASE("what a crash left pending is frozen at the next start; what nobody wants is not kept") {
  Watched w = two_claims();
  CHECK(w.ledger->outbox.freeze_all(w.now, w.to({})).messages == 0);
  CHECK(w.ledger->outbox.freeze_all(w.now, w.to({team})).messages == 0);
  Watched other = two_claims();
  CHECK(other.ledger->outbox.freeze_all(other.now, other.to({team})).messages == 1);
}

TEST_CASE("a message leaves the outbox when a channel took it, and not before") {
  Watched w = two_claims();
  auto& outbox = w.ledger->outbox;
  outbox.freeze(w.unit.id, w.now, w.to({team}));
  const auto first = *outbox.next("team");
  CHECK(first.next_at == w.now);
  outbox.failed(first, w.now, w.now + 5s, true, "HTTP 503");
  const auto again = *outbox.next("team");
  CHECK(again.id == first.id);
  CHECK(again.attempts == 1);
  CHECK(again.first_at == w.now);
  CHECK(again.next_at == w.now + 5s);
  CHECK(again.maybe_arrived);
  CHECK(again.detail == "HTTP 503");
  outbox.delivered(again, w.now + 5s);
  CHECK_FALSE(outbox.next("team").has_value());
  CHECK_FALSE(outbox.upcoming("team").has_value());
  CHECK(outbox.find(first.number)->state == MessageState::delivered);
  CHECK(outbox.counts("team").delivered == 1);
}

TEST_CASE("later messages about an incident follow the thread of the first") {
  Watched w;
  auto& outbox = w.ledger->outbox;
  w.sure("pn02", Status::claimed, "13");
  outbox.freeze(w.unit.id, w.now, w.to({team}));
  const auto first = *outbox.next("team");
  outbox.delivered(first, w.now);
  w.now += 48h;
  w.sure("pn02", Status::claimed, "14");
  outbox.freeze(w.unit.id, w.now, w.to({team, officer}));
  CHECK(outbox.next("team")->thread == first.id);
  CHECK(outbox.next("officer")->thread.empty());
  // It is the first that they follow, not each the one before.
  outbox.delivered(*outbox.next("team"), w.now);
  w.now += 48h;
  w.sure("pn02", Status::claimed, "15");
  outbox.freeze(w.unit.id, w.now, w.to({team}));
  CHECK(outbox.next("team")->thread == first.id);
}

TEST_CASE("what waited for a channel and surely never arrived becomes one catch-up message") {
  Watched w;
  auto& outbox = w.ledger->outbox;
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) {
    w.sure("pn" + std::to_string(i), Status::claimed, std::to_string(i));
    outbox.freeze(w.unit.id, w.now, w.to({team}));
    const auto message = *outbox.next("team");
    ids.push_back(message.id);
    outbox.failed(message, w.now, std::nullopt, i == 3, "connection refused");
  }
  CHECK_FALSE(outbox.next("team").has_value());
  CHECK(outbox.counts("team").waiting == 4);
  outbox.catch_up("team", w.now);
  std::set<std::string> sent;
  std::size_t events = 0;
  std::vector<std::string> stands_for;
  while (const auto message = outbox.next("team")) {
    sent.insert(message->id);
    events += message->events.size();
    if (!message->stands_for.empty()) stands_for = message->stands_for;
    outbox.delivered(*message, w.now);
  }
  CHECK(sent.size() == 2);
  CHECK(sent.contains(ids[3]));  // it may have arrived: the same message again
  CHECK(events == 4);
  CHECK(stands_for == std::vector<std::string>(ids.begin(), ids.begin() + 3));
  CHECK(outbox.counts("team").waiting == 0);
}

TEST_CASE("what a crash interrupted may have arrived, and keeps its id") {
  Watched w;
  auto& outbox = w.ledger->outbox;
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    w.sure("pn" + std::to_string(i), Status::claimed, std::to_string(i));
    outbox.freeze(w.unit.id, w.now, w.to({team}));
    const auto message = *outbox.next("team");
    ids.push_back(message.id);
    outbox.begin(message);
    if (i > 0) {
      outbox.failed(message, w.now, std::nullopt, false, "connection refused");
      continue;
    }
    // Here the process died. The next one is refused.
    const auto again = *outbox.next("team");
    CHECK(again.maybe_arrived);
    outbox.begin(again);
    outbox.failed(again, w.now, std::nullopt, false, "connection refused");
  }
  outbox.catch_up("team", w.now);
  std::vector<std::string> stands_for;
  bool same_id = false;
  while (const auto message = outbox.next("team")) {
    same_id = same_id || message->id == ids[0];
    if (!message->stands_for.empty()) stands_for = message->stands_for;
    outbox.delivered(*message, w.now);
  }
  CHECK(same_id);
  CHECK(stands_for == std::vector<std::string>(ids.begin() + 1, ids.end()));
}

TEST_CASE("events of the service itself are told at once") {
  Watched w;
  model::Event event;
  event.type = model::EventType::channel_down;
  event.severity = model::Severity::medium;
  event.at = w.now;
  event.detail = "team: HTTP 410";
  event.seen.target.handle = "team";
  auto& outbox = w.ledger->outbox;
  outbox.tell(event, w.now, w.to({officer}));
  outbox.tell(event, w.now, w.to({}));
  CHECK(w.ledger->incidents.count_open() == 1);
  const auto message = w.ledger->outbox.next("officer");
  REQUIRE(message.has_value());
  CHECK(message->events[0].detail == "team: HTTP 410");
  CHECK(message->events[0].type == model::EventType::channel_down);
  outbox.delivered(*message, w.now);
  w.ledger->incidents.end(model::EventType::channel_down, "officer", w.now);
  CHECK(w.ledger->incidents.count_open() == 1);
  w.ledger->incidents.end(model::EventType::channel_down, "team", w.now);
  CHECK(w.ledger->incidents.count_open() == 0);
  CHECK_FALSE(outbox.next("officer").has_value());  // nobody is told of the end
}

namespace {

model::Event channel_down(const Watched& w) {
  model::Event event;
  event.type = model::EventType::channel_down;
  event.severity = model::Severity::medium;
  event.at = w.now;
  event.detail = "team: HTTP 410";
  event.seen.target.handle = "team";
  return event;
}

}  // namespace

TEST_CASE("what became of an attempt is the same when it is written again") {
  Watched w;
  auto& outbox = w.ledger->outbox;
  const auto owed = [&](const char* handle) {
    w.sure(handle, Status::claimed, handle);
    outbox.freeze(w.unit.id, w.now, w.to({team}));
    return *outbox.next("team");
  };
  const auto first = owed("pn02");
  const auto began = w.now;
  outbox.failed(first, began, began + 5s, true, "HTTP 503");
  outbox.failed(first, began + 30s, began + 35s, true, "HTTP 503");
  const auto again = *outbox.next("team");
  CHECK(again.attempts == 1);
  CHECK(again.first_at == began);
  CHECK(again.next_at == began + 35s);
  for (int i = 0; i < 2; ++i) outbox.delivered(again, w.now + i * 30s);
  CHECK(outbox.find(first.number)->attempts == 2);
  CHECK(outbox.counts("team").delivered == 1);
  // What has ended does not come back.
  outbox.failed(again, w.now, w.now, false, "");
  CHECK(outbox.find(first.number)->state == MessageState::delivered);
  CHECK_FALSE(outbox.next("team").has_value());

  const auto second = owed("pn03");
  for (int i = 0; i < 2; ++i) {
    const auto told = outbox.dead(second, w.now, "HTTP 400", channel_down(w), w.to({officer}));
    CHECK(told.events.size() == (i == 0 ? 1 : 0));
  }
  const auto dead = *outbox.find(second.number);
  CHECK(dead.state == MessageState::dead);
  CHECK(dead.attempts == 1);
  CHECK(dead.detail == "HTTP 400");
  REQUIRE(outbox.next("officer").has_value());
  CHECK(outbox.next("officer")->events.size() == 1);
  outbox.delivered(dead, w.now);
  CHECK(outbox.find(second.number)->state == MessageState::dead);
}

TEST_CASE("a message has ended when that was written first, not when it was written again") {
  for (const bool delivered : {true, false}) {
    CAPTURE(delivered);
    Watched w;
    auto& outbox = w.ledger->outbox;
    w.sure("pn02", Status::claimed, "13");
    outbox.freeze(w.unit.id, w.now, w.to({team}));
    const auto owed = *outbox.next("team");
    for (const auto later : {0s, 30s}) {
      if (delivered) outbox.delivered(owed, w.now + later);
      if (!delivered) outbox.dead(owed, w.now + later, "", channel_down(w), w.to({}));
    }
    w.ledger->history.retain(w.now + 1s, std::nullopt);
    CHECK_FALSE(outbox.find(owed.number));
  }
}

TEST_CASE("an event of the service is written with its messages or not at all") {
  for (const char* step : {"INSERT ON incident", "INSERT ON event", "INSERT ON message",
                           "UPDATE OF frozen ON event", "UPDATE OF state ON message"}) {
    CAPTURE(step);
    tests::FullDisk disk;
    Watched w;
    auto& outbox = w.ledger->outbox;
    w.sure("pn02", Status::claimed, "13");
    outbox.freeze(w.unit.id, w.now, w.to({team}));
    const auto owed = *outbox.next("team");
    disk.at(step);
    CHECK_THROWS_AS(outbox.dead(owed, w.now, "", channel_down(w), w.to({officer})),
                    ledger::Failure);
    const bool tells = std::string_view(step) != "UPDATE OF state ON message";
    if (tells) {
      CHECK_THROWS_AS(outbox.tell(channel_down(w), w.now, w.to({officer})), ledger::Failure);
    }
    disk.cured();
    CHECK(outbox.find(owed.number)->state == MessageState::pending);
    CHECK(w.ledger->incidents.list().size() == 1);
    CHECK_FALSE(outbox.next("officer").has_value());
    outbox.dead(owed, w.now, "", channel_down(w), w.to({officer}));
    REQUIRE(outbox.next("officer").has_value());
    CHECK(outbox.next("officer")->events.size() == 1);
    CHECK(w.ledger->incidents.events(2).size() == 1);
  }
}

namespace {

// One message for each handle, oldest first; the channel was tried in vain for all of them.
std::vector<ledger::OutboxMessage> waiting_messages(Watched& w, const std::vector<Address>& to,
                                                    const std::vector<std::string>& handles) {
  auto& outbox = w.ledger->outbox;
  std::vector<ledger::OutboxMessage> messages;
  for (const std::string& handle : handles) {
    w.sure(handle, Status::claimed, handle);
    outbox.freeze(w.unit.id, w.now, w.to(to));
    while (const auto owed = outbox.next(to.front().channel)) {
      outbox.failed(*owed, w.now, std::nullopt, false, "connection refused");
      messages.push_back(*owed);
    }
  }
  return messages;
}

}  // namespace

TEST_CASE("a single message that waited is tried again as it is") {
  Watched w;
  const auto waited = waiting_messages(w, {team}, {"pn02"});
  REQUIRE(waited.size() == 1);
  w.now += 24h;
  w.ledger->outbox.catch_up("team", w.now);
  const auto again = w.ledger->outbox.next("team");
  REQUIRE(again.has_value());
  CHECK(again->id == waited[0].id);
  CHECK(again->next_at == w.now);
  CHECK(again->attempts == 1);
  CHECK(again->stands_for.empty());
  CHECK(w.ledger->outbox.counts("team").pending == 1);
}

TEST_CASE(
    "a catch-up message goes to each recipient for his own messages, and to no other channel") {
  Watched w;
  const Address other{"officer", "press@example.org"};
  const auto waited = waiting_messages(w, {officer, other}, {"pn02", "pn11"});
  REQUIRE(waited.size() == 4);
  waiting_messages(w, {team}, {"pn12"});
  w.ledger->outbox.catch_up("officer", w.now);
  CHECK(w.ledger->outbox.counts("officer").pending == 2);
  std::set<std::string> recipients;
  for (int i = 0; i < 2; ++i) {
    const auto message = w.ledger->outbox.next("officer");
    REQUIRE(message.has_value());
    CHECK(message->events.size() == 2);
    std::vector<std::string> his;
    for (const ledger::OutboxMessage& one : waited) {
      if (one.to == message->to) his.push_back(one.id);
    }
    CHECK(his.size() == 2);
    CHECK(message->stands_for == his);
    CHECK(message->created == w.now);
    recipients.insert(message->to.recipient);
    w.ledger->outbox.delivered(*message, w.now);
  }
  CHECK(recipients == std::set<std::string>{"press@example.org", "soc@example.org"});
  CHECK(w.ledger->outbox.counts("officer").pending == 0);
  CHECK(w.ledger->outbox.counts("officer").delivered == 2);
  CHECK_FALSE(w.ledger->outbox.next("officer").has_value());
  for (const ledger::OutboxMessage& one : waited) {
    CHECK(w.ledger->outbox.find(one.number)->state == MessageState::superseded);
  }
  CHECK(w.ledger->outbox.counts("team").waiting == 1);
}

TEST_CASE("what a suspended channel is owed waits, with what comes later, until it is resumed") {
  Watched w = two_claims();
  auto& outbox = w.ledger->outbox;
  outbox.freeze(w.unit.id, w.now, w.to({team, officer}));
  CHECK_FALSE(outbox.suspension("team").has_value());
  const long long team_owed = outbox.next("team").value().number;
  outbox.suspend("team", w.now, "HTTP 410");
  REQUIRE(outbox.suspension("team").has_value());
  CHECK(outbox.suspension("team")->at == w.now);
  CHECK(outbox.suspension("team")->detail == "HTTP 410");
  CHECK_FALSE(outbox.suspension("officer").has_value());
  CHECK_FALSE(outbox.next("team").has_value());
  CHECK_FALSE(outbox.find(team_owed).value().next_at.has_value());
  CHECK(outbox.counts("team").waiting == 1);
  CHECK(outbox.counts("team").pending == 0);
  CHECK(outbox.next("officer").has_value());
  outbox.suspend("team", w.now + 1h, "HTTP 404");
  CHECK(outbox.suspension("team")->detail == "HTTP 404");
  outbox.resume("team");
  CHECK_FALSE(outbox.suspension("team").has_value());
  CHECK(outbox.counts("team").waiting == 1);  // until what waits is caught up with
}

TEST_CASE(
    "the message that is due first comes first, and of those that are due at once the oldest") {
  Watched w;
  auto& outbox = w.ledger->outbox;
  std::vector<ledger::OutboxMessage> messages;
  for (const char* handle : {"pn02", "pn11", "pn12"}) {
    w.sure(handle, Status::claimed, handle);
    outbox.freeze(w.unit.id, w.now, w.to({team}));
    messages.push_back(*outbox.find(static_cast<long long>(messages.size()) + 1));
    CHECK(messages.back().created == w.now);
  }
  CHECK(outbox.next("team")->number == 1);
  outbox.failed(messages[0], w.now, w.now + 2h, false, "");
  outbox.failed(messages[1], w.now, w.now + 1h, false, "");
  outbox.failed(messages[2], w.now, w.now + 1h, false, "");
  CHECK(outbox.next("team")->number == 2);
  outbox.dead(messages[1], w.now, "HTTP 400", channel_down(w), w.to({}));
  CHECK(outbox.next("team")->number == 3);
  CHECK_FALSE(outbox.next("team")->maybe_arrived);
  CHECK_FALSE(outbox.find(messages[1].number)->next_at.has_value());
  CHECK(outbox.counts("team").dead == 1);
  CHECK(outbox.counts("team").pending == 2);
  CHECK_FALSE(outbox.find(99).has_value());
}

TEST_CASE("what a start finds pending is all of it: of every unit and of the service") {
  Watched w;
  w.sure("pn02", Status::claimed, "13");
  w.unit = w.ledger->units.get({"police", "codeberg", ""});
  w.sure("pn03", Status::claimed, "14");
  const auto told = w.ledger->outbox.freeze_all(w.now, w.to({team}));
  CHECK(told.events.size() == 2);
  CHECK(told.messages == 2);
}

TEST_CASE("another outage of a channel, and another channel, are incidents of their own") {
  Watched w;
  auto& outbox = w.ledger->outbox;
  outbox.tell(channel_down(w), w.now, w.to({officer}));
  auto other = channel_down(w);
  other.seen.target.handle = "siem";
  outbox.tell(other, w.now, w.to({officer}));
  CHECK(w.ledger->incidents.list().size() == 2);
  auto blind = channel_down(w);
  blind.type = model::EventType::self_blind;
  outbox.tell(blind, w.now, w.to({officer}));
  CHECK(w.ledger->incidents.list().size() == 3);
  w.ledger->incidents.end(model::EventType::channel_down, "team", w.now + 1h);
  CHECK_FALSE(w.ledger->incidents.stands(model::EventType::channel_down, "team"));
  CHECK(w.ledger->incidents.stands(model::EventType::channel_down, "siem"));
  CHECK(w.ledger->incidents.stands(model::EventType::self_blind, "team"));
  CHECK(w.ledger->incidents.find(1)->changed_at == w.now + 1h);
  outbox.tell(channel_down(w), w.now + 2h, w.to({officer}));
  CHECK(w.ledger->incidents.list().size() == 4);

  // A person may end one; what is over stays as it was.
  auto& incidents = w.ledger->incidents;
  CHECK(incidents.find(1)->state == model::IncidentState::resolved);
  const ledger::Decision decision{w.now, "soc", "dismiss", "", ""};
  REQUIRE(incidents.dismiss(4, model::Holder::bystander, decision));
  CHECK_FALSE(incidents.stands(model::EventType::channel_down, "team"));
  incidents.end(model::EventType::channel_down, "team", w.now + 3h);
  CHECK(incidents.find(4)->state == model::IncidentState::dismissed);
  CHECK(incidents.find(1)->changed_at == w.now + 1h);
  REQUIRE(incidents.snooze(2, w.now + 24h, decision));
  incidents.end(model::EventType::channel_down, "siem", w.now + 3h);
  CHECK_FALSE(incidents.find(2)->snoozed_until);
}
