#include "platforms/pattern.hpp"

#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

using platforms::Pattern;

namespace {

Pattern compiled(std::string_view written, bool ignore_case = false) {
  std::string why;
  auto pattern = Pattern::compile(written, ignore_case, why);
  REQUIRE_MESSAGE(pattern.has_value(), why);
  return std::move(*pattern);
}

std::string sorted_unique(std::string text) {
  std::sort(text.begin(), text.end());
  text.erase(std::unique(text.begin(), text.end()), text.end());
  return text;
}

}  // namespace

TEST_CASE("the characters that a pattern can admit are told from its text") {
  struct Row {
    const char* pattern;
    const char* admitted;  // null: cannot be told
  };
  const Row rows[] = {
      {"[a-c]", "abc"},
      {"[a-c]{1,15}", "abc"},
      {"[ac-]+", "-ac"},
      {"[-ac]?", "-ac"},
      {"[]a]", "]a"},
      {"[a\\-\\.]", "-.a"},
      {"a(?:b|c)*", "abc"},
      {"^(a|b)$", "ab"},
      {"\\.x", ".x"},
      {"a{2}b{2,}c{2,3}", "abc"},
      {"a{x}", "axx{}"},
      {"a{", "a{"},
      {"[a-c]{/}", "/abc{}"},
      {"a{,3}", ",3a{}"},
      {"a{1,2", "12,a{"},
      {"", ""},
      {".", nullptr},
      {"[^a]", nullptr},
      {"\\w", nullptr},
      {"[\\d]", nullptr},
      {"[[:alpha:]]", nullptr},
      {"\\x41", nullptr},
      {"\\Qa.b\\E", nullptr},
      {"(?i)a", nullptr},
      {"(?P<n>a)", nullptr},
      {"[a-\\z]", nullptr},
      {"[]a-c]", "]abc"},
      {"[^]a]", nullptr},
      {"[a-]", "-a"},
      {"[a", "a"},
      {"[\\", nullptr},
      {"\\", nullptr},
      {"[0-0]", "0"},
      {"[a\\]b]", "]ab"},
      {"a(?:", "a"},
      {"(?a", nullptr},
      {"a{12,34}b", "ab"},
      {"a{2x}", "a2x{}"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.pattern));
    const auto admitted = platforms::admitted_characters(row.pattern);
    REQUIRE(admitted.has_value() == (row.admitted != nullptr));
    if (row.admitted != nullptr) CHECK(sorted_unique(*admitted) == sorted_unique(row.admitted));
  }
}

TEST_CASE("what RE2 admits is among the characters that were told") {
  for (const char* written :
       {"[a-z0-9-]{1,3}", "a{x}", "[a-c]{/}", "a{,3}", "a{1,2", "x|\\.", "a{2}"}) {
    const Pattern pattern = compiled(written);
    const auto admitted = platforms::admitted_characters(written);
    REQUIRE(admitted.has_value());
    const std::string all = "abcxz019-./{},";
    for (const char first : all) {
      for (const char second : all) {
        for (const std::string& text :
             {std::string{first}, std::string{first, second}, std::string{'a', first, second},
              std::string{'a', '{', first, '}'}}) {
          if (!pattern.is_whole(text)) continue;
          CAPTURE(std::string(written));
          CAPTURE(std::string(text));
          CHECK(text.find_first_not_of(*admitted) == std::string::npos);
        }
      }
    }
  }
}

TEST_CASE("a pattern that RE2 refuses gives its reason") {
  for (const char* written :
       {"(?=a)", "(?!a)", "(?<a)", "(a)\\1", "a*+", "[a", "(a", "a{2000}", "\xff("}) {
    CAPTURE(std::string(written));
    std::string why;
    CHECK_FALSE(Pattern::compile(written, false, why).has_value());
    CHECK_FALSE(why.empty());
  }
}

