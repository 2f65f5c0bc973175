// The patterns that importers make: of Python's rules for names, and of texts.
#include "importing/foreign_rules.hpp"

#include "importing/python_pattern.hpp"
#include "platforms/reading_platforms.hpp"

namespace {

bool found(const platforms::SearchText& search, std::string_view text) {
  return search.found_in(text, {});
}

}  // namespace

TEST_CASE("a rule of Python says the same to RE2") {
  CHECK(importing::from_python(R"(^[\w-]+\d$)") == R"(^[\p{L}\p{N}_-]+\p{Nd}$)");
  CHECK(importing::from_python(R"(\w[^]\w])") == R"([\p{L}\p{N}_][^]\p{L}\p{N}_])");
  CHECK(importing::from_python(R"([^\u3040-\u30ff\.])") == R"([^\x{3040}-\x{30ff}\.])");
  CHECK(importing::from_python(R"(\\w\.\u30)") == R"(\\w\.\u30)");
  CHECK(importing::from_python("a\\") == "a\\");
}

TEST_CASE("a rule keeps of its characters what a host can hold") {
  const auto lower = [](std::string_view pattern) {
    return importing::within_host(pattern, false).value_or("(none)");
  };
  CHECK(lower("[a-zA-Z][a-zA-Z0-9_-]*") == "[a-z][0-9a-z-]*");
  CHECK(lower("[^\\.]+") == "[0-9a-z-]+");
  CHECK(lower("[\\w@-]+?") == "[0-9a-z-]+?");
  CHECK(lower("(?:[A-Z]|\\d){3,50}a.") == "(?:[a-z]|[0-9]){3,50}[a][.0-9a-z-]");
  CHECK(importing::within_host("[a-zA-Z_]+", true) == "[A-Za-z]+");
  for (const char* none : {"_", "[_@]", "(?i)a", "a^b", "[a", "é", "\\b", "a{2", "[[:alpha:]]",
                           "(?!a)b", "\\", "[a\\"}) {
    CAPTURE(std::string(none));
    CHECK(lower(none) == "(none)");
  }
}

TEST_CASE("a text is found as it stands, and as a pattern of a definition too") {
  for (const char* text :
       {"plain", "a.b*c", "{handle}", "{ }", "\\", "[x](y)|z", "a\nb", "^$", "é{n}"}) {
    CAPTURE(std::string(text));
    const auto one = importing::any_of({text});
    REQUIRE(one.has_value());
    CHECK(found(*one, std::string("<p>") + text + "</p>"));
    CHECK_FALSE(found(*one, "<p>other</p>"));
    platforms::Stencil stencil;
    CHECK_FALSE(platforms::cut(one->fixed->as_regex(), stencil).has_value());
    CHECK_FALSE(stencil.has_slots());
    std::string why;
    const auto again = platforms::Pattern::compile(one->fixed->as_regex(), false, why);
    REQUIRE(again.has_value());
    CHECK(again->found_in(std::string("<p>") + text + "</p>"));
    CHECK_FALSE(again->found_in("<p>other</p>"));
  }
  const auto either = importing::any_of({"a.b", "c|d"});
  CHECK(found(*either, "xa.by"));
  CHECK(found(*either, "c|d"));
  CHECK_FALSE(found(*either, "axb c d"));
}

TEST_CASE("two texts are found together in any order, apart, overlapping, one in the other") {
  const auto of = [](std::vector<std::string> these, std::vector<std::string> those) {
    return *importing::both(these, those);
  };
  const auto apart = of({"one", "two"}, {"three"});
  CHECK(found(apart, "one\nthree"));
  CHECK(found(apart, "three, two"));
  CHECK_FALSE(found(apart, "one two"));
  CHECK_FALSE(found(apart, "three"));
  const auto inside = of({"member"}, {"No such member"});
  CHECK(found(inside, "<p>No such member</p>"));
  CHECK_FALSE(found(inside, "<p>a member</p>"));
  const auto lapped = of({"abcd"}, {"cdef"});
  CHECK(found(lapped, "xabcdefx"));
  CHECK(found(lapped, "cdefabcd"));
  CHECK_FALSE(found(lapped, "abcd"));
  CHECK(found(of({"aa"}, {"aa"}), "aa"));
}
