// A claimed control that its platform does not show any more: it blinds, is seen to be absent
// beside another one, and when it is known to be gone it is passed over.
#include <algorithm>

#include <doctest/doctest.h>

#include "probing/asking.hpp"
#include "probing/sightings.hpp"

using model::Reason;
using model::Status;
using namespace tests;
using Names = std::set<std::string>;

namespace {

// A platform that shows these of its controls, and "taken".
Platform showing(Names accounts) {
  return each([accounts = std::move(accounts)](std::size_t, const std::string& handle) {
    const bool is_there = accounts.contains(handle) || handle == "taken";
    return says(is_there ? Status::claimed : Status::available);
  });
}

Play play_with(std::vector<std::string> claimed, std::vector<std::string> gone,
               std::size_t max = 1) {
  Play play({{"one", max, {}}}, {target("taken"), target("free")}, std::move(claimed));
  play.assignment().controls.gone = std::move(gone);
  return play;
}

std::size_t times_asked(const Play& play, const std::string& handle) {
  std::size_t times = 0;
  for (const Asked& one : play.asked) {
    times += static_cast<std::size_t>(std::count(one.handles.begin(), one.handles.end(), handle));
  }
  return times;
}

}  // namespace

TEST_CASE("a claimed control that is available blinds, and another one tells that it is absent") {
  for (const std::size_t max : {1U, 10U}) {
    CAPTURE(max);
    Play play = play_with({"c1", "c2"}, {}, max);
    play.run(showing({"c2"}));
    CHECK(play.count(Reason::platform_blind) == 2);
    CHECK(play.work().sightings().absent == Names{"c1"});
    CHECK(play.work().sightings().present == Names{"c2"});
  }
}

TEST_CASE("where no claimed control is there, none is absent: the platform lies") {
  for (const std::size_t max : {1U, 10U}) {
    CAPTURE(max);
    Play play = play_with({"c1", "c2"}, {}, max);
    play.run(showing({}));
    CHECK(play.count(Reason::platform_blind) == 2);
    CHECK(play.work().sightings().absent.empty());
    CHECK(play.work().sightings().present.empty());
  }
}

TEST_CASE("one that is gone is passed over, and looked for once a sweep") {
  for (const std::size_t max : {1U, 10U}) {
    CAPTURE(max);
    Play play = play_with({"c2"}, {"c1"}, max);
    play.run(showing({"c2"}));
    CHECK(play.count(Status::claimed) == 1);
    CHECK(play.count(Status::available) == 1);
    CHECK(times_asked(play, "c1") == 1);
    if (max == 1) CHECK(play.asked.front().handles.front() == "c2");
    CHECK(play.work().sightings().absent == Names{"c1"});
    CHECK(play.work().lies() == 0);
  }
}

TEST_CASE("one that was gone and is claimed again is seen to be there") {
  for (const std::size_t max : {1U, 10U}) {
    CAPTURE(max);
    Play play = play_with({"c2"}, {"c1"}, max);
    play.run(showing({"c1", "c2"}));
    CHECK(play.count(Status::claimed) == 1);
    CHECK(play.work().sightings().present == Names{"c1", "c2"});
  }
}

TEST_CASE("in second looks nobody looks for those that are gone") {
  Play play = play_with({"c2"}, {"c1"});
  play.assignment().is_second_look = true;
  play.run(showing({"c2"}));
  CHECK(play.count(Status::claimed) == 1);
  CHECK(times_asked(play, "c1") == 0);
}

TEST_CASE("the last one that stands blinds, whatever one that was gone says") {
  for (const bool is_back : {true, false}) {
    CAPTURE(is_back);
    Play play = play_with({"c2"}, {"c1"});
    play.run(showing(is_back ? Names{"c1"} : Names{}));
    CHECK(play.count(Reason::platform_blind) == 2);
    CHECK(play.work().sightings().absent == (is_back ? Names{"c2"} : Names{}));
  }
}

