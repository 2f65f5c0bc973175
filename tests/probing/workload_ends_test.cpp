// Putting back, giving up in every phase, and that every target ends in exactly one observation.
#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;

TEST_CASE("what is put back is asked again first, as it was, and its attempts are counted") {
  Play play({{"one", 1, {}}}, 2);
  const auto first = play.take();
  CHECK(first->attempts == 0);
  play.work.put_back(*first, noon);
  CHECK_FALSE(play.work.done());
  const auto again = play.take();
  CHECK(again->attempts == 1);
  CHECK(again->subjects == first->subjects);
  play.answer(*again, each(by_letter));
  play.run(each(by_letter));
  CHECK(play.count(Status::available) == 2);
}

TEST_CASE("after giving up nothing is asked again, not even what is put back") {
  Play play({{"many", 5, {}}}, 12);
  play.answer(*play.take(), each(by_letter));
  const auto under_way = play.take();
  play.work.give_up(Reason::platform_blind, noon);
  play.work.put_back(*under_way, noon);
  CHECK_FALSE(play.take().has_value());
  CHECK(play.work.done());
  CHECK(play.work.undecided() == 0);
  CHECK(play.work.take_final().size() == 10);
}

TEST_CASE("giving up before the first request leaves every target with that reason") {
  Play play({{"one", 1, {}}}, 3);
  play.work.give_up(Reason::interrupted, noon);
  CHECK(play.work.done());
  const auto seen = play.work.take_final();
  REQUIRE(seen.size() == 3);
  for (const auto& one : seen) {
    CHECK(one.status == Status::unknown);
    CHECK(one.reason == "interrupted");
    CHECK(one.checked_at == noon);
    CHECK_FALSE(one.http_status.has_value());
  }
}

TEST_CASE(
    "giving up while the controls are under way: their answers still decide what rode along") {
  for (const bool good : {true, false}) {
    CAPTURE(good);
    Play play({{"many", 5, {}}}, 12);
    const auto first = play.take();
    play.work.give_up(Reason::rate_limited, noon);
    CHECK(play.work.take_final().empty());
    play.answer(*first, each([good](std::size_t, const std::string& handle) {
      return good ? by_letter(0, handle) : says(Reason::network);
    }));
    CHECK(play.work.done());
    CHECK(play.seen.size() == 12);
    CHECK(play.count(Reason::rate_limited) == 10);
    CHECK(play.count(Status::available) == (good ? 2 : 0));
    CHECK(play.count(Reason::network) == (good ? 0 : 2));
  }
}

TEST_CASE("giving up with a chain half gone drops what would follow") {
  Play play({{"many", 10, {1}}, {"one", 1, {}}}, 7);
  const auto first = play.take();
  play.work.give_up(Reason::interrupted, noon);
  play.answer(*first, each([](std::size_t, const std::string& handle) {
    return handle[0] == 'c' ? says(Status::claimed) : go_on_with(1);
  }));
  CHECK_FALSE(play.take().has_value());
  CHECK(play.work.done());
  CHECK(play.count(Reason::interrupted) == 7);
}

TEST_CASE("giving up with follow-ups, halves and the rest waiting drops them all") {
  Play play({{"many", 8, {1}}, {"one", 1, {}}}, 40);
  play.answer(*play.take(), each(by_letter));
  play.answer(*play.take(), each([](std::size_t, const std::string& handle) {
    return handle == "t5" ? go_on_with(1) : ask_alone();
  }));
  const auto half = play.take();
  play.work.give_up(Reason::budget, noon);
  play.work.give_up(Reason::interrupted, noon);  // the first reason stands
  play.answer(*half, each([](std::size_t, const std::string&) { return ask_alone(); }));
  CHECK(play.work.done());
  CHECK(play.work.undecided() == 0);
  CHECK(play.count(Status::available) == 5);
  CHECK(play.count(Reason::budget) == 35);
  CHECK(play.seen.size() == 40);
}

TEST_CASE("what is under way when a platform turns out blind is blind too, whatever it answers") {
  Play play({{"few", 2, {}}}, 5, {"c1"});
  const auto first = play.take();
  CHECK_FALSE(play.take().has_value());
  play.answer(*first, each([](std::size_t, const std::string&) { return ask_alone(); }));
  const auto claimed = play.take();
  const auto free = play.take();
  play.answer(*free, each([](std::size_t, const std::string&) { return says(Status::claimed); }));
  play.answer(*claimed, each(by_letter));
  CHECK(play.work.done());
  CHECK(play.count(Reason::platform_blind) == 5);
  CHECK(play.asked.size() == 3);
}
