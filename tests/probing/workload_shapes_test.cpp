// What brackets do not prove by themselves: later asks of a chain, and names of another shape.
#include <algorithm>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;

namespace {

platforms::Reading tied(platforms::Reading reading) {
  reading.tied = true;
  return reading;
}

// A definition whose names may hold anything, and whose claimed rule ties nothing.
Play play_of(std::vector<std::string> handles, std::size_t max = 1) {
  std::vector<model::Target> asked_about;
  for (const std::string& handle : handles) asked_about.push_back(target(handle));
  Play play({{"one", max, {}}}, std::move(asked_about), {"c1", "c2"});
  std::string why;
  play.definition().grammar.pattern = *platforms::Pattern::compile(".{1,40}", false, why);
  for (const Status status : {Status::claimed, Status::available}) {
    platforms::Rule rule;
    rule.then.status = status;
    play.definition().asks[0].rules.push_back(rule);
  }
  return play;
}

}  // namespace

TEST_CASE("a site with one page for all names of a shape says nothing about who has them") {
  struct Row {
    const char* handle;
    std::function<bool(const std::string&)> all_claimed;
  };
  const auto holds = [](std::string_view part) {
    return [part](const std::string& handle) { return handle.find(part) != std::string::npos; };
  };
  const auto digits = [](const std::string& handle) {
    return handle.find_first_not_of("0123456789") == std::string::npos;
  };
  // Whatever stands behind the dot is ignored.
  const auto cut = [](const std::string& handle) { return handle.substr(0, 3) == "c1."; };
  const Row rows[] = {{"acme-shop", holds("-")},
                      {"acme+shop", holds("+")},
                      {"4711", digits},
                      {"acme.shop", holds(".")},
                      {"acme.shop", cut}};
  for (const std::size_t max : {1U, 10U}) {
    for (const Row& row : rows) {
      CAPTURE(row.handle);
      CAPTURE(max);
      Play play = play_of({row.handle, "taken"}, max);
      play.run(each([&row](std::size_t, const std::string& handle) {
        const bool claimed = is_known(handle) || handle == "taken" || handle == row.handle ||
                             row.all_claimed(handle);
        return says(claimed ? Status::claimed : Status::available);
      }));
      CHECK(play.count(Status::claimed) == 1);
      CHECK(play.count(Reason::unproven) == 1);
    }
  }
}

TEST_CASE("where the site tells names of that shape apart, a claim counts") {
  for (const char* handle : {"acme-shop", "4711", "acme.shop", "a_b-c"}) {
    CAPTURE(handle);
    Play play = play_of({handle});
    play.run(each([&](std::size_t ask, const std::string& asked) {
      return asked == handle ? says(Status::claimed) : honest_reading(ask, asked);
    }));
    CHECK(play.count(Status::claimed) == 1);
  }
}

TEST_CASE("a rule that ties the answer to the handle needs no control of its shape") {
  Play play = play_of({"acme-shop"});
  play.run(each([](std::size_t ask, const std::string& handle) {
    return handle == "acme-shop" ? tied(says(Status::claimed)) : honest_reading(ask, handle);
  }));
  CHECK(play.count(Status::claimed) == 1);
  CHECK(play.asked.size() == 5);
}

TEST_CASE("free names of a shape ask for no controls of theirs") {
  Play play = play_of({"acme-shop", "acme.shop", "4711"});
  play.run(each(honest_reading));
  CHECK(play.asked.size() == 7);
  CHECK(play.count(Status::available) == 3);
}

TEST_CASE("a later ask of a chain proves its claims by a control of its own, once") {
  struct Row {
    const char* what;
    bool second_knows;  // the second ask shows a claimed control
    std::size_t claimed;
  };
  for (const Row& row : {Row{"it has one", true, 2}, Row{"it has none", false, 0}}) {
    CAPTURE(row.what);
    Play play({{"users", 1, {1}}, {"groups", 1, {}}}, 30);
    play.run(each([&row](std::size_t ask, const std::string& handle) {
      if (ask == 0) return handle == "c1" ? says(Status::claimed) : go_on_with(1);
      if (handle == "c2") return says(row.second_knows ? Status::claimed : Status::available);
      return says(handle == "t3" || handle == "t25" ? Status::claimed : Status::available);
    }));
    CHECK(play.count(Status::claimed) == row.claimed);
    CHECK(play.count(Reason::unproven) == 2 - row.claimed);
    CHECK(play.count(Status::available) == 28);
    const auto asked_c2 = std::count_if(play.asked.begin(), play.asked.end(), [](const auto& one) {
      return one.handles.front() == "c2";
    });
    CHECK(asked_c2 == 1);
  }
}

