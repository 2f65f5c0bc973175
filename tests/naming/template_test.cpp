#include "naming/template.hpp"

#include <limits>

#include "expanding.hpp"

using Words = std::vector<std::string>;

namespace {

// Small sets beside the shipped ones.
naming::DatasetStore with_sets() {
  naming::DatasetStore datasets({std::string(HANDLEWATCH_TESTS) + "/naming/datasets",
                                 std::string(HANDLEWATCH_PATTERNS) + "/datasets"});
  return datasets;
}

}  // namespace

TEST_CASE("the title's template gives exactly the 101 departments") {
  const Words all = tests::handles("@PNationale{fr-departments}");
  REQUIRE(all.size() == 101);
  CHECK(all.front() == "PNationale01");
  CHECK(all[19] == "PNationale2A");
  CHECK(all[44] == "PNationale44");
  CHECK(all.back() == "PNationale976");
}

TEST_CASE("a template yields its handles in the order of its slots, the leftmost slowest") {
  struct Row {
    const char* written;
    Words handles;
  };
  const Row rows[] = {
      {"PNationale", {"PNationale"}},
      {"@PNationale", {"PNationale"}},
      {"@@x", {"@x"}},
      {"a@b", {"a@b"}},
      {"é{a,b}ü", {"éaü", "ébü"}},
      {"{a,b}{1..3}", {"a1", "a2", "a3", "b1", "b2", "b3"}},
      {"x{8..11}", {"x8", "x9", "x10", "x11"}},
      {"x{08..11}", {"x08", "x09", "x10", "x11"}},
      {"x{8..011}", {"x008", "x009", "x010", "x011"}},
      {"x{098..101}", {"x098", "x099", "x100", "x101"}},
      {"x{0..2}", {"x0", "x1", "x2"}},
      {"x{00..2}", {"x00", "x01", "x02"}},
      {"x{7..7}", {"x7"}},
      {"x{999999999999999998..999999999999999999}", {"x999999999999999998", "x999999999999999999"}},
      {"x{,_}y", {"xy", "x_y"}},
      {"{a,a}", {"a", "a"}},
      {"{a.b,c..d}", {"a.b", "c..d"}},
      {"{fr-departments,x}", {"fr-departments", "x"}},  // alternatives are words, not datasets
      {"{{x}}", {"{x}"}},
      {"{{{a,b}}}", {"{a}", "{b}"}},
      {"}}{{", {"}{"}},
      {"{ab,Cd|upper}", {"AB", "CD"}},
      {"{Loire-Atlantique,Val-d'Oise|ascii|slug|upper}", {"LOIREATLANTIQUE", "VALDOISE"}},
      {"{09..11|lower|upper|title|ascii|slug}", {"09", "10", "11"}},
      {"{09..11|initials}", {"0", "1", "1"}},
      {"p{towns}", {"pb", "pa"}},
      {"{towns.name}", {"Béthune", "Arras"}},
      {"{towns.name|slug}", {"bethune", "arras"}},
      {"{towns}-{towns.name|lower}", {"b-béthune", "a-arras"}},  // the same row
      {"{towns}{towns}", {"bb", "aa"}},
      {"{towns}{1..2}{towns.code|upper}", {"b1B", "b2B", "a1A", "a2A"}},
      {"{towns}{gaps.suffix}", {"b", "bx", "a", "ax"}},
      {"{1..2}{towns}{1..2}", {"1b1", "1b2", "1a1", "1a2", "2b1", "2b2", "2a1", "2a2"}},
  };
  naming::DatasetStore datasets = with_sets();
  for (const Row& row : rows) {
    CAPTURE(row.written);
    const naming::Template parsed = tests::compiled(row.written, datasets);
    CHECK(tests::handles(parsed) == row.handles);
    CHECK(parsed.count() == row.handles.size());
  }
}

