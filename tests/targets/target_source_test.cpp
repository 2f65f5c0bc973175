#include "targets/target_source.hpp"

#include <doctest/doctest.h>

using targets::Written;

namespace {

std::shared_ptr<const std::vector<naming::Template>> templates(
    const std::vector<std::string>& written) {
  naming::DatasetStore datasets({std::string(HANDLEWATCH_PATTERNS) + "/datasets"});
  auto parsed = std::make_shared<std::vector<naming::Template>>();
  for (const std::string& one : written) {
    parsed->push_back(std::move(*naming::parse_template(one, datasets)));
  }
  return parsed;
}

targets::LineSource lines(std::string text) {
  return targets::LineSource(std::make_shared<const std::string>(std::move(text)));
}

// All that is left of a source.
std::string rest(targets::TargetSource& source) {
  std::string all;
  Written written;
  while (source.next(written)) all += (all.empty() ? "" : " ") + written.handle;
  CHECK_FALSE(source.next(written));
  return all;
}

}  // namespace

TEST_CASE("templates give their handles in order, one that comes twice twice") {
  targets::TemplateSource source(templates({"x{1..3}", "acme", "x{3..4}"}));
  CHECK(rest(source) == "x1 x2 x3 acme x3 x4");
  targets::TemplateSource nothing(templates({}));
  CHECK(rest(nothing).empty());
}

TEST_CASE("the row of the dataset stays with the handle that was made from it") {
  targets::TemplateSource source(templates({"acme", "PN{fr-departments}"}));
  Written written;
  REQUIRE(source.next(written));
  REQUIRE(written.instance);
  CHECK(written.instance->origin().stands.empty());
  REQUIRE(source.next(written));
  REQUIRE(source.next(written));
  CHECK(written.handle == "PN02");
  const Written kept = written;
  REQUIRE(source.next(written));
  CHECK(kept.instance->origin().text == "PN{fr-departments}");
  CHECK(kept.instance->origin().stands ==
        std::vector<naming::Stand>{{"fr-departments", "02", true}});
}

TEST_CASE("the lines of a file are handles, whoever wrote the file") {
  for (const auto& [typed, handles] : std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {"\n\n", ""},
           {"acme", "acme"},
           {"acme\nshop\n", "acme shop"},
           {"acme\r\n\r\n  shop \r\n", "acme shop"},
           {"\xEF\xBB\xBF@acme\n @shop\n@\n", "acme shop"},
           {"a b\nacme\nacme", "a b acme acme"}}) {
    const std::string& text = typed;
    CAPTURE(text);
    auto source = lines(text);
    CHECK(rest(source) == handles);
    CHECK(rest(*source.anew()) == handles);
  }
}

TEST_CASE("what is owned comes with its entry, and with no row") {
  const std::vector<judging::OwnedHandle> owned = {{"p", "", "acme", "12", 3},
                                                   {"*", "", "shop", {}, 4}};
  targets::OwnedSource source(owned);
  Written written{"before", naming::Instance{}, nullptr};
  REQUIRE(source.next(written));
  CHECK(written.handle == "acme");
  CHECK(written.owned == owned.data());
  CHECK_FALSE(written.instance);
  CHECK(rest(source) == "shop");
}

TEST_CASE("a source says of each handle all that is to be said, whatever was read before") {
  const std::vector<judging::OwnedHandle> owned = {{"p", "", "acme", "12", 3}};
  targets::OwnedSource ours(owned);
  targets::TemplateSource made(templates({"x{1..2}"}));
  auto typed = lines("one");
  Written written;
  REQUIRE(ours.next(written));
  REQUIRE(made.next(written));
  CHECK(written.owned == nullptr);
  CHECK(written.instance->ordinal == 0);
  REQUIRE(ours.anew()->next(written));
  REQUIRE(typed.next(written));
  CHECK(written.owned == nullptr);
  CHECK_FALSE(written.instance);
}

TEST_CASE("a source made anew begins at its beginning, and leaves the other where it was") {
  const std::vector<judging::OwnedHandle> owned = {{"p", "", "a", {}, 0}, {"p", "", "b", {}, 0}};
  const targets::TargetSources sources = {
      std::make_shared<targets::TemplateSource>(templates({"a", "b"})),
      std::make_shared<targets::LineSource>(std::make_shared<const std::string>("a\nb")),
      std::make_shared<targets::OwnedSource>(owned)};
  for (const auto& source : sources) {
    const auto first = source->anew();
    Written written;
    REQUIRE(first->next(written));
    CHECK(rest(*first->anew()) == "a b");
    CHECK(rest(*source->anew()) == "a b");
    REQUIRE(first->next(written));
    CHECK(written.handle == "b");
  }
}

TEST_CASE("a table is no list of handles, and a name with a comma is no table") {
  struct Row {
    const char* text;
    const char* wrong;  // part of the message; empty: none
    int line;
  };
  const Row rows[] = {
      {"Dupont, Jean", "", 0},
      {"Dupont, Jean\nPN44\n", "", 0},
      {"PN44\nPN45\nDupont, Jean\nMartin, Paul\n", "", 0},
      {"Dupont, Jean\nSmith; Jones\nA, B, C\n", "", 0},
      {"a;b", "", 0},
      {"name\nPN44\n", "", 0},
      {"PN44,Moselle\nPN45,Paris\n", "2 columns; one handle a line is right: cut -d, -f1. ", 1},
      {"\n\nPN44;1;x\nPN45;2;y\n", "3 columns; one handle a line is right: cut -d';' -f1. ", 3},
      {"PN43\nPN44,a\r\nPN45,b\r\n", "'PN44,a' is a row", 2},
      {"platform,handle,account_id\n", "cut -d, -f2 | tail -n +2. ", 1},
      {"\xEF\xBB\xBF\"Name\";\"Dept\"\nPN44\n", "cut -d';' -f1 | tail -n +2. ", 1},
      {"Dept, Username\nPN44\n", "cut -d, -f2 | tail -n +2. A name with ',' in it may", 1},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.text));
    const model::Problems wrong = targets::wrong_lines(row.text, "names");
    REQUIRE(wrong.size() == (*row.wrong == '\0' ? 0 : 1));
    if (wrong.empty()) continue;
    CHECK(wrong.front().message.find(row.wrong) != std::string::npos);
    CHECK(wrong.front().line == row.line);
  }
  auto source = lines("Dupont, Jean\nPN44\n");
  Written written;
  REQUIRE(source.next(written));
  CHECK(written.handle == "Dupont, Jean");
}