TEST_CASE("a shape is proven by names that are called available, and by nothing else") {
  for (const auto& odd : {says(Reason::no_rule), says(Status::suspended), says(Status::reserved),
                          says(Status::invalid), says(Reason::blocked)}) {
    CAPTURE(name(odd.status));
    CAPTURE(name(odd.unknown_because));
    Play play = play_of({"acme-shop"});
    play.run(each([&](std::size_t ask, const std::string& handle) {
      if (handle == "acme-shop") return says(Status::claimed);
      return handle.find('-') != std::string::npos ? odd : honest_reading(ask, handle);
    }));
    CHECK(play.count(Reason::unproven) == 1);
  }
}

TEST_CASE("a name is derived from the claimed control that was right") {
  Play play = play_of({"acme-shop"});
  play.run(each([](std::size_t ask, const std::string& handle) {
    if (handle == "c1") return says(Reason::blocked);
    const bool is_cut = handle.substr(0, 3) == "c2-";
    const bool claimed = handle == "acme-shop" || is_cut;
    return claimed ? says(Status::claimed) : honest_reading(ask, handle);
  }));
  CHECK(play.count(Reason::unproven) == 1);
}

TEST_CASE("shapes are proven once a sweep, and again in its second looks") {
  for (const std::size_t max : {1U, 10U}) {
    CAPTURE(max);
    Play play = play_of({"acme-shop", "acme-store", "acme-stall"}, max);
    play.assignment().look_again = [](const model::Observation& seen) {
      return seen.status == Status::claimed;
    };
    bool lies = false;  // from the second looks on it has a page for every name with '-'
    std::size_t made = 0;
    play.run([&](const Asked& asked) {
      std::vector<platforms::Reading> readings;
      for (const std::string& handle : asked.handles) {
        const bool is_target = handle.starts_with("acme-");
        const bool is_of_shape = !is_target && handle.find('-') != std::string::npos;
        made += is_of_shape ? 1U : 0U;
        const bool claimed = is_known(handle) || is_target || (is_of_shape && lies);
        readings.push_back(says(claimed ? Status::claimed : Status::available));
        lies = lies || made == 2;
      }
      return readings;
    });
    CHECK(made > 2);
    CHECK(play.count(Reason::unproven) == 3);
  }
}

TEST_CASE("whoever cuts long names, or goes by what a name begins with, shows no strangers") {
  struct Row {
    const char* what;
    std::function<bool(const std::string&)> is_stranger;
  };
  const Row rows[] = {
      {"cut", [](const std::string& handle) { return handle.substr(0, 4) == "acme"; }},
      {"begins with", [](const std::string& handle) { return handle.starts_with("acmes"); }}};
  for (const Row& row : rows) {
    for (const bool service : {true, false}) {
      CAPTURE(row.what);
      CAPTURE(service);
      Play play = play_of({"acmeshop", "acmestore", "taken"});
      play.assignment().is_second_look = service;
      if (!service) {
        play.assignment().look_again = [](const model::Observation& seen) {
          return seen.status == Status::claimed;
        };
      }
      play.run(each([&row](std::size_t, const std::string& handle) {
        const bool claimed = is_known(handle) || handle == "taken" || row.is_stranger(handle);
        return says(claimed ? Status::claimed : Status::available);
      }));
      // Each costs itself alone.
      CHECK(play.count(Status::claimed) == 1);
      CHECK(play.count(Reason::unproven) == 2);
      CHECK(play.work().lies() == 0);
    }
  }
}

TEST_CASE("one stranger's longer name stands for the free control after him") {
  Play play = play_of({"taken"});
  play.assignment().look_again = [](const model::Observation&) { return true; };
  play.run(each([](std::size_t, const std::string& handle) {
    return says(is_known(handle) || handle == "taken" ? Status::claimed : Status::available);
  }));
  CHECK(play.count(Status::claimed) == 1);
  REQUIRE(play.asked.size() == 8);
  const auto longer = std::count_if(play.asked.begin(), play.asked.end(), [](const Asked& one) {
    return one.handles.front().starts_with("taken") && one.handles.front().size() > 5;
  });
  CHECK(longer == 1);
}

