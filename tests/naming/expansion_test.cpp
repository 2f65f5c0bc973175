#include "naming/expansion.hpp"

#include "expanding.hpp"

using Words = std::vector<std::string>;

namespace {

struct Run {
  Words handles;
  naming::Expansion expansion;
};

Run run(const Words& written) {
  naming::DatasetStore datasets({std::string(HANDLEWATCH_TESTS) + "/naming/datasets",
                                 std::string(HANDLEWATCH_PATTERNS) + "/datasets"});
  std::vector<naming::Template> templates;
  for (const std::string& text : written) templates.push_back(tests::compiled(text, datasets));
  Run done;
  done.expansion = naming::expand_all(
      templates, [&](const std::string& handle, const naming::Template&, std::uint64_t) {
        done.handles.push_back(handle);
        return true;
      });
  CHECK(done.handles.size() == done.expansion.handles);
  return done;
}

}  // namespace

TEST_CASE("several templates are one roster, each handle where it first comes") {
  const Run done = run({"x{1..3}", "literal", "x{3..5}", "{x2,literal,new}"});
  CHECK(done.handles == Words{"x1", "x2", "x3", "literal", "x4", "x5", "new"});
  CHECK(done.expansion.repeated == 3);
  REQUIRE(done.expansion.collisions.size() == 3);
  const naming::Collision& first = done.expansion.collisions[0];
  CHECK(first.handle == "x3");
  CHECK(first.first.text == "x{1..3}");
  CHECK(first.first.slots == naming::Slots{{"1..3", "3"}});
  CHECK(first.second.text == "x{3..5}");
  CHECK(first.second.slots == naming::Slots{{"3..5", "3"}});
  CHECK(done.expansion.collisions[2].first.slots.empty());
}

TEST_CASE("two rows that give one handle collide, and the handle comes once") {
  const Run done = run({"{fr-departments.region|slug}"});
  CHECK(done.handles.size() == 18);
  CHECK(done.expansion.repeated == 83);
  REQUIRE(done.expansion.collisions.size() == naming::kept_collisions);
  const naming::Collision& first = done.expansion.collisions[0];
  CHECK(first.handle == "auvergnerhonealpes");
  CHECK(first.first.slots == naming::Slots{{"fr-departments.region|slug", "auvergnerhonealpes"}});
}

TEST_CASE("a collision names its rows by their keys, also where no slot shows them") {
  const Run done = run({"{fr-departments.region|slug}{1..2}{a,b}"});
  REQUIRE_FALSE(done.expansion.collisions.empty());
  const naming::Collision& first = done.expansion.collisions[0];
  CHECK(first.handle == "auvergnerhonealpes1a");
  CHECK(first.first.stands == std::vector<naming::Stand>{{"fr-departments", "01", true},
                                                         {"1..2", "1", false},
                                                         {"a,b", "a", false}});
  CHECK(first.second.stands[0] == naming::Stand{"fr-departments", "03", true});
}

TEST_CASE("a template given twice repeats without a collision") {
  const Run done = run({"PN{fr-departments}", "@PN{fr-departments}"});
  CHECK(done.handles.size() == 101);
  CHECK(done.expansion.repeated == 101);
  CHECK(done.expansion.collisions.empty());
}

TEST_CASE("a sink that has enough stops the expansion") {
  naming::DatasetStore datasets;
  for (const Words& written : {Words{"{1..1000000}"}, Words{"{1..1000000}", "x"}}) {
    std::vector<naming::Template> templates;
    for (const std::string& text : written) templates.push_back(tests::compiled(text, datasets));
    int seen = 0;
    const auto done = naming::expand_all(templates, [&](const std::string&, const naming::Template&,
                                                        std::uint64_t) { return ++seen < 3; });
    CHECK(seen == 3);
    CHECK(done.handles == 3);
    CHECK(done.stopped);
  }
}

TEST_CASE("no template gives an empty roster") {
  const Run done = run({});
  CHECK(done.handles.empty());
  CHECK_FALSE(done.expansion.stopped);
}

TEST_CASE("a sink can ask for the slots of the handle it is given") {
  naming::DatasetStore datasets({std::string(HANDLEWATCH_PATTERNS) + "/datasets"});
  const std::vector<naming::Template> templates = {tests::compiled("PN{fr-departments}", datasets)};
  bool all_right = true;
  naming::expand_all(templates, [&](const std::string& handle, const naming::Template& from,
                                    std::uint64_t ordinal) {
    all_right = all_right && "PN" + from.slots_at(ordinal).at(0).second == handle;
    return true;
  });
  CHECK(all_right);
}