TEST_CASE("every mistake in a template is one sentence with its position and the nearest name") {
  struct Row {
    const char* written;
    const char* complaint;
  };
  const Row rows[] = {
      {"", "'', character 1: the template is empty"},
      {"@", "'@', character 1: the template is empty"},
      {"PN{}",
       "'PN{}', character 3: an empty slot; it names a dataset as {fr-departments}, a range "
       "as {01..95} or alternatives as {a,b}"},
      {"PN{ }",
       "'PN{ }', character 3: an empty slot; it names a dataset as {fr-departments}, a "
       "range as {01..95} or alternatives as {a,b}"},
      {"PN{|lower}",
       "'PN{|lower}', character 3: an empty slot; it names a dataset as "
       "{fr-departments}, a range as {01..95} or alternatives as {a,b}"},
      {"PN{ |lower}",
       "'PN{ |lower}', character 3: an empty slot; it names a dataset as "
       "{fr-departments}, a range as {01..95} or alternatives as {a,b}"},
      {"PN{fr-departments",
       "'PN{fr-departments', character 3: this '{' is never closed; write '{{' for the character "
       "itself"},
      {"PN{", "'PN{', character 3: this '{' is never closed; write '{{' for the character itself"},
      {"{{{", "'{{{', character 3: this '{' is never closed; write '{{' for the character itself"},
      {"PN}x", "'PN}x', character 3: this '}' closes no slot; write '}}' for the character itself"},
      {"{a,b}}",
       "'{a,b}}', character 6: this '}' closes no slot; write '}}' for the character "
       "itself"},
      {"{a,{b,c}}", "'{a,{b,c}}', character 4: a '{' inside a slot; slots do not nest"},
      {"@PNationale{fr-departement}",
       "'@PNationale{fr-departement}', character 13: unknown dataset 'fr-departement' (did you "
       "mean "
       "'fr-departments'?)"},
      {"É{fr-departement}",
       "'É{fr-departement}', character 3: unknown dataset 'fr-departement' (did you mean "
       "'fr-departments'?)"},
      {"{FR-Departments}",
       "'{FR-Departments}', character 2: unknown dataset 'FR-Departments' (did you mean "
       "'fr-departments'?)"},
      {"{planets}",
       "'{planets}', character 2: unknown dataset 'planets' (allowed: countries, de-laender, "
       "eu-countries, fr-departments, fr-regions, gaps, towns, us-states)"},
      {"{../towns}",
       "'{../towns}', character 2: the range '../towns' needs a whole number before and after "
       "'..', "
       "as {01..95}"},
      {"{fr-departments.nam}",
       "'{fr-departments.nam}', character 17: unknown column 'nam' (did you mean 'name'?)"},
      {"{towns.zip}", "'{towns.zip}', character 8: unknown column 'zip' (allowed: code, name)"},
      {"{towns.}", "'{towns.}', character 8: a column name is missing here (allowed: code, name)"},
      {"{.name}",
       "'{.name}', character 2: a dataset name is missing here (allowed: countries, de-laender, "
       "eu-countries, fr-departments, fr-regions, gaps, towns, us-states)"},
      {"{towns|lowr}",
       "'{towns|lowr}', character 8: unknown filter 'lowr' (did you mean 'lower'?)"},
      {"{towns|shout}",
       "'{towns|shout}', character 8: unknown filter 'shout' (allowed: lower, upper, title, slug, "
       "ascii, initials)"},
      {"{towns|}",
       "'{towns|}', character 8: a filter name is missing here (allowed: lower, upper, title, "
       "slug, "
       "ascii, initials)"},
      {"{towns||lower}",
       "'{towns||lower}', character 8: a filter name is missing here (allowed: lower, upper, "
       "title, "
       "slug, ascii, initials)"},
      {"{a|lower,b}",
       "'{a|lower,b}', character 2: unknown dataset 'a' (allowed: countries, de-laender, "
       "eu-countries, fr-departments, fr-regions, gaps, towns, us-states)\n"
       "template: '{a|lower,b}', character 4: unknown filter 'lower,b' (did you mean 'lower'?)"},
      {"x{95..01}",
       "'x{95..01}', character 3: the range '95..01' descends; write the smaller number "
       "first"},
      {"x{..5}",
       "'x{..5}', character 3: the range '..5' needs a whole number before and after '..', "
       "as {01..95}"},
      {"x{1..}",
       "'x{1..}', character 3: the range '1..' needs a whole number before and after '..', "
       "as {01..95}"},
      {"x{1...5}",
       "'x{1...5}', character 3: the range '1...5' needs a whole number before and after "
       "'..', as {01..95}"},
      {"x{1..9..2}",
       "'x{1..9..2}', character 3: the range '1..9..2' needs a whole number before and "
       "after '..', as {01..95}"},
      {"x{-1..5}",
       "'x{-1..5}', character 3: the range '-1..5' needs a whole number before and after "
       "'..', as {01..95}"},
      {"x{a..e}",
       "'x{a..e}', character 3: the range 'a..e' needs a whole number before and after "
       "'..', as {01..95}"},
      {"x{1..1000000001}",
       "'x{1..1000000001}', character 3: the range '1..1000000001' has more than "
       "10^9 numbers"},
      {"x{0..1000000000000000000}",
       "'x{0..1000000000000000000}', character 3: the range '0..1000000000000000000' has a number "
       "of "
       "more than 18 digits"},
      {"x{01..19,2A,2B}",
       "'x{01..19,2A,2B}', character 3: '01..19' is a range among alternatives; "
       "give each its own template, or use a dataset"},
      {"x {a,}",
       "'x {a,}', character 3: a blank stands beside this slot, which can be empty or has a blank "
       "there itself"},
      {"{gaps.suffix} x",
       "'{gaps.suffix} x', character 1: a blank stands beside this slot, which can be empty or has "
       "a blank there itself"},
      {"é\x1B[31m",
       "'é\\u{001B}[31m', character 2: '\\u{001B}' is a control or invisible character"},
      {"a\u202Eb", "'a\\u{202E}b', character 2: '\\u{202E}' is a control or invisible character"},
      {"a\u200Db", "'a\\u{200D}b', character 2: '\\u{200D}' is a control or invisible character"},
      {"ab\xE9", "'ab\uFFFD', character 3: this byte is not UTF-8"},
      {"{,x}",
       "'{,x}', character 1: can give an empty handle; add text, or a slot that is never "
       "empty"},
      {"{gaps.suffix}{,x}",
       "'{gaps.suffix}{,x}', character 1: can give an empty handle; add text, "
       "or a slot that is never empty"},
      {"{-,_|slug}",
       "'{-,_|slug}', character 1: can give an empty handle; add text, or a slot that "
       "is never empty"},
  };
  naming::DatasetStore datasets = with_sets();
  for (const Row& row : rows) {
    CAPTURE(row.written);
    CHECK(tests::refusal(row.written, datasets) == std::string("template: ") + row.complaint);
  }
}

