// Many handles in a request: each a bracket of its own, halves of what cannot be read, and what a
// batch leaves to another ask.
#include <algorithm>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;

namespace {

bool holds(const Asked& asked, const std::string& handle) {
  return std::find(asked.handles.begin(), asked.handles.end(), handle) != asked.handles.end();
}

// A request with the poisonous name in it fails as a whole.
Platform poisoned(const std::string& name, const platforms::Reading& failure) {
  return [name, failure](const Asked& asked) {
    if (holds(asked, name)) return std::vector(asked.handles.size(), failure);
    return each(honest_reading)(asked);
  };
}

platforms::Reading failure(Reason reason) {
  platforms::Reading reading = says(reason);
  reading.rule = 0;
  return reading;
}

}  // namespace

TEST_CASE("two claimed controls stand first and last, the free one between") {
  Play play({{"many", 10, {}}}, 16);
  play.run(each(honest_reading));
  REQUIRE(play.asked.size() == 3);
  for (const Asked& one : play.asked) {
    CHECK(one.handles.front() == "c1");
    CHECK(one.handles.back() == "c2");
    const auto middle = one.handles.begin() + static_cast<std::ptrdiff_t>(one.handles.size() / 2);
    CHECK((is_made_up(*middle) || is_made_up(*(middle - 1))));
  }
  CHECK(play.asked[0].handles.size() == 10);
  CHECK(play.asked[2].handles.size() == 5);
  CHECK(play.count(Status::available) == 16);
}

TEST_CASE("where there is one claimed control it stands last") {
  Play play({{"many", 10, {}}}, 8, {"c1"});
  play.run(each(honest_reading));
  REQUIRE(play.asked.size() == 1);
  CHECK(play.asked[0].handles.back() == "c1");
  CHECK(play.asked[0].handles.size() == 10);
}

TEST_CASE("a batch without room beside its controls is asked one by one") {
  Play play({{"few", 3, {}}}, 3);
  play.run(each(honest_reading));
  CHECK(play.asked.size() == 2 + 3 + 2);
}

TEST_CASE("a hundred and one handles by a hundred are three requests at most") {
  Play play({{"many", 100, {}}}, 101);
  play.run(each(honest_reading));
  CHECK(play.asked.size() == 2);
}

TEST_CASE(
    "an answer that was cut short is asked again in halves, and nobody in it is called free") {
  // Only the first seven names are looked at.
  Play play({{"many", 20, {}}}, 17);
  play.run([](const Asked& asked) {
    std::vector<platforms::Reading> readings = each([](std::size_t, const std::string& handle) {
      return says(is_made_up(handle) ? Status::available : Status::claimed);
    })(asked);
    for (std::size_t i = 7; i < readings.size(); ++i) readings[i] = says(Status::available);
    return readings;
  });
  CHECK(play.count(Status::claimed) == 17);
}

TEST_CASE(
    "a platform whose batches lie in turns is distrusted, though each half of them is right") {
  Play play({{"many", 20, {}}}, 101);
  int asked = 0;
  play.run([&](const Asked& request) {
    const bool lies = ++asked % 2 == 0;
    return each([&](std::size_t, const std::string& handle) {
      const bool there = is_known(handle) || (lies && is_made_up(handle));
      return says(there ? Status::claimed : Status::available);
    })(request);
  });
  CHECK(play.work().state().distrusted);
  CHECK(play.count(Reason::platform_blind) > 0);
}

TEST_CASE(
    "a second look whose batch is contradicted by its controls has failed, and is not halved") {
  for (const bool in_sweep : {false, true}) {
    CAPTURE(in_sweep);
    Play play({{"many", 20, {}}}, 10);
    play.assignment().is_second_look = !in_sweep;
    if (in_sweep) play.assignment().looked_at_again = {"t0", "t1"};
    play.run([&](const Asked& request) {
      const bool lies = play.asked.size() == 1;
      return each([&](std::size_t, const std::string& handle) {
        const bool free = is_made_up(handle) ? !lies : false;
        return says(free ? Status::available : Status::claimed);
      })(request);
    });
    CHECK(play.count(Reason::platform_blind) == (in_sweep ? 2 : 10));
    CHECK(play.count(Status::claimed) == (in_sweep ? 8 : 0));
    CHECK(play.asked.size() <= 4);
    for (const auto& seen : play.seen) CHECK(seen.elapsed_ms.has_value());
    CHECK(play.work().lies() == 1);
  }
}

