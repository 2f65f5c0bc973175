#include "platforms/page_look.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "platforms/walls.hpp"

namespace {

using platforms::Detail;
using platforms::PageLook;

std::string blanked(std::string_view text, std::string name = "pn44") {
  const std::string names[] = {std::move(name)};
  std::string kept = platforms::blanked(text, names);
  std::replace(kept.begin(), kept.end(), '\0', '_');
  return kept;
}

PageLook page(const std::string& name, std::string_view text, int status = 200) {
  const std::string names[] = {name};
  return platforms::look_of_page(status, platforms::html_title(text), text, names, Detail::whole);
}

// A page of a forum as it really comes: a token for forms, a nonce, a number of a request, a time.
std::string forum_page(std::string_view name, std::string_view text, int request) {
  return fmt::format(
      "<!DOCTYPE html><html data-request=\"{2:08x}-9c41-4e0f-8f6a-{2:012x}\"><head>"
      "<title>{0} | Forum</title>"
      "<script nonce=\"r{2}AnD0mBase64Xy+/{2}Q==\">var u='/u/{0}?_={2}';</script></head>"
      "<body><p>{1}</p><footer>{2} members, made in 0.{2} s at 12:{2}:01</footer></body></html>",
      name, text, request + 10);
}

}  // namespace