TEST_CASE("a single space may stand between two words, and no blank anywhere else") {
  naming::DatasetStore datasets = with_sets();
  CHECK(tests::handles(tests::compiled("Jimbo Wales", datasets)) == Words{"Jimbo Wales"});
  CHECK(tests::handles(tests::compiled("@a b c", datasets)) == Words{"a b c"});
  CHECK(tests::handles(tests::compiled("Police {a,b} {1..2}", datasets)) ==
        Words{"Police a 1", "Police a 2", "Police b 1", "Police b 2"});
  CHECK(tests::handles(tests::compiled("{towns.name} a", datasets)) ==
        Words{"Béthune a", "Arras a"});
  CHECK(tests::handles(tests::compiled("a {{b c}} d", datasets)) == Words{"a {b c} d"});
  struct Row {
    const char* written;
    int column;
  };
  const Row rows[] = {
      {" x", 1},       {"x ", 2},       {"@ x", 2},        {"x  y", 2},    {"a b ", 4},
      {" ", 1},        {"PN\n", 3},     {"PN\u00A0x", 3},  {"a\tb", 2},    {"a \u00A0b", 3},
      {"{ towns}", 2}, {"{towns }", 7}, {"x{{{a b,c}", 6}, {"{a,b c}", 5}, {"{a, b}", 4},
      {" {towns}", 1}, {"{towns} ", 8}, {"{towns}  x", 8},
  };
  for (const Row& row : rows) {
    CAPTURE(row.written);
    const auto parsed = naming::parse_template(row.written, datasets);
    REQUIRE_FALSE(parsed.has_value());
    REQUIRE(parsed.error().size() == 1);
    CHECK(parsed.error()[0].column == row.column);
    CHECK(parsed.error()[0].message.find("no blank is allowed here") != std::string::npos);
  }
}

