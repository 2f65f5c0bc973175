// The ledger as whoever runs on the loop sees it: with a thread and without.
#include "ledger/async_ledger.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "ledger/watched.hpp"

using namespace std::chrono_literals;
using ledger::Answer;
using ledger::Failure;
using ledger::Ledger;

namespace asio = boost::asio;

namespace {

// One question, asked and answered.
template <class Body>
async::Task<void> ask(ledger::AsyncLedger& ledger, Body body,
                      std::optional<Answer<std::invoke_result_t<Body&, Ledger&>>>& answer) {
  auto given = co_await ledger.ask(body);
  answer.emplace(std::move(given));
}

struct Asked {
  explicit Asked(bool threaded) {
    threaded ? async.emplace(*watched.ledger, io.get_executor()) : async.emplace(*watched.ledger);
  }

  template <class Body>
  auto operator()(Body body) {
    std::optional<Answer<std::invoke_result_t<Body&, Ledger&>>> answer;
    asio::co_spawn(io, ask(*async, body, answer),
                   [this](const std::exception_ptr& failure) { thrown = failure; });
    io.restart();
    io.run();
    return answer;
  }

  tests::Watched watched;
  asio::io_context io{1};
  std::optional<ledger::AsyncLedger> async;
  std::exception_ptr thrown;
};

int fail_as(Failure::Kind kind) {
  throw Failure(kind, "ledger x: it is so");
}

}  // namespace

TEST_CASE("what is asked is answered, in order with what nobody waits for") {
  for (const bool threaded : {false, true}) {
    CAPTURE(threaded);
    Asked asked(threaded);
    const ledger::Unit unit = asked.watched.unit;
    asked.async->post([unit](Ledger& ledger) { ledger.units.note(unit, "seen"); });
    const auto note = asked([&](Ledger& ledger) { return ledger.units.get(unit.key).note; });
    REQUIRE(note.has_value());
    CHECK(**note == "seen");
    const auto nothing = asked([&](Ledger& ledger) { ledger.units.note(unit, "again"); });
    CHECK(nothing.value().has_value());
    CHECK(asked.async->oldest() == 0ms);
    asked.async->finish();
    CHECK(asked.watched.ledger->units.get(unit.key).note == "again");
  }
}

TEST_CASE("what may pass is a value, and what may not is thrown; the next question is answered") {
  for (const bool threaded : {false, true}) {
    CAPTURE(threaded);
    Asked asked(threaded);
    for (const auto kind : {Failure::Kind::full, Failure::Kind::locked}) {
      const auto answer = asked([&](Ledger&) { return fail_as(kind); });
      REQUIRE(answer.has_value());
      REQUIRE_FALSE(answer->has_value());
      CHECK(answer->error().kind() == kind);
      CHECK(std::string(answer->error().what()) == "ledger x: it is so");
      CHECK_FALSE(asked.thrown);
    }
    for (const auto kind :
         {Failure::Kind::read_only, Failure::Kind::corrupt, Failure::Kind::other}) {
      CHECK_FALSE(asked([&](Ledger&) { return fail_as(kind); }).has_value());
      CHECK(asked.thrown);
    }
    CHECK(asked([](Ledger&) { return 7; }).value() == 7);
  }
}

TEST_CASE("what nobody waits for and cannot be done now is not done; anything else is told of") {
  Asked asked(true);
  int told = 0;
  asked.async->on_failure = [&](const std::exception_ptr& thrown) { told += thrown ? 1 : 100; };
  asked.async->post([](Ledger&) { fail_as(Failure::Kind::locked); });
  asked.async->post([](Ledger&) { fail_as(Failure::Kind::corrupt); });
  asked.async->post([](Ledger&) {});
  CHECK(asked([](Ledger&) { return 7; }).value() == 7);
  CHECK(told == 1);
}