TEST_CASE("a longer name that is not admitted says nothing, and another free one is asked") {
  for (const auto& odd : {says(Status::invalid), says(Reason::no_rule), says(Reason::blocked)}) {
    Play play = play_of({"taken"});
    play.assignment().look_again = [](const model::Observation&) { return true; };
    play.run(each([&odd](std::size_t ask, const std::string& handle) {
      if (handle == "taken") return says(Status::claimed);
      return handle.starts_with("taken") ? odd : honest_reading(ask, handle);
    }));
    CHECK(play.count(Status::claimed) == 1);
    CHECK(play.asked.size() == 9);
    CHECK(play.work().lies() == 0);
  }
}

TEST_CASE("a tied answer is not doubted by longer names") {
  Play play = play_of({"taken"});
  play.assignment().is_second_look = true;
  play.run(each([](std::size_t ask, const std::string& handle) {
    return handle == "taken" ? tied(says(Status::claimed)) : honest_reading(ask, handle);
  }));
  CHECK(play.count(Status::claimed) == 1);
  for (const Asked& one : play.asked) {
    CHECK((one.handles.front() == "taken" || !one.handles.front().starts_with("taken")));
  }
}

TEST_CASE("where no account with a name of that shape is shown, nobody with one is absent") {
  struct Row {
    const char* what;
    std::vector<std::string> accounts;
    std::size_t unproven;
  };
  const Row rows[] = {{"ours is not shown", {"our-shop"}, 2},
                      {"one of two is shown", {"our-shop", "c-3"}, 0},
                      {"it is shown", {"c-3"}, 0},
                      {"of another shape", {"our_shop", "ours"}, 0},
                      {"none is known", {}, 0}};
  for (const std::size_t max : {1U, 10U}) {
    for (const Row& row : rows) {
      CAPTURE(row.what);
      CAPTURE(max);
      Play play = play_of({"acme-shop", "acme-stall", "acmeshop"}, max);
      play.assignment().accounts = row.accounts;
      play.run(each([](std::size_t ask, const std::string& handle) {
        return handle == "c-3" ? says(Status::claimed) : honest_reading(ask, handle);
      }));
      CHECK(play.count(Reason::unproven) == row.unproven);
      CHECK(play.count(Status::available) == 3 - row.unproven);
    }
  }
}

TEST_CASE("an account whose own loss is asked about is not silenced by itself") {
  Play play = play_of({"acme-shop", "our-shop"});
  play.assignment().accounts = {"our-shop"};
  play.run(each(honest_reading));
  REQUIRE(play.count(Status::available) == 1);
  CHECK(play.count(Reason::unproven) == 1);
}

TEST_CASE("an account that gives no answer says nothing of its shape") {
  Play play = play_of({"acme-shop"});
  play.assignment().accounts = {"our-shop"};
  play.run(each([](std::size_t ask, const std::string& handle) {
    return handle == "our-shop" ? says(Reason::blocked) : honest_reading(ask, handle);
  }));
  CHECK(play.count(Status::available) == 1);
}

TEST_CASE("in a sweep that is a second look at him, too, a stranger is doubted as in any other") {
  struct Row {
    platforms::Reading longer;
    bool counts;
  };
  const Row rows[] = {{says(Status::claimed), false},
                      {says(Reason::blocked), false},
                      {says(Status::available), true},
                      {says(Reason::no_rule), true}};
  for (const bool doubted : {true, false}) {
    for (const Row& row : rows) {
      CAPTURE(doubted);
      CAPTURE(name(row.longer.status));
      Play play = play_of({"taken", "other"});
      if (doubted) play.assignment().looked_at_again = {"taken"};
      play.run(each([&row](std::size_t ask, const std::string& handle) {
        if (handle == "taken" || handle == "other") return says(Status::claimed);
        return handle.starts_with("taken") ? row.longer : honest_reading(ask, handle);
      }));
      CHECK(play.count(Status::claimed) == (row.counts || !doubted ? 2 : 1));
      CHECK(play.asked.size() == (doubted ? 7 : 6));
    }
  }
}

TEST_CASE(
    "where the grammar has no room behind the claimed control, claims of the shape count not") {
  for (const bool has_room : {true, false}) {
    CAPTURE(has_room);
    Play play = play_of({"a-b"});
    std::string why;
    const char* pattern = has_room ? ".{1,6}" : ".{1,5}";  // "c1-" and three letters
    play.definition().grammar.pattern = *platforms::Pattern::compile(pattern, false, why);
    play.run(each([](std::size_t ask, const std::string& handle) {
      return handle == "a-b" ? says(Status::claimed) : honest_reading(ask, handle);
    }));
    CHECK(play.count(Status::claimed) == (has_room ? 1 : 0));
    CHECK(play.count(Reason::unproven) == (has_room ? 0 : 1));
  }
}
