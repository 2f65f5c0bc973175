// Putting back, waits that end a bracket, giving up in every phase, and going on in the next slice.
#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;
using namespace std::chrono_literals;

namespace {

const std::vector<Step> one_by_one = {{"one", 1, {}}};

// Answers so many requests honestly.
void go_on(Play& play, int requests) {
  for (int i = 0; i < requests; ++i) {
    const auto job = play.take();
    REQUIRE(job.has_value());
    play.answer(*job, each(honest_reading));
  }
}

}  // namespace

TEST_CASE("what is put back is asked again first, as it was, and its attempts are counted") {
  Play play(one_by_one, 2);
  const auto first = play.take();
  CHECK(first->attempts == 0);
  play.work().put_back(*first, play.now);
  CHECK_FALSE(play.work().done());
  const auto again = play.take();
  CHECK(again->attempts == 1);
  CHECK(again->subjects == first->subjects);
  play.answer(*again, each(honest_reading));
  play.run(each(honest_reading));
  CHECK(play.count(Status::available) == 2);
}

TEST_CASE("a long wait that is imposed ends the bracket without blame, and it is asked anew") {
  Play play(one_by_one, 5);
  go_on(play, 4);
  const auto limited = play.take();
  play.work().put_back(*limited, play.now);
  play.work().cut_short(Reason::rate_limited, play.now);
  play.pass(5min);
  play.run(each(honest_reading));
  CHECK(play.count(Status::available) == 5);
  CHECK(play.work().state().broken == 0);
  CHECK(play.asked.size() == 2 + 3 + 2 + 5 + 2);
}

TEST_CASE("nothing of a bracket that has ended is asked again while others of it are under way") {
  Play play(one_by_one, 5);
  go_on(play, 2);
  const auto limited = play.take();
  const auto under_way = play.take();
  play.work().put_back(*limited, play.now);
  play.work().cut_short(Reason::rate_limited, play.now);
  CHECK_FALSE(play.take().has_value());
  play.answer(*under_way, each(honest_reading));
  play.pass(5min);
  play.run(each(honest_reading));
  CHECK(play.count(Status::available) == 5);
  CHECK(play.asked.size() == 2 + 2 + 2 + 5 + 2);
}

TEST_CASE("what is refused twice comes after the others, and its place is kept") {
  for (const std::size_t room : {3U, 4U}) {
    CAPTURE(room);
    Play play(one_by_one, 5);
    go_on(play, 2);
    auto refused = play.take();
    const std::string handle = play.work().handles(*refused).front();
    play.work().put_back(*refused, play.now);
    refused = play.take();
    CHECK(play.work().handles(*refused).front() == handle);
    play.work().put_back(*refused, play.now);
    // It, another one, and the controls at the end.
    play.room.requests = room;
    CHECK((play.work().handles(*play.take()).front() == handle) == (room < 4));
  }
}

TEST_CASE("a second long wait leaves what stood in the bracket undecided") {
  Play play(one_by_one, 2);
  for (int i = 0; i < 2; ++i) {
    go_on(play, 3);
    play.work().cut_short(Reason::rate_limited, play.now);
    play.pass(5min);
  }
  play.run(each(honest_reading));
  CHECK(play.count(Reason::rate_limited) == 1);
  CHECK(play.count(Status::available) == 1);
}

TEST_CASE("a closing control that gives no answer is asked again for a minute") {
  for (const bool comes_back : {true, false}) {
    CAPTURE(comes_back);
    Play play(one_by_one, 3);
    go_on(play, 5);
    play.run([&](const Asked& asked) {
      const bool silent = play.rests.size() < (comes_back ? 2U : 100U);
      return each([silent](std::size_t ask, const std::string& handle) {
        return silent ? says(Reason::timeout) : honest_reading(ask, handle);
      })(asked);
    });
    model::Milliseconds rested{0};
    for (const auto rest : play.rests) rested += rest;
    CHECK(rested == (comes_back ? 30s : 60s));
    CHECK(play.count(Status::available) == (comes_back ? 3 : 0));
    CHECK(play.count(Reason::timeout) == (comes_back ? 0 : 3));
    CHECK(play.work().state().broken == 0);
  }
}

TEST_CASE("a bracket in which nothing was decided needs no closing") {
  Play play(one_by_one, 3);
  go_on(play, 2);
  play.run(each([](std::size_t, const std::string&) { return says(Reason::timeout); }));
  CHECK(play.count(Reason::timeout) == 3);
  CHECK(play.asked.size() == 5);
}

TEST_CASE("after giving up nothing is asked again, not even what is put back") {
  Play play({{"many", 8, {}}}, 12);
  play.answer(*play.take(), each(honest_reading));
  const auto under_way = play.take();
  play.work().give_up(Reason::platform_blind, noon);
  play.work().put_back(*under_way, play.now);
  CHECK_FALSE(play.take().has_value());
  CHECK(play.work().done());
  CHECK(play.work().undecided() == 0);
  CHECK(play.count(Status::available) == 5);
  CHECK(play.count(Reason::platform_blind) == 7);
}

