// Platforms of pages: what one page is worth shows beside the others.
#include <algorithm>

#include <doctest/doctest.h>

#include "probing/asking.hpp"

using model::Reason;
using model::Status;
using namespace tests;

namespace {

constexpr std::uint64_t of_control = 1;
constexpr std::uint64_t wall = 2;  // of another title

platforms::Reading shows(std::uint64_t page, const std::string& title = "title",
                         Status status = Status::claimed) {
  platforms::Reading reading = says(status);
  reading.page = platforms::PageLook{200, page == wall ? "wall" : title, {}, 1000, page};
  return reading;
}

platforms::Reading nobody(const std::string& title = "title", std::size_t size = 1000) {
  platforms::Reading reading = shows(0, title, Status::available);
  reading.page->size = size;
  return reading;
}

// Accounts have pages of their own, and names that nobody has all the same.
std::uint64_t own_page(const std::string& handle) {
  return 100 + std::hash<std::string>{}(handle) % 1'000'000;
}

using Pages = std::map<std::string, std::uint64_t>;

// Shows these pages; c1 and c2 are there, of whom the first has the control's.
Platform of_pages(Pages pages) {
  return each([pages = std::move(pages)](std::size_t, const std::string& handle) {
    const auto found = pages.find(handle);
    if (found != pages.end()) return shows(found->second);
    if (is_known(handle)) return shows(of_control);
    return nobody();
  });
}

Play page_play(std::vector<std::string> handles) {
  std::vector<model::Target> asked_about;
  for (const std::string& handle : handles) asked_about.push_back(target(handle));
  Play play({{"page", 1, {}, false}}, std::move(asked_about), {"c1", "c2"});
  std::string why;
  play.definition().grammar.pattern = *platforms::Pattern::compile("[a-z0-9-]{1,40}", false, why);
  return play;
}

std::size_t times(const Play& play, const std::string& handle) {
  return static_cast<std::size_t>(
      std::count_if(play.asked.begin(), play.asked.end(),
                    [&](const Asked& one) { return one.handles.front() == handle; }));
}

}  // namespace

TEST_CASE("a page for one is believed, and costs nothing more") {
  Play play = page_play({"taken", "other", "free"});
  play.run(of_pages({{"taken", 10}, {"other", 11}}));
  CHECK(play.count(Status::claimed) == 2);
  CHECK(play.count(Status::available) == 1);
  CHECK(play.asked.size() == 4 + 3);
}

TEST_CASE("one page for several stands where asked again it stands out from a name of nobody") {
  Play play = page_play({"one", "two", "three", "free"});
  play.run(of_pages({{"one", wall}, {"two", wall}, {"three", wall}}));
  CHECK(play.count(Status::claimed) == 3);
  CHECK(play.count(Status::available) == 1);
  // One of them again, and one name of nobody beside it.
  CHECK(play.asked.size() == 4 + 4 + 2);
  CHECK(times(play, "two") == 2);
}

TEST_CASE("the page that a claimed control shows as well is no wall") {
  Play play = page_play({"one", "two"});
  play.run(of_pages({{"one", of_control}, {"two", of_control}}));
  CHECK(play.count(Status::claimed) == 2);
  CHECK(play.asked.size() == 4 + 2);
}

TEST_CASE("a wall for some is nobody's page: those behind it are ambiguous") {
  SUBCASE("it stands before whoever is asked, and no control") {
    // For a while: whoever is asked again is seen.
    Play play = page_play({"one", "two", "free"});
    int left = 2;
    play.run([&](const Asked& asked) {
      const std::string& handle = asked.handles.front();
      const bool behind = (handle == "one" || handle == "two") && left-- > 0;
      return behind ? std::vector{shows(wall)} : of_pages({{"one", 10}})(asked);
    });
    CHECK(play.count(Reason::ambiguous) == 2);
    CHECK(play.count(Status::available) == 1);
    const auto notes = play.work().control_notes();
    CHECK(std::count_if(notes.begin(), notes.end(), [](const std::string& note) {
            return note.starts_with("the page that two shows may be a wall");
          }) == 1);
  }
  SUBCASE("it stands before names of their shape") {
    Play play = page_play({"pn-44", "pn-45", "free"});
    bool shaped = false;  // those that prove the shape were asked
    play.run([&](const Asked& asked) {
      const std::string& handle = asked.handles.front();
      if (handle == "pn-44" || handle == "pn-45") return std::vector{shows(wall)};
      const bool has_separator = handle.find('-') != std::string::npos;
      if (has_separator && shaped) return std::vector{shows(own_page(handle))};
      shaped = shaped || has_separator;
      return of_pages({})(asked);
    });
    CHECK(play.count(Status::claimed) == 0);
    CHECK(play.count(Status::available) == 1);
  }
}

