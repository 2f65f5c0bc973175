// Asks that may be searches: what is found may be somebody whose name is only near.
#include <algorithm>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;

namespace {

platforms::Reading shows(const std::string& id) {
  platforms::Reading reading = says(Status::claimed);
  reading.profile.account_id = id;
  return reading;
}

Play play_of(std::vector<std::string> handles, const char* address) {
  std::vector<model::Target> asked_about;
  for (const std::string& handle : handles) asked_about.push_back(target(handle));
  Play play({{"one", 1, {}}}, std::move(asked_about), {"known"});
  platforms::cut(address, play.definition().asks[0].url);
  std::string why;
  play.definition().grammar.pattern = *platforms::Pattern::compile("[a-z0-9]{1,40}", false, why);
  return play;
}

constexpr const char* search = "https://simulated.example/search?q={handle}";
constexpr const char* page = "https://simulated.example/users/{handle}";

using Accounts = std::map<std::string, std::string>;  // name to id

// The first account whose name begins with what was asked for.
Platform begins_with(Accounts accounts) {
  return each([accounts = std::move(accounts)](std::size_t, const std::string& handle) {
    const auto found = accounts.lower_bound(handle);
    const bool fits = found != accounts.end() && found->first.starts_with(handle);
    return fits ? shows(found->second) : says(Status::available);
  });
}

Platform exact(Accounts accounts) {
  return each([accounts = std::move(accounts)](std::size_t, const std::string& handle) {
    const auto found = accounts.find(handle);
    return found != accounts.end() ? shows(found->second) : says(Status::available);
  });
}

}  // namespace

TEST_CASE("whoever is found under the beginning of his name is not the one that was asked for") {
  const Accounts accounts = {{"known", "1"}, {"police44", "2"}};
  for (const bool second_look : {true, false}) {
    CAPTURE(second_look);
    Play play = play_of({"police4"}, search);
    play.assignment().is_second_look = second_look;
    play.run(begins_with(accounts));
    CHECK(play.count(Reason::unproven) == 1);
    CHECK(play.work().lies() == 0);
    const auto notes = play.work().control_notes();
    CHECK(std::count(notes.begin(), notes.end(),
                     "accounts that are shown prove nothing: known and know are one account") == 1);
  }
}

TEST_CASE("a search that finds whole names only is asked once for a shorter one, and believed") {
  for (const bool has_shorter : {true, false}) {
    CAPTURE(has_shorter);
    Accounts accounts = {{"known", "1"}, {"police4", "2"}, {"police5", "3"}};
    if (has_shorter) accounts["know"] = "4";
    Play play = play_of({"police4", "police5", "police6"}, search);
    play.run(exact(accounts));
    CHECK(play.count(Status::claimed) == 2);
    CHECK(play.count(Status::available) == 1);
    const auto shorter = std::count_if(play.asked.begin(), play.asked.end(), [](const Asked& one) {
      return one.handles.front() == "know";
    });
    CHECK(shorter == 1);
  }
}

TEST_CASE("the shorter name is asked again in second looks") {
  Play play = play_of({"police4"}, search);
  play.assignment().look_again = [](const model::Observation&) { return true; };
  bool lies = false;  // from the second look on
  play.run([&](const Asked& asked) {
    const Accounts accounts = {{"known", "1"}, {"police44", "2"}};
    if (lies) return begins_with(accounts)(asked);
    lies = asked.handles.front() == "know";
    return exact({{"known", "1"}, {"police4", "2"}})(asked);
  });
  CHECK(play.count(Reason::unproven) == 1);
}

TEST_CASE("what is no search, shows nobody's id, or ties its answer needs no shorter name") {
  struct Row {
    const char* what;
    const char* address;
    bool id;
    bool tied;
  };
  const Row rows[] = {{"a page of its own", page, true, false},
                      {"no id", search, false, false},
                      {"tied", search, true, true}};
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Play play = play_of({"police4"}, row.address);
    play.assignment().is_second_look = true;
    play.run(each([&row](std::size_t, const std::string& handle) {
      if (handle != "known" && handle != "police4") return says(Status::available);
      platforms::Reading reading = row.id ? shows(handle) : says(Status::claimed);
      reading.tied = row.tied;
      return reading;
    }));
    CHECK(play.count(Status::claimed) == 1);
    CHECK(std::none_of(play.asked.begin(), play.asked.end(),
                       [](const Asked& one) { return one.handles.front() == "know"; }));
  }
}

TEST_CASE("a shorter name without an answer leaves the claim as it is") {
  Play play = play_of({"police4"}, search);
  play.run(each([](std::size_t, const std::string& handle) {
    if (handle == "know") return says(Reason::no_rule);
    const bool is_there = handle == "known" || handle == "police4";
    return is_there ? shows(handle) : says(Status::available);
  }));
  CHECK(play.count(Status::claimed) == 1);
}

TEST_CASE("one account under two names has neither") {
  // It finds a word of the name that an account calls itself by, too: nobody is called so.
  const auto finds_words = each([](std::size_t, const std::string& handle) {
    if (handle == "known") return shows("1");
    const bool is_found = handle == "acme" || handle == "police" || handle == "realacme";
    return is_found ? shows("8") : says(Status::available);
  });
  struct Row {
    const char* what;
    bool second_look;
    bool looks_again;
  };
  for (const Row& row : {Row{"a sweep", false, false}, Row{"a second look", true, false},
                         Row{"a check", false, true}}) {
    CAPTURE(row.what);
    Play play = play_of({"acme", "police", "free", "realacme"}, search);
    play.assignment().is_second_look = row.second_look;
    if (row.looks_again) {
      play.assignment().look_again = [](const model::Observation& seen) {
        return seen.status == Status::claimed;
      };
    }
    play.run(finds_words);
    CHECK(play.count(Reason::unproven) == 3);
    CHECK(play.count(Status::available) == 1);
  }
}

TEST_CASE("who was found before the second name was is not told in the second look of a check") {
  std::vector<std::string> handles = {"acme"};
  for (int i = 0; i < 30; ++i) handles.push_back("free" + std::to_string(i));
  handles.emplace_back("police");
  Play play = play_of(handles, search);
  play.assignment().look_again = [](const model::Observation& seen) {
    return seen.status == Status::claimed;
  };
  play.run(each([](std::size_t, const std::string& handle) {
    if (handle == "known") return shows("1");
    return handle == "acme" || handle == "police" ? shows("8") : says(Status::available);
  }));
  CHECK(play.count(Reason::unproven) == 2);
  CHECK(play.count(Status::available) == 30);
}

TEST_CASE("an address of its own may show one account under two names: it has both") {
  Play play = play_of({"old", "new"}, page);
  play.run(each([](std::size_t, const std::string& handle) {
    if (handle == "known") return shows("1");
    return handle == "old" || handle == "new" ? shows("8") : says(Status::available);
  }));
  CHECK(play.count(Status::claimed) == 2);
}