TEST_CASE("what differs from request to request is blanked, and what a page says is not") {
  struct Row {
    const char* text;
    const char* kept;
  };
  const Row rows[] = {
      {"PN44 is here, pn44!", "_ is here, _!"},
      {"@pn44's page", "@_'s page"},
      {"/u/pn44/posts?user=pn44&x=y", "/u/_/posts?user=_&x=y"},
      {"pn443 and xpn44 and pn44x", "_ and _ and _"},
      {"12 followers", "_ followers"},
      {"1,234.5 at 12:30:01, 3.", "_ at _, _."},
      {"v2.1-beta", "_-beta"},
      {"1.2K", "_"},
      {"deadbeef cafe facade", "_ cafe facade"},
      {"3f9c2a71-9c41-4e0f-8f6a-00112233aabb", "_"},
      {"nonce=\"oqVuAfXRKap7fdgcC\"", "nonce=\"_\""},
      {"token=abcdefghijklmnopqrstuvwx", "token=_"},
      {"getElementById", "getElementById"},
      {"personne n’a été blessé", "personne n’a été blessé"},
      {"", ""},
      {"a", "a"},
      {"-", "-"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    CHECK(blanked(row.text) == row.kept);
  }
  CHECK(blanked("The police of go Go ago", "go") == "The police of _ _ ago");
  CHECK(blanked("police-nationale.fr, police", "police-nationale") == "_.fr, police");
}

TEST_CASE("a name in other words stays: only whole names are blanked") {
  CHECK(blanked("Google", "go") == "Google");
  CHECK(blanked("élan", "lan") == "\xC3\xA9_");
  CHECK(blanked("x y", "") == "x y");
}

TEST_CASE("one page for two names is one page, whatever numbers and nonces it has") {
  for (const char* text : {"", "Please show that you are human.", "No such member."}) {
    CAPTURE(std::string(text));
    const PageLook one = page("pn44", forum_page("pn44", text, 7));
    const PageLook other = page("police.rhone", forum_page("police.rhone", text, 81));
    CHECK(one.digest == other.digest);
    CHECK(platforms::looks_like(one, other));
    CHECK(page("pn44", forum_page("pn44", text, 7), 404).digest != one.digest);
  }
}

TEST_CASE("two accounts are two pages by anything they say themselves") {
  const PageLook one = page("pn44", forum_page("pn44", "Bonjour", 7));
  for (const char* text : {"bonjour", "Bonjour.", "Bonjour à tous", "B"}) {
    CAPTURE(std::string(text));
    CHECK(page("pn44", forum_page("pn44", text, 7)).digest != one.digest);
  }
}

TEST_CASE("pages of a kind have status and title alike, and a size within a quarter") {
  const auto sized = [](std::size_t size, std::string title = "t", int status = 200) {
    return PageLook{status, std::move(title), {}, size, 0};
  };
  CHECK(platforms::looks_like(sized(100), sized(75)));
  CHECK(platforms::looks_like(sized(75), sized(100)));
  CHECK_FALSE(platforms::looks_like(sized(100), sized(74)));
  CHECK_FALSE(platforms::looks_like(sized(100), sized(100, "other")));
  CHECK_FALSE(platforms::looks_like(sized(100), sized(100, "t", 404)));
  CHECK(platforms::looks_like(sized(0), sized(0)));
}

TEST_CASE("an account may be called what pages say") {
  const std::string text = "<title>Page not found</title>No user of that name.";
  for (const char* name : {"page", "not", "found", "user", "pn44"}) {
    CAPTURE(std::string(name));
    CHECK(platforms::looks_like(page(name, text), page("x7q2m9k4w1z8v", text)));
  }
  const std::string profile = "<title>page</title>No user of that name.";
  CHECK_FALSE(platforms::looks_like(page("page", profile), page("x7q2m9k4w1z8v", text)));
}

TEST_CASE("the name that a page repeats does not make it longer") {
  const std::string longest(60, 'x');
  const auto text = [](const std::string& name) {
    return fmt::format("No member is called {0}, sorry. Look for {0} elsewhere?", name);
  };
  CHECK(page("ab", text("ab")).size == text("").size());
  CHECK(page(longest, text(longest)).size == text("").size());
}

TEST_CASE("claims by redirects are one where only names and numbers differ") {
  const auto to = [](const std::string& name, std::string_view location) {
    const std::string names[] = {name};
    return platforms::look_of_redirect(302, location, names);
  };
  const PageLook one = to("pn44", "https://a.example/search?q=pn44&t=1764");
  CHECK(one.digest == to("pn45", "https://a.example/search?q=pn45&t=1799").digest);
  CHECK(one.digest != to("pn45", "https://a.example/users/pn45").digest);
}

TEST_CASE("redirects of nobody are alike where they lead to one place, the names alone blanked") {
  struct Row {
    const char* of_nobody;
    const char* of_other;
    bool alike;
  };
  const Row rows[] = {
      {"https://a.example/search?q=q7x2", "https://a.example/search?q=pn44", true},
      {"https://a.example/", "https://a.example/", true},
      {"https://a.example/e?code=404", "https://a.example/e?code=403", false},
      {"https://a.example/members/0/", "https://a.example/members/48213/", false},
      {"https://a.example/go/nosuchpage000000", "https://a.example/go/mikesbakery123456", false},
      {"https://a.example/page/notfound404a1b2", "https://a.example/page/c0ffee1234567890", false},
      {"https://a.example:8080/", "https://a.example:8081/", false},
      {"https://a.example/?at=q7x2.15", "https://a.example/?at=pn44.16", false}};
  for (const Row& row : rows) {
    CAPTURE(row.of_other);
    const std::string nobody[] = {"q7x2"};
    const std::string other[] = {"pn44"};
    const PageLook one = platforms::look_of_redirect(302, row.of_nobody, nobody);
    const PageLook two = platforms::look_of_redirect(302, row.of_other, other);
    CHECK(platforms::looks_like(one, two) == row.alike);
    CHECK(platforms::looks_like(two, one) == row.alike);
  }
  const std::string names[] = {"pn44"};
  const PageLook page =
      platforms::look_of_page(302, platforms::html_title(""), "", names, platforms::Detail::whole);
  CHECK_FALSE(platforms::looks_like(page, platforms::look_of_redirect(302, "", names)));
}

TEST_CASE("a page is made of its tags and their classes, whatever is written between them") {
  const auto made = [](std::string_view page) { return platforms::markup_of(page); };
  CHECK(made("<p class=\"bio\">a</p>") ==
        made("<p id=1 class=\"bio\">b &lt;i&gt;</p><p class=\"bio\">"));
  CHECK(made("<p class=\"bio\">") != made("<p class=\"post\">"));
  CHECK(made("<p>") != made("<b>"));
  CHECK(made("<P>x</P><!-- <b> -->").size() <= 2);
  CHECK(made("").empty());
  CHECK(made("no < tags > here, 1<2").empty());
  CHECK(made("<").empty());
  CHECK(made("<DIV class='a'>") == made("<div CLASS=a>"));
  CHECK(made("<a title='>' class=\"b\">") == made("<a class=\"b\">"));
  CHECK(made("<a title=' class=\"b\"'>") == made("<a>"));
  CHECK(made("<a data-class=\"b\">") == made("<a>"));
  CHECK(made("</a><!DOCTYPE html><?xml?>").empty());
  for (const char* text : {"<!-- <i class=\"x\"> -->", "<p title=\"<i class='x'>\">"}) {
    CAPTURE(std::string(text));
    CHECK(made(text + std::string("<p>")) == made("<p>"));
  }
  for (const std::string name : {"script", "style", "title", "textarea", "noscript"}) {
    CAPTURE(name);
    const std::string tag = "<" + name + ">";
    const std::string closing = "</" + name + "><p>";
    CHECK(made(tag + "a='<i class=\"x\">'" + closing) == made(tag + closing));
  }
}