TEST_CASE("giving up before the first request leaves every target with that reason") {
  Play play(one_by_one, 3);
  play.work().give_up(Reason::interrupted, noon);
  play.collect();
  CHECK(play.work().done());
  REQUIRE(play.seen.size() == 3);
  for (const auto& one : play.seen) {
    CHECK(one.status == Status::unknown);
    CHECK(one.reason == "interrupted");
    CHECK(one.checked_at == noon);
    CHECK_FALSE(one.http_status.has_value());
  }
}

TEST_CASE("what stands in a bracket that is given up is not decided") {
  Play play(one_by_one, 30);
  go_on(play, 25 + 4);
  const auto under_way = play.take();
  play.work().give_up(Reason::interrupted, noon);
  play.answer(*under_way, each(honest_reading));
  CHECK(play.work().done());
  CHECK(play.count(Status::available) == 21);
  CHECK(play.count(Reason::interrupted) == 9);
}

TEST_CASE("a batch that is under way when all is given up still counts: it is a bracket itself") {
  for (const bool good : {true, false}) {
    CAPTURE(good);
    Play play({{"many", 5, {}}}, 12);
    const auto first = play.take();
    play.work().give_up(Reason::rate_limited, noon);
    play.answer(*first, each([good](std::size_t, const std::string& handle) {
      return good ? honest_reading(0, handle) : says(Reason::network);
    }));
    CHECK(play.work().done());
    CHECK(play.seen.size() == 12);
    CHECK(play.count(Status::available) == (good ? 2 : 0));
    CHECK(play.count(Reason::rate_limited) == (good ? 10 : 12));
  }
}

TEST_CASE("giving up with a chain half gone drops what would follow") {
  Play play({{"many", 10, {1}}, {"one", 1, {}}}, 7);
  const auto first = play.take();
  play.work().give_up(Reason::interrupted, noon);
  play.answer(*first, each([](std::size_t, const std::string& handle) {
    return is_known(handle) ? says(Status::claimed) : go_on_with(1);
  }));
  CHECK_FALSE(play.take().has_value());
  CHECK(play.work().done());
  CHECK(play.count(Reason::interrupted) == 7);
}

TEST_CASE("a bracket closes before a long planned wait, and the next one is opened after it") {
  Play play(one_by_one, 10);
  play.room.most = 10;
  play.room.requests = 10;
  const auto job_of = [&play] {
    auto job = play.take();
    if (job) --play.room.requests;
    return job;
  };
  while (const auto job = job_of()) play.answer(*job, each(honest_reading));
  CHECK(play.asked.size() == 10);
  CHECK(play.count(Status::available) == 6);
  REQUIRE(play.work().wish().has_value());
  CHECK(play.work().wish()->requests <= 10);
  play.pass(1h);
  play.room.requests = 10;
  while (const auto job = job_of()) play.answer(*job, each(honest_reading));
  CHECK(play.work().done());
  CHECK(play.asked.size() == 10 + 2 + 4 + 2);
  CHECK(play.count(Status::available) == 10);
}

TEST_CASE("the next slice goes on with the controls that closed the one before, within a minute") {
  for (const auto pause : {model::Milliseconds(59s), model::Milliseconds(61s)}) {
    Play first(one_by_one, 3);
    first.run(each(honest_reading));
    Play second(one_by_one, 3);
    second.assignment().state = first.work().state();
    second.pass(pause);
    second.run(each(honest_reading));
    CHECK(second.asked.size() == (pause < 1min ? 5 : 7));
    CHECK(second.work().state().brackets == 2);
  }
}

TEST_CASE("whoever is to be looked at again is, in the end and once") {
  struct Row {
    const char* what;
    platforms::Reading second;
    Status told;
  };
  platforms::Reading another = says(Status::claimed);
  another.profile.account_id = "id-2";
  for (const Row& row : {Row{"the same", says(Status::claimed), Status::claimed},
                         Row{"another account", another, Status::unknown},
                         Row{"free", says(Status::available), Status::unknown},
                         Row{"nothing", says(Reason::timeout), Status::unknown}}) {
    CAPTURE(row.what);
    Play play(one_by_one, 1);
    play.assignment().look_again = [](const model::Observation& seen) {
      return seen.status == Status::claimed;
    };
    int looks = 0;
    play.run(each([&](std::size_t ask, const std::string& handle) {
      if (handle != "t0") return honest_reading(ask, handle);
      if (++looks > 1) return row.second;
      platforms::Reading first = says(Status::claimed);
      first.profile.account_id = "id-1";
      return first;
    }));
    REQUIRE(play.seen.size() == 1);
    CHECK(play.seen[0].status == row.told);
    CHECK(looks == 2);
    CHECK(play.asked.size() == (row.second.status == Status::unknown ? 6 : 8));
  }
}
