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