TEST_CASE("several mistakes are told together, in their order, with their columns") {
  naming::DatasetStore datasets = with_sets();
  const auto parsed = naming::parse_template("a{town}}b{}{towns|shrink}", datasets);
  REQUIRE_FALSE(parsed.has_value());
  std::vector<int> columns;
  for (const model::Problem& problem : parsed.error()) {
    CHECK(problem.file == "template");
    CHECK(problem.line == 0);
    columns.push_back(problem.column);
  }
  CHECK(columns == std::vector<int>{3, 8, 10, 19});
}

TEST_CASE("a template is bounded in length, in slots and in complaints") {
  naming::DatasetStore datasets = with_sets();
  CHECK(tests::refusal(std::string(1000, 'a'), datasets).empty());
  CHECK(tests::refusal(std::string(1001, 'a'), datasets) ==
        "template: '" + std::string(40, 'a') + "…' is longer than 1000 bytes");
  std::string slots;
  for (int i = 0; i < 32; ++i) slots += "{a,b}";
  CHECK(tests::refusal(slots, datasets).empty());
  CHECK(tests::refusal(slots + "{a,b}", datasets) ==
        "template: '" + slots + "{a,b}', character 161: more than 32 slots");
  std::string empty;
  for (int i = 0; i < 400; ++i) empty += "{}";
  CHECK(naming::parse_template(empty, datasets).error().size() == 10);
}

TEST_CASE("a dataset with mistakes is told once, by its own file and line") {
  naming::DatasetStore datasets({std::string(HANDLEWATCH_TESTS) + "/naming/broken"});
  const std::string file = std::string(HANDLEWATCH_TESTS) + "/naming/broken/twice.csv";
  CHECK(tests::refusal("{twice}{twice.name}", datasets) ==
        file + ":4: duplicate key 'a'; it stands on line 2 already");
}

TEST_CASE("the count of a template saturates instead of wrapping round") {
  CHECK(tests::compiled("{0..999999999}{0..999999999}").count() == 1'000'000'000'000'000'000U);
  CHECK(tests::compiled("{0..999999999}{0..999999999}{0..999999999}").count() ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK(tests::compiled("x").count() == 1);
}

TEST_CASE("the slots of a handle tell what each of them was filled with") {
  naming::DatasetStore datasets = with_sets();
  struct Row {
    const char* written;
    std::uint64_t ordinal;
    naming::Slots slots;
  };
  const Row rows[] = {
      {"x", 0, {}},
      {"PN{fr-departments}", 44, {{"fr-departments", "44"}}},
      {"{towns.name|slug}{01..95}", 96, {{"towns.name|slug", "arras"}, {"01..95", "02"}}},
      {"{towns}-{towns}-{towns.name}", 1, {{"towns", "a"}, {"towns.name", "Arras"}}},
      {"{a,b}{a,b}{a,b}", 1, {{"a,b", "a"}, {"a,b#2", "a"}, {"a,b#3", "b"}}},
      {"{8..12|initials}", 3, {{"8..12|initials", "1"}}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.written);
    CHECK(tests::compiled(row.written, datasets).slots_at(row.ordinal) == row.slots);
  }
}
