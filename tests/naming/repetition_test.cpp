#include <random>
#include <set>

#include "expanding.hpp"

TEST_CASE("a template that can be read back from its handles is known not to repeat") {
  for (const char* written :
       {"x", "PNationale{fr-departments}", "{fr-departments.name|slug}", "{1..5000}",
        "{01..95}{1..100}", "{1..100}{01..95}", "{1..100}-{1..100}", "{1..100}-{1..100}-{1..100}",
        "{fr-departments}{fr-departments.name|slug}", "{fr-departments.region}{fr-departments}",
        "{fr-departments.name}.{us-states.name}", "{a,b}{c,d}{e,f}", "{,x}y{1..100}",
        "{countries.alpha3}{countries.name|slug}{us-states}", "{ab,b}{x,y}{,z}"}) {
    CAPTURE(written);
    CHECK_FALSE(tests::compiled(written).can_repeat());
  }
}

TEST_CASE("a template that may repeat is never called free of it") {
  for (const char* written :
       {"{a,a}", "{fr-departments.region}", "{1..100}{1..100}", "{8..12|initials}", "{a,ab}{bc,c}",
        "{us-states.name|initials}", "x{,a}{,a}", "{,1}{1..20}", "{x,X|lower}"}) {
    CAPTURE(written);
    CHECK(tests::compiled(written).can_repeat());
  }
}

TEST_CASE("no random template said not to repeat does") {
  std::mt19937 random(2014);
  const auto pick = [&random](int below) { return static_cast<int>(random() % unsigned(below)); };
  const std::string pieces[] = {"{a,b}",
                                "{a,ab}",
                                "{ba,a,b}",
                                "{,a}",
                                "{1..12}",
                                "{08..11}",
                                "{a,1}",
                                "a",
                                "1",
                                "b",
                                "-",
                                "{1,11,2}",
                                "{aa,a|upper}",
                                "{towns}",
                                "{towns.name|slug}",
                                "{gaps.suffix}",
                                "{gaps}",
                                "{9..11|initials}"};
  naming::DatasetStore datasets({std::string(HANDLEWATCH_TESTS) + "/naming/datasets"});
  int proven = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string written = "x";
    for (int i = 1 + pick(4); i > 0; --i) written += pieces[pick(int(std::size(pieces)))];
    CAPTURE(written);
    const naming::Template parsed = tests::compiled(written, datasets);
    if (parsed.can_repeat()) continue;
    ++proven;
    const auto all = tests::handles(parsed);
    CHECK(std::set<std::string>(all.begin(), all.end()).size() == all.size());
  }
  CHECK(proven > 500);
}