TEST_CASE("a look that a batch does not show, and the next ask says nothing of, was answered") {
  for (const bool shows_others : {true, false}) {
    CAPTURE(shows_others);
    Play play({{"many", 20, {1}}, {"one", 1, {}}}, 2);
    play.assignment().is_second_look = true;
    play.run(each([&](std::size_t ask, const std::string& handle) {
      if (ask == 1) return says(Status::available);
      return shows_others && is_known(handle) ? says(Status::claimed) : go_on_with(1);
    }));
    CHECK(play.count(Reason::platform_blind) == 2);
    for (const auto& seen : play.seen) CHECK(seen.elapsed_ms.has_value() == shows_others);
  }
}

// A form whose parts are told by their place shows the answer about one as that about another
// where it leaves out who is not there.
TEST_CASE("a batch whose closing control is not told of is halved, and nothing of it counts") {
  Play play({{"many", 10, {}}}, 20);
  play.run([](const Asked& asked) {
    std::vector<platforms::Reading> readings;
    for (const std::string& handle : asked.handles) {
      if (is_known(handle)) readings.push_back(says(Status::claimed));
    }
    readings.resize(asked.handles.size(), ask_alone());
    return readings;
  });
  CHECK(play.count(Status::claimed) == 0);
  CHECK(play.count(Status::available) == 0);
  CHECK(play.asked.size() < 60);
}

TEST_CASE("where the second claimed control is not told of, the first one closes") {
  Play play({{"many", 10, {}}}, 20);
  play.run(each([](std::size_t, const std::string& handle) {
    return handle == "c2" ? ask_alone() : honest_reading(0, handle);
  }));
  CHECK(play.count(Status::available) == 20);
}

TEST_CASE("one name that spoils its batch costs the others nothing, and the platform nothing") {
  for (const platforms::Reading& spoilt :
       {failure(Reason::too_large), failure(Reason::blocked), failure(Reason::timeout),
        failure(Reason::network), failure(Reason::rate_limited), ask_alone()}) {
    for (int poison = 0; poison < 47; poison += 5) {
      CAPTURE(poison);
      CAPTURE(name(spoilt.unknown_because));
      Play play({{"many", 50, {}}}, 47);
      play.run(poisoned("t" + std::to_string(poison), spoilt));
      CHECK(play.asked.size() <= 22);
      CHECK(play.count(Status::available) == 46);
      CHECK(play.count(Status::unknown) == 1);
      CHECK(play.work().proof()->available_proven);
      CHECK(play.rests.empty());
    }
  }
}

TEST_CASE("a platform that answers no batch is asked for its controls alone, and then no more") {
  Play play({{"many", 50, {}}}, 101);
  play.run([](const Asked& asked) {
    return std::vector(asked.handles.size(), failure(Reason::network));
  });
  CHECK(play.asked.size() == 2);
  CHECK(play.asked[1].handles.size() == 3);
  CHECK(play.count(Reason::network) == 101);
  CHECK(play.work().transport_failure() == Reason::network);
}

TEST_CASE("a blind platform is blind after its controls were asked alone") {
  Play play({{"many", 10, {}}}, 101);
  play.run(each([](std::size_t, const std::string&) { return says(Status::claimed); }));
  CHECK(play.asked.size() == 2);
  CHECK(play.count(Reason::platform_blind) == 101);
}

TEST_CASE("a batch form that lies from some moment on is asked for its controls after rests") {
  Play play({{"many", 10, {}}}, 35);
  play.run([&play](const Asked& asked) {
    const bool lies = play.asked.size() > 2;
    return each([lies](std::size_t ask, const std::string& handle) {
      return lies ? says(Status::available) : honest_reading(ask, handle);
    })(asked);
  });
  CHECK(play.rests.size() == 3);
  CHECK(play.count(Status::available) == 14);
  CHECK(play.count(Reason::platform_blind) == 21);
}