TEST_CASE("who was long believed claimed says whether a page is a wall") {
  struct Row {
    const char* what;
    std::map<std::string, platforms::Reading> believed;
    bool stands;
  };
  const Row rows[] = {
      {"a page of its own", {{"b1", shows(10)}}, true},
      {"the same page", {{"b1", shows(wall)}}, false},
      {"one of several has its own", {{"b1", shows(wall)}, {"b2", shows(10)}}, true},
      {"all have the same", {{"b1", shows(wall)}, {"b2", shows(wall)}}, false},
      {"known by markup", {{"b1", says(Status::claimed)}}, true},
      {"lost itself", {{"b1", nobody()}}, true},
      {"not to be reached", {{"b1", says(Reason::blocked)}}, true},
  };
  for (const Row& row : rows) {
    for (const bool second_look : {false, true}) {
      CAPTURE(std::string(row.what));
      CAPTURE(second_look);
      Play play = page_play({"one", "two"});
      for (const auto& [name, reading] : row.believed) {
        play.assignment().believed.push_back(name);
      }
      play.assignment().is_second_look = second_look;
      play.run(each([&row](std::size_t ask, const std::string& handle) {
        const auto found = row.believed.find(handle);
        if (found != row.believed.end()) return found->second;
        return of_pages({{"one", wall}, {"two", wall}})({ask, {handle}}).front();
      }));
      CHECK(play.count(row.stands ? Status::claimed : Status::unknown) == 2);
    }
  }
}

TEST_CASE("in a second look one alone may stand behind a wall, too") {
  for (const bool in_sweep : {false, true}) {
    CAPTURE(in_sweep);
    Play play = page_play({"one"});
    play.assignment().believed = {"b1"};
    play.assignment().is_second_look = !in_sweep;
    if (in_sweep) play.assignment().looked_at_again = {"one"};
    play.run(of_pages({{"one", wall}, {"b1", wall}}));
    CHECK(play.count(Reason::ambiguous) == 1);
  }
}

TEST_CASE("who was long believed claimed is no news, whatever the page") {
  Play play = page_play({"b1", "b2", "b3"});
  play.assignment().believed = {"b1", "b2", "b3"};
  play.run(of_pages({{"b1", wall}, {"b2", wall}, {"b3", wall}}));
  CHECK(play.count(Status::claimed) == 3);
  CHECK(play.asked.size() == 4 + 3);
}

TEST_CASE("nothing of a page stands before all have been seen") {
  Play play = page_play({"one", "free", "two"});
  const auto platform = of_pages({{"one", 10}, {"two", 11}});
  while (play.asked.size() < 4) play.answer(*play.take(), platform);
  CHECK(play.count(Status::claimed) == 0);
  play.run(platform);
  CHECK(play.count(Status::claimed) == 2);
}

TEST_CASE("a slice ends with what it has seen, and the next one knows it") {
  Play first = page_play({"one"});
  const auto platform = of_pages({{"one", wall}, {"two", wall}});
  while (times(first, "one") == 0) first.answer(*first.take(), platform);
  first.work().end_slice();
  first.run(platform);
  CHECK(first.count(Status::claimed) == 1);
  Play second = page_play({"two"});
  second.assignment().state = first.work().state();
  second.run(platform);
  CHECK(second.count(Status::claimed) == 1);
  CHECK(times(second, "two") == 2);
}