TEST_CASE("a pattern with nothing special is plain text, and dots are not plain") {
  CHECK(compiled("a b/c").found_in("xa b/cx"));
  CHECK_FALSE(compiled("a b/c").is_whole("xa b/c"));
  CHECK(compiled("a b/c").is_whole("a b/c"));
  CHECK_FALSE(compiled("a b/c").capture("a b/c").has_value());
  CHECK(compiled("").found_in("anything"));
  CHECK(compiled("a.c").found_in("abc"));
  CHECK(Pattern::literal("a.c").found_in("xa.cx"));
  CHECK_FALSE(Pattern::literal("a.c").found_in("abc"));
  CHECK(Pattern::literal("[").is_whole("["));
  CHECK(compiled("ABC", true).found_in("xabcx"));
  CHECK(compiled("<h1>([^<]+)</h1>").capture("<p><h1>A\nB</h1>") == "A\nB");
  CHECK(compiled("(a)(b)?").groups() == 2);
  CHECK(compiled("a").groups() == 0);
}

TEST_CASE("a text becomes a pattern that finds it, and in which no brace is a placeholder's") {
  using platforms::quoted;
  CHECK(quoted("") == "");
  CHECK(quoted("a b/c") == "a b/c");
  CHECK(quoted("a.b|c?") == "a\\.b\\|c\\?");
  CHECK(quoted("{handle}") == "\\x7Bhandle\\}");
  CHECK(quoted("}{") == "\\}\\{");  // never closed: no placeholder
  CHECK(quoted("{") == "\\{");
  CHECK(quoted(std::string_view("a\0b", 3)) == "a\\x00b");
  for (const std::string_view text : {"\\^$.|?*+()[]{}", "{{1}}", "a{2}", "é[", "}"}) {
    CAPTURE(std::string(text));
    CHECK(compiled(quoted(text)).is_whole(text));
  }
}

TEST_CASE("a pattern is written as a definition would have it, plain text as well") {
  CHECK(compiled("a.c").as_regex() == "a.c");
  CHECK(compiled("abc").as_regex() == "abc");
  CHECK(Pattern::literal("abc").as_regex() == "abc");
  CHECK(Pattern::literal("a.c").as_regex() == "a\\.c");
  CHECK(Pattern::literal("a.c").written() == "a.c");
  CHECK(compiled("a.c").written() == "a.c");
}

TEST_CASE("a whole match takes no line for the end of the text") {
  CHECK_FALSE(compiled("[a-z]+").is_whole("abc\n"));
  CHECK_FALSE(compiled("^[a-z]+$").is_whole("abc\nx"));
  CHECK(compiled("[^/]+").is_whole("abc\n"));
}

TEST_CASE(
    "a pattern that names the handle is made for each one: quoted, and case-blind where names "
    "are") {
  const auto says = [](bool folded, const std::string& handle, const std::string& subject) {
    const auto definition = tests::defined(fmt::format(
        R"({{"id":"a","name":"A","handle":{{"pattern":"[A-Za-z0-9.]+"{}}},)"
        R"("profile_url":"https://a.example/{{handle}}","controls":{{"claimed":["staff"]}},)"
        R"("ask":[{{"name":"one","get":"https://a.example/{{handle}}","rules":[)"
        R"({{"json":{{"/s":{{"matches":"^acct:{{handle}}@"}}}},"then":"claimed"}}]}}]}})",
        folded ? R"(,"fold":["case"])" : ""));
    return tests::said(definition, tests::json_reply(200, fmt::format(R"({{"s":"{}"}})", subject)),
                       {handle});
  };
  CHECK(says(true, "a.b", "acct:a.b@x") == "claimed");
  CHECK(says(true, "a.b", "ACCT:A.B@x") == "claimed");
  CHECK(says(true, "a.b", "acct:axb@x") == "unknown:no-rule");
  CHECK(says(false, "a.b", "acct:a.b@x") == "claimed");
  CHECK(says(false, "a.b", "acct:A.b@x") == "unknown:no-rule");
  CHECK(says(true, "a", "acct:a.b@x") == "unknown:no-rule");
}

TEST_CASE("a pattern without a placeholder keeps letter case, whatever the names do") {
  const auto definition = tests::ruled(R"({"body":"Profile","then":"claimed"})");
  CHECK(tests::said(definition, tests::reply(200, "text/html", "<p>Profile")) == "claimed");
  CHECK(tests::said(definition, tests::reply(200, "text/html", "<p>profile")) == "unknown:no-rule");
}

TEST_CASE("a pattern that eats memory elsewhere stays small and fast here") {
  const Pattern pattern = compiled("(x+x+)+y");
  CHECK_FALSE(pattern.found_in(std::string(std::size_t{1} << 20, 'x')));
}