TEST_CASE("where the one that stands gives no answer, one that was gone may save its side") {
  Play play = play_with({"c2"}, {"c1"});
  play.run(each([](std::size_t, const std::string& handle) {
    if (handle == "c2") return says(Reason::blocked);
    return says(handle == "c1" || handle == "taken" ? Status::claimed : Status::available);
  }));
  CHECK(play.count(Status::claimed) == 1);
  CHECK(play.count(Status::available) == 1);
}

TEST_CASE("accounts of ours in place of controls are never passed over") {
  Play play = play_with({"c1", "c2"}, {});
  play.assignment().controls.drafted = true;
  play.assignment().controls.owned = {"c1", "c2"};
  play.run(showing({"c2"}));
  CHECK(play.count(Status::claimed) == 1);
  CHECK(play.work().sightings().absent.empty());
  CHECK(play.work().sightings().present.empty());
}

TEST_CASE("one that may be lost as any account blinds nobody where another one is there") {
  for (const std::size_t max : {1U, 10U}) {
    for (const bool is_ours : {true, false}) {
      for (const char* lost : {"c1", "c2"}) {
        CAPTURE(max);
        CAPTURE(is_ours);
        CAPTURE(lost);
        Play play = play_with({"c1", "c2"}, {}, max);
        auto& controls = play.assignment().controls;
        (is_ours ? controls.owned : controls.believed).insert(lost);
        play.run(showing({std::string(lost) == "c1" ? "c2" : "c1"}));
        CHECK(play.count(Status::claimed) == 1);
        CHECK(play.count(Status::available) == 1);
        CHECK(play.work().lies() == 0);
      }
    }
  }
}

TEST_CASE("where an account of ours is the only one that answers, its loss is what blinds") {
  for (const std::size_t max : {1U, 10U}) {
    CAPTURE(max);
    for (const bool is_ours : {true, false}) {
      Play play = play_with({"c1"}, {}, max);
      if (is_ours) play.assignment().controls.owned = {"c1"};
      play.run(showing({}));
      CHECK(play.count(Reason::platform_blind) == 2);
      CHECK(play.work().proof()->lost_ours == is_ours);
    }
  }
}

TEST_CASE("so it is where the first ask leaves it to another one") {
  Play play({{"first", 1, {1}}, {"second", 1, {}}}, {target("taken"), target("free")}, {"c1"});
  play.assignment().controls.owned = {"c1"};
  play.run(each([](std::size_t ask, const std::string&) {
    return ask == 0 ? go_on_with(1) : says(Status::available);
  }));
  CHECK(play.count(Reason::platform_blind) == 2);
  CHECK(play.work().proof()->lost_ours);
}

TEST_CASE("a batch that is cut before its end makes nobody free, though its last control is ours") {
  Play play({{"many", 10, {}}}, {target("t1"), target("t2"), target("t3"), target("taken")},
            {"c1", "c2"});
  play.assignment().controls.owned = {"c1", "c2"};
  play.run([](const Asked& asked) {
    std::vector<platforms::Reading> readings;
    for (const std::string& handle : asked.handles) {
      const bool is_shown = readings.size() < 3 || asked.handles.size() < 6;
      const bool is_there = is_known(handle) || handle == "taken";
      readings.push_back(says(is_shown && is_there ? Status::claimed : Status::available));
    }
    return readings;
  });
  CHECK(play.count(Status::claimed) == 1);
  CHECK(play.count(Status::available) == 3);
}

TEST_CASE("two of ours that close batches in turns lose nobody else, whichever of them is lost") {
  for (const int count : {1, 40}) {
    for (const char* there : {"c1", "c2"}) {
      CAPTURE(count);
      CAPTURE(there);
      Play play({{"many", 10, {}}}, count, {"c1", "c2"});
      play.assignment().controls.owned = {"c1", "c2"};
      play.run(showing({there}));
      CHECK(play.count(Status::available) == static_cast<std::size_t>(count));
      CHECK(play.work().lies() == 0);
    }
  }
}
