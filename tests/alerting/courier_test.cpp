// Days of the courier in virtual time: what channels are sent, and who is told of one that is down.
#include "alerting/courier.hpp"

#include <boost/asio/detached.hpp>
#include <doctest/doctest.h>

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