TEST_CASE("of a batch read in part only the unread rest is asked again") {
  Play play({{"many", 10, {}}}, 7);
  play.run([](const Asked& asked) {
    std::vector<platforms::Reading> readings;
    for (const std::string& handle : asked.handles) {
      const bool dropped = handle == "t3" && asked.handles.size() > 4;
      readings.push_back(dropped ? ask_alone() : honest_reading(0, handle));
    }
    return readings;
  });
  REQUIRE(play.asked.size() == 2);
  CHECK(play.asked[1].handles.size() == 4);
  CHECK(holds(play.asked[1], "t3"));
  CHECK(play.count(Status::available) == 7);
}

TEST_CASE("a name that is unread even alone is not asked for ever") {
  Play play({{"many", 10, {}}}, 7);
  play.run([](const Asked& asked) {
    std::vector<platforms::Reading> readings;
    for (const std::string& handle : asked.handles) {
      readings.push_back(handle == "t3" ? ask_alone() : honest_reading(0, handle));
    }
    return readings;
  });
  CHECK(play.count(Reason::no_rule) == 1);
  CHECK(play.count(Status::available) == 6);
}

TEST_CASE("what a batch leaves to a one-by-one ask stands in brackets there") {
  Play play({{"many", 25, {1}}, {"one", 1, {}}}, 22);
  play.run(each([](std::size_t ask, const std::string& handle) {
    if (ask == 0) return is_known(handle) || handle == "t0" ? says(Status::claimed) : go_on_with(1);
    return honest_reading(ask, handle);
  }));
  CHECK(play.asked_of(0) == 1);
  CHECK(play.asked_of(1) == 2 + 21 + 2);
  CHECK(play.count(Status::claimed) == 1);
  CHECK(play.count(Status::available) == 21);
}

TEST_CASE("where the one-by-one ask lies, what the batch says itself still counts") {
  Play play({{"many", 25, {1}}, {"one", 1, {}}}, 22);
  play.run(each([](std::size_t ask, const std::string& handle) {
    if (ask == 0) return is_known(handle) || handle == "t0" ? says(Status::claimed) : go_on_with(1);
    return says(Status::available);
  }));
  CHECK(play.count(Status::claimed) == 1);
  CHECK(play.count(Reason::platform_blind) == 21);
}

TEST_CASE("asked about nobody, both asks show their controls") {
  Play play({{"many", 25, {1}}, {"one", 1, {}}}, 0);
  play.run(each([](std::size_t ask, const std::string& handle) {
    return ask == 0 && !is_known(handle) ? go_on_with(1) : honest_reading(ask, handle);
  }));
  CHECK(play.asked_of(0) == 1);
  CHECK(play.asked_of(1) == 2);
  CHECK(play.work().proof()->claimed_proven);
  CHECK(play.work().proof()->available_proven);
}

TEST_CASE("follow-up batches fill: none but the last is part empty") {
  struct Row {
    std::size_t max;  // of the first ask
    std::size_t requests;
    std::size_t workers;
  };
  // Brackets of 21 with controls at six ends; or batches of seven beside their three controls.
  for (const Row& row : {Row{1, 101 + 6 * 2, 1}, Row{1, 101 + 6 * 2, 4}, Row{1, 101 + 6 * 2, 30},
                         Row{10, 15, 1}, Row{10, 15, 4}, Row{10, 15, 30}}) {
    CAPTURE(row.max);
    CAPTURE(row.workers);
    const std::size_t workers = row.workers;
    Play play({{"first", row.max, {1}}, {"many", 25, {}}}, 101);
    const Platform platform = each([](std::size_t ask, const std::string& handle) {
      return ask == 0 && !is_known(handle) ? go_on_with(1) : honest_reading(1, handle);
    });
    std::vector<probing::Job> under_way;
    while (!play.work().done()) {
      while (under_way.size() < workers) {
        auto job = play.take();
        if (!job) break;
        under_way.push_back(std::move(*job));
      }
      REQUIRE_FALSE(under_way.empty());
      const probing::Job job = under_way.front();
      under_way.erase(under_way.begin());
      play.answer(job, platform);
    }
    CHECK(play.asked_of(0) == row.requests);
    CHECK(play.asked_of(1) == 5);  // of 22
    CHECK(play.count(Status::available) == 101);
  }
}