TEST_CASE("what stands goes on standing when the rest is given up, unless it is to be seen again") {
  for (const bool looks_again : {false, true}) {
    CAPTURE(looks_again);
    Play play = page_play({"one", "two"});
    if (looks_again) play.assignment().look_again = [](const model::Observation&) { return true; };
    const auto platform = of_pages({{"one", 10}, {"two", 11}});
    while (play.asked.size() < 6) play.answer(*play.take(), platform);
    CHECK(play.seen.empty());
    play.work().give_up(Reason::interrupted, noon);
    play.run(platform);
    CHECK(play.count(Status::claimed) == (looks_again ? 0 : 2));
    CHECK(play.count(Reason::interrupted) == (looks_again ? 2 : 0));
  }
}

TEST_CASE("free by its text is only what looks like the page of a name that nobody has") {
  struct Row {
    const char* what;
    platforms::Reading says;
    bool is_free;
  };
  platforms::Reading other_status = nobody();
  other_status.page->status = 404;
  const Row rows[] = {
      {"the same", nobody(), true},
      {"a little longer", nobody("title", 1250), true},
      {"much longer: a biography", nobody("title", 5000), false},
      {"much shorter", nobody("title", 600), false},
      {"another title", nobody("pn44 | title"), false},
      {"another status", other_status, false},
      {"by no text", says(Status::available), true},
      {"data, where only a page's outline is known", shows(7, "title", Status::available), true},
  };
  for (const Row& row : rows) {
    for (const bool second_look : {false, true}) {
      CAPTURE(std::string(row.what));
      Play play = page_play({"t44"});
      play.assignment().is_second_look = second_look;
      play.run(each([&row](std::size_t ask, const std::string& handle) {
        if (handle == "t44") return row.says;
        return of_pages({})({ask, {handle}}).front();
      }));
      CHECK(play.count(Status::available) == (row.is_free ? 1 : 0));
      CHECK(play.count(Reason::ambiguous) == (row.is_free ? 0 : 1));
    }
  }
}

TEST_CASE("of data all has to be the same") {
  for (const bool same : {true, false}) {
    Play play = page_play({"t44"});
    play.run(each([same](std::size_t, const std::string& handle) {
      if (is_known(handle)) return says(Status::claimed);
      return shows(handle == "t44" && !same ? 8 : 7, "", Status::available);
    }));
    CHECK(play.count(Status::available) == (same ? 1 : 0));
    CHECK(play.count(Reason::ambiguous) == (same ? 0 : 1));
  }
}

TEST_CASE("the pages of names made up for a shape are free ones, too") {
  Play play = page_play({"t-44", "u-44"});
  play.run(each([](std::size_t ask, const std::string& handle) {
    if (handle == "u-44") return shows(10);
    const bool dashed = handle.find('-') != std::string::npos;
    return dashed ? nobody("no such blog") : of_pages({})({ask, {handle}}).front();
  }));
  // The first one was judged before any was asked.
  CHECK(play.count(Status::claimed) == 1);
  CHECK(play.count(Status::available) + play.count(Reason::ambiguous) == 1);
}

TEST_CASE("a page that differs in what nobody blanked is the same name's own") {
  Play play = page_play({"one", "two"});
  std::uint64_t page = 50;
  play.run([&](const Asked& asked) {
    const std::string& handle = asked.handles.front();
    if (handle == "c1" && page < 52) return std::vector{shows(page++)};
    return of_pages({{"one", of_control}, {"two", of_control}})(asked);
  });
  CHECK(play.count(Status::claimed) == 2);
}

TEST_CASE("a page that a name shows beside its own, and others as well, is a wall") {
  SUBCASE("a claimed control was shown it once") {
    Play play = page_play({"one", "two", "free"});
    bool first = true;
    play.run([&](const Asked& asked) {
      const std::string& handle = asked.handles.front();
      if (handle == "one" || (handle == "c1" && std::exchange(first, false))) {
        return std::vector{shows(wall)};
      }
      return of_pages({{"two", 10}})(asked);
    });
    CHECK(play.count(Reason::ambiguous) == 1);
    CHECK(play.count(Status::claimed) == 1);
  }
  SUBCASE("a target was, in its second look") {
    Play play = page_play({"one", "two"});
    play.assignment().look_again = [](const model::Observation&) { return true; };
    int of_two = 0;
    play.run([&](const Asked& asked) {
      const std::string& handle = asked.handles.front();
      if (handle == "one" || (handle == "two" && of_two++ > 0)) return std::vector{shows(wall)};
      return of_pages({{"two", 10}})(asked);
    });
    CHECK(play.count(Status::claimed) == 0);
  }
}

