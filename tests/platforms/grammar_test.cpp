#include <doctest/doctest.h>

#include "platforms/reading_platforms.hpp"

namespace {

platforms::Definition with_handle(std::string_view handle) {
  return tests::defined(fmt::format(
      R"({{"id":"a","name":"A","handle":{{{}}},"profile_url":"https://a.example/","ask":[]}})",
      handle));
}

}  // namespace

TEST_CASE("each fold makes canonical what the platform takes for the same name") {
  struct Row {
    const char* fold;
    const char* name;
    const char* folded;
  };
  const Row rows[] = {
      {R"(["case"])", "PNationale75", "pnationale75"},
      {R"(["case"])", "ÉCOLE", "école"},
      {R"(["dots"])", "p.nationale..75.", "pnationale75"},
      {R"(["first-upper"])", "jimbo Wales", "Jimbo Wales"},
      {R"(["first-upper"])", "école", "École"},
      {R"(["first-upper"])", "", ""},
      {R"(["underscore-space"])", "Jimbo_Wales_", "Jimbo Wales "},
      {R"(["hyphen-underscore"])", "a_b-c_", "a-b-c-"},
      {R"(["runs"])", "a-_.b__c", "a-b-c"},
      {R"(["runs"])", "-a.", "-a-"},
      {R"(["case", "dots"])", "A.B", "ab"},
      {R"(["first-upper", "underscore-space"])", "ada_lovelace", "Ada lovelace"},
      {R"(["case", "hyphen-underscore", "runs"])", "A__B", "a-b"},
      {R"([])", "A_B.c", "A_B.c"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.fold));
    CAPTURE(std::string(row.name));
    const auto definition = with_handle(fmt::format(R"("pattern":".*","fold":{})", row.fold));
    CHECK(definition.grammar.folded(row.name) == row.folded);
    CHECK(definition.grammar.folded(row.folded) == row.folded);
    CHECK(platforms::canonical(definition, row.name).handle == row.folded);
  }
}

TEST_CASE("the suffix is added unless there is a dot, and before folding") {
  const auto definition =
      with_handle(R"("pattern":"[a-z0-9.-]+","fold":["case"],"suffix":".Example.org")");
  struct Row {
    const char* handle;
    const char* canonical;
    const char* bare;
  };
  const Row rows[] = {
      {"PNationale", "pnationale.example.org", "pnationale.example.org"},
      {"a.fr", "a.fr", "a.fr"},
      {"pnationale.example.org", "pnationale.example.org", "pnationale.example.org"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.handle);
    CHECK(platforms::canonical(definition, row.handle).handle == row.canonical);
    CHECK(platforms::canonical(definition, row.canonical).handle == row.canonical);
  }
  const auto fr = with_handle(R"("pattern":"[a-z.]+","fold":["case"],"suffix":".fr")");
  CHECK(platforms::bare_name(fr, "police.fr") == "police");
  CHECK(platforms::bare_name(fr, "police.com") == "police.com");
  CHECK(platforms::bare_name(fr, ".fr") == "");
}

TEST_CASE("the pattern judges the whole canonical spelling, `not` looks anywhere in it") {
  const auto definition =
      with_handle(R"("pattern":"[a-z0-9-]{3,6}","not":"--|^-","fold":["case"])");
  for (const char* good : {"abc", "ABC", "a-b-c", "abcdef", "abc-"}) {
    CAPTURE(std::string(good));
    CHECK(platforms::canonical(definition, good).admitted);
  }
  for (const char* bad :
       {"", "ab", "abcdefg", "a--b", "-abc", "a_b", "abc\n", "abc ", "ab c", "é€x"}) {
    CAPTURE(std::string(bad));
    CHECK_FALSE(platforms::canonical(definition, bad).admitted);
  }
}

TEST_CASE("what is refused keeps its canonical spelling for the record") {
  const auto definition = with_handle(R"("pattern":"[a-z]{1,3}","fold":["case"])");
  const auto spelling = platforms::canonical(definition, "TOOLONG");
  CHECK(spelling.handle == "toolong");
  CHECK_FALSE(spelling.admitted);
}

TEST_CASE("a name with a letter beyond ASCII is not the name that looks like it") {
  const auto folding = with_handle(R"("pattern":"[a-z0-9]+","fold":["case"])");
  const auto wiki = with_handle(R"("pattern":".+","fold":["first-upper"])");
  for (const char* name : {"\u212Aim", "kim\u017F", "k\u0130m"}) {
    CAPTURE(std::string(name));
    CHECK(platforms::canonical(folding, name).handle == name);
    CHECK_FALSE(platforms::canonical(folding, name).admitted);
  }
  CHECK(platforms::canonical(wiki, "\u017Ftaff").handle == "\u017Ftaff");
  CHECK(platforms::canonical(wiki, "\u0131x").handle == "\u0131x");
}

TEST_CASE(
    "a domain beyond ASCII is the one that is registered for it, and a name below one is none") {
  const auto domain =
      with_handle(R"("pattern":"[a-z0-9-]{1,63}\\.fr","suffix":".fr","fold":["case"])");
  for (const char* name : {"\u00E9lys\u00E9e", "\u00C9LYS\u00C9E.fr", "e\u0301lyse\u0301e.fr"}) {
    CAPTURE(std::string(name));
    CHECK(platforms::canonical(domain, name).handle == "xn--lyse-9oad.fr");
    CHECK(platforms::canonical(domain, name).admitted);
  }
  CHECK_FALSE(platforms::canonical(domain, "\u00E9_.fr").admitted);
  const auto below =
      with_handle(R"("pattern":"[a-z0-9.-]{1,63}","suffix":".host.example","fold":["case"])");
  CHECK_FALSE(platforms::canonical(below, "\u00E9lys\u00E9e").admitted);
  CHECK(platforms::canonical(below, "\u00E9lys\u00E9e.fr").admitted);
}

TEST_CASE("a name of one dot or two, which an address cannot hold, is never admitted") {
  const auto definition = with_handle(R"("pattern":"[a-z.]{1,40}")");
  for (const char* bad : {".", ".."}) CHECK_FALSE(platforms::canonical(definition, bad).admitted);
  for (const char* good : {"...", ".a", "a."}) {
    CHECK(platforms::canonical(definition, good).admitted);
  }
}
