#include "net/name_gate.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

namespace {

namespace asio = boost::asio;
using net::NameTicket;
using Passage = NameTicket::Passage;

struct Visit {
  std::unique_ptr<NameTicket> ticket;
  bool answered = false;
  Passage turn = Passage::stopped;
};

async::Task<void> enter(Visit* visit) {
  visit->turn = co_await visit->ticket->enter();
  visit->answered = true;
}

struct Gate {
  explicit Gate(int at_once) : gate(io, at_once) {}

  Visit& visit(const std::string& name, int patience = 1000) {
    visits.push_back(std::make_unique<Visit>());
    Visit& visit = *visits.back();
    visit.ticket = std::make_unique<NameTicket>(gate, name, model::Milliseconds(patience));
    asio::co_spawn(io, enter(&visit), [](const std::exception_ptr&) {});
    settle();
    return visit;
  }
  void settle() {
    io.restart();
    io.poll();
  }

  asio::io_context io{1};
  net::NameGate gate;
  std::vector<std::unique_ptr<Visit>> visits;
};

}  // namespace

TEST_CASE("one goes ahead, the others of the name wait and then go all at once") {
  Gate gate(16);
  Visit& first = gate.visit("a:443");
  Visit& second = gate.visit("a:443");
  Visit& third = gate.visit("a:443");
  CHECK(first.answered);
  CHECK_FALSE(second.answered);
  first.ticket->found(true);
  gate.settle();
  CHECK(second.turn == Passage::go);
  CHECK(third.turn == Passage::go);
  CHECK(gate.visit("a:443").turn == Passage::go);
}

TEST_CASE("a name that libcurl only remembered is asked for by one after the other") {
  Gate gate(16);
  Visit& first = gate.visit("a:443");
  Visit& second = gate.visit("a:443");
  Visit& third = gate.visit("a:443");
  first.ticket->found(false);
  gate.settle();
  CHECK(second.answered);
  CHECK_FALSE(third.answered);
  second.ticket->found(true);
  gate.settle();
  CHECK(third.answered);
}

TEST_CASE("a failed look-up fails those who would not have waited longer") {
  Gate gate(16);
  Visit& first = gate.visit("a:443", 500);
  Visit& hasty = gate.visit("a:443", 500);
  Visit& patient = gate.visit("a:443", 2000);
  Visit& other = gate.visit("a:443", 2000);
  first.ticket->failed({model::Reason::timeout, "slow"});
  gate.settle();
  CHECK(hasty.turn == Passage::failed);
  CHECK(hasty.ticket->failure().reason == model::Reason::timeout);
  CHECK(hasty.ticket->failure().detail == "slow");
  CHECK(patient.turn == Passage::go);
  CHECK(patient.answered);
  CHECK_FALSE(other.answered);
  patient.ticket->failed({model::Reason::dns, "none"});
  gate.settle();
  CHECK(other.turn == Passage::failed);
  CHECK(gate.visit("a:443").turn == Passage::go);  // asked anew: no failure is remembered
}

TEST_CASE("a leader that goes away without a word hands on") {
  Gate gate(16);
  Visit& first = gate.visit("a:443");
  Visit& second = gate.visit("a:443");
  first.ticket.reset();
  gate.settle();
  CHECK(second.turn == Passage::go);
}

TEST_CASE("no more than so many names are looked up at once") {
  Gate gate(2);
  Visit& a = gate.visit("a:1");
  Visit& b = gate.visit("b:1");
  Visit& c = gate.visit("c:1");
  Visit& d = gate.visit("d:1");
  CHECK(a.answered);
  CHECK(b.answered);
  CHECK_FALSE(c.answered);
  CHECK_FALSE(d.answered);
  a.ticket->found(true);
  a.ticket->found(true);  // said twice, meant once
  gate.settle();
  CHECK(c.answered);
  CHECK_FALSE(d.answered);
  b.ticket->failed({});
  gate.settle();
  CHECK(d.answered);
}

TEST_CASE("nothing to look up is nothing to wait for") {
  Gate gate(1);
  gate.visit("a:1");
  CHECK(gate.visit("").turn == Passage::go);
  CHECK(gate.visit("").turn == Passage::go);
}

TEST_CASE("who waits when it stops is turned away, and so is who comes later") {
  Gate gate(1);
  gate.visit("a:1");
  Visit& follower = gate.visit("a:1");
  Visit& leader = gate.visit("b:1");
  gate.gate.stop();
  gate.settle();
  CHECK(follower.answered);
  CHECK(follower.turn == Passage::stopped);
  CHECK(leader.answered);
  CHECK(leader.turn == Passage::stopped);
  CHECK(gate.visit("c:1").turn == Passage::stopped);
}

TEST_CASE("names that nobody uses are forgotten, those in use are not") {
  Gate gate(100'000);
  Visit& kept = gate.visit("kept:1");
  for (int i = 0; i < 10'000; ++i) {
    NameTicket passing(gate.gate, "n" + std::to_string(i), model::Milliseconds(1));
  }
  Visit& follower = gate.visit("kept:1");
  CHECK_FALSE(follower.answered);
  kept.ticket->found(true);
  gate.settle();
  CHECK(follower.turn == Passage::go);
}