TEST_CASE("a text that says free is believed only on what is made as nobody's page is") {
  struct Row {
    const char* what;
    platforms::Markup markup;
    bool is_free;
  };
  const Row rows[] = {
      {"as nobody's", {1, 2, 9}, true},
      {"as an account's", {1, 2, 3}, false},
      {"as both", {1, 2}, false},
      {"with something of its own", {1, 2, 9, 77}, true},
      {"with something of an account's page", {1, 2, 3, 9}, true},
      {"without any", {}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.what));
    Play play = page_play({"t44"});
    play.run(each([&row](std::size_t, const std::string& handle) {
      platforms::Reading reading = is_known(handle) ? says(Status::claimed) : nobody();
      reading.markup =
          is_known(handle) ? platforms::Markup{1, 2, 3, 4} : platforms::Markup{1, 2, 9};
      if (handle == "t44") reading.markup = row.markup;
      return reading;
    }));
    CHECK(play.count(Status::available) == (row.is_free ? 1 : 0));
    CHECK(play.count(Reason::ambiguous) == (row.is_free ? 0 : 1));
  }
}

TEST_CASE("what only somebody's page is made of is none of nobody's, in whatever place it stands") {
  const auto with = [](platforms::Reading reading, platforms::Markup markup) {
    reading.markup = std::move(markup);
    return reading;
  };
  Play play = page_play({"free", "bio", "free2"});
  play.run(each([&](std::size_t, const std::string& handle) {
    if (is_known(handle)) return with(shows(of_control), {1, 2, 3});
    // A tag that neither the claimed control nor a free one has; these have none of their own.
    if (handle == "bio") return with(nobody(), {1, 2, 9});
    return with(nobody(), {1, 2});
  }));
  CHECK(play.count(Status::available) == 2);
  CHECK(play.count(Reason::ambiguous) == 1);
}

TEST_CASE("the page of an account that is asked for as a control is no page of nobody") {
  // One that was long believed claimed writes what the definition reads as nobody's.
  Play play = page_play({"x-2", "s-1", "t44"});
  play.assignment().accounts = {"s-1"};
  const auto with = [](platforms::Reading reading, platforms::Markup markup) {
    reading.markup = std::move(markup);
    return reading;
  };
  play.run(each([&](std::size_t, const std::string& handle) {
    if (is_known(handle)) return with(shows(of_control), {1, 2, 3});
    if (handle == "s-1" || handle == "t44") return with(nobody("bio", 2000), {1, 2, 9});
    return with(nobody(), {1, 2});
  }));
  // Of x-2 nothing is proven: so it says of the account, too.
  CHECK(play.count(Reason::unproven) == 1);
  CHECK(play.count(Reason::ambiguous) == 2);
}

TEST_CASE("where redirects of nobody differ in numbers alone, so may that of a free name") {
  const auto led = [](const std::string& to) {
    platforms::Reading reading = says(Status::available);
    const std::string names[] = {"nobody"};
    reading.page = platforms::look_of_redirect(302, to, names);
    return reading;
  };
  for (const bool varies : {true, false}) {
    CAPTURE(varies);
    Play play = page_play({"free"});
    int number = 400;
    play.run(each([&](std::size_t, const std::string& handle) {
      if (is_known(handle)) return says(Status::claimed);
      if (handle == "free") return led("/error?code=399");
      return led("/error?code=" + std::to_string(varies ? number++ : number));
    }));
    CHECK(play.count(Status::available) == (varies ? 1 : 0));
    CHECK(play.count(Reason::ambiguous) == (varies ? 0 : 1));
  }
}
