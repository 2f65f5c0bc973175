// Days of the courier in virtual time: what channels are sent, and who is told of one that is down.
#include "alerting/courier.hpp"

#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

#include "ledger/full_disk.hpp"
#include "ledger/watched.hpp"
#include "probing/virtual_world.hpp"

using namespace std::chrono_literals;
using alerting::Delivery;
using alerting::Message;
using model::EventType;

namespace {

namespace asio = boost::asio;

class ScriptedChannel final : public alerting::Channel {
 public:
  explicit ScriptedChannel(std::vector<Message>& had, const Delivery& answer)
      : had_(had), answer_(answer) {}
  asio::awaitable<Delivery> deliver(Message message) override {
    had_.push_back(std::move(message));
    co_return answer_;
  }
  std::string preview(const Message&) const override { return ""; }

 private:
  std::vector<Message>& had_;
  const Delivery& answer_;
};

Delivery says(Delivery::Outcome outcome) {
  Delivery delivery;
  delivery.outcome = outcome;
  delivery.detail = "what the service says";
  return delivery;
}

// Two channels; both hear of claims, `siem` of channels that are down.
struct Days {
  asio::io_context io{1};
  tests::VirtualClock clock;
  tests::Watched watched;
  std::vector<Message> team, siem;
  Delivery team_says = says(Delivery::Outcome::delivered), siem_says = team_says;
  alerting::Courier courier{*watched.ledger, clock, channels(), [](const model::Event& event) {
                              return event.type == EventType::channel_down
                                         ? std::vector<std::string>{"siem"}
                                         : std::vector<std::string>{"team", "siem"};
                            }};

  std::vector<alerting::OpenChannel> channels() {
    std::vector<alerting::OpenChannel> open(2);
    open[0].name = "team";
    open[0].channel = std::make_unique<ScriptedChannel>(team, team_says);
    open[1].name = "siem";
    open[1].channel = std::make_unique<ScriptedChannel>(siem, siem_says);
    return open;
  }

  Days() {
    for (const std::string& name : courier.names()) {
      asio::co_spawn(io, courier.serve(name), asio::detached);
    }
  }
  ~Days() {
    courier.stop();
    pass(0h);
  }

  void claim(const std::string& handle) {
    watched.sure(handle, model::Status::claimed, handle);
    watched.ledger->outbox.freeze(watched.unit.id, clock.now(), courier.routing());
  }

  void pass(model::Milliseconds time) {
    const model::Milliseconds until = clock.passed() + time;
    courier.wake();
    io.restart();
    io.poll();
    while (clock.passed() < until && clock.advance()) {
      io.restart();
      io.poll();
    }
  }

  static long long of(const std::vector<Message>& had, EventType type) {
    long long count = 0;
    for (const Message& message : had) {
      for (const model::Event& event : message.events) count += event.type == type ? 1 : 0;
    }
    return count;
  }
};

}  // namespace

TEST_CASE("an outage of days is told once, and ends in one message that stands for what waited") {
  Days days;
  days.team_says = says(Delivery::Outcome::retry);
  for (const char* handle : {"pn02", "pn11", "pn91"}) days.claim(handle);
  days.pass(24h * 5);
  CHECK(Days::of(days.siem, EventType::baseline) == 3);
  CHECK(Days::of(days.siem, EventType::channel_down) == 1);
  CHECK(days.watched.ledger->incidents.stands(EventType::channel_down, "team"));

  days.team.clear();
  days.team_says = says(Delivery::Outcome::delivered);
  days.pass(24h * 2);  // what waits is tried every day
  REQUIRE(days.team.size() == 1);
  CHECK(days.team[0].events.size() == 3);
  CHECK(days.team[0].stands_for.size() == 3);
  CHECK_FALSE(days.watched.ledger->incidents.stands(EventType::channel_down, "team"));

  days.team_says = says(Delivery::Outcome::retry);
  days.claim("pn23");
  days.pass(24h * 5);
  CHECK(Days::of(days.siem, EventType::channel_down) == 2);  // another outage
}

TEST_CASE(
    "a message that is refused for good is told of, whatever the channel's other messages meet") {
  Days days;
  days.team_says = says(Delivery::Outcome::refused);
  days.claim("pn02");
  days.pass(1min);
  days.claim("pn11");
  days.pass(1min);
  CHECK(days.team.size() == 2);
  CHECK(Days::of(days.siem, EventType::channel_down) == 2);
  CHECK(days.watched.ledger->outbox.counts("team").dead == 2);
}

namespace {

asio::awaitable<void> sleep_for_a_year(service::Clock& clock, int& woken) {
  const model::Moment until = clock.steady() + 24h * 365;
  while (clock.steady() < until) {
    co_await clock.sleep_until(until);
    ++woken;
  }
}

}  // namespace

TEST_CASE("a message wakes the channels, and nobody who waits for something else") {
  Days days;
  int woken = 0;
  asio::co_spawn(days.io, sleep_for_a_year(days.clock, woken), asio::detached);
  days.pass(1min);
  days.claim("pn02");
  days.pass(1min);
  CHECK(days.team.size() == 1);
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
    days.team_says = says(midst.outcome);
    days.team_says.surely = midst.outcome == Delivery::Outcome::closed;
    days.claim("pn02");
    disk.at(midst.step);
    days.pass(2min);
    disk.cured();
    days.pass(2min);
    CHECK(days.team.size() == 1);
    const auto owed = ledger.outbox.find(1);
    const auto other = ledger.outbox.find(2);
    const auto& mine = owed->to.channel == "team" ? *owed : *other;
    CHECK(mine.attempts == 1);
    const bool well = midst.outcome == Delivery::Outcome::delivered;
    CHECK(Days::of(days.siem, EventType::channel_down) == (well ? 0 : 1));
    CHECK(ledger.incidents.stands(EventType::channel_down, "team") == !well);
    CHECK(ledger.outbox.suspension("team").has_value() ==
          (midst.outcome == Delivery::Outcome::closed));
  }
}
