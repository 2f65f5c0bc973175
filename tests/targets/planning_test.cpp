#include "targets/planning.hpp"

#include <doctest/doctest.h>

#include "targets/roster.hpp"
#include "targets/units.hpp"

using targets::ExpectedHandles;
using targets::order_key;
using targets::PlannedTargets;

namespace {

targets::TargetSources and_lines(const targets::TargetSources& sources, const char* text) {
  targets::TargetSources all = sources;
  all.push_back(std::make_shared<targets::LineSource>(std::make_shared<const std::string>(text)));
  return all;
}

std::vector<std::string> handles_of(const ExpectedHandles& expected) {
  std::vector<std::string> handles;
  for (const targets::Written& written : expected.handles) handles.push_back(written.handle);
  return handles;
}

const platforms::Definition& with_servers() {
  static const platforms::Definition definition = tests::defined(R"({"id": "s", "name": "S",
    "server": {"default": "https://one.example"}, "handle": {"pattern": "[a-z0-9]+"}, "profile_url": "{server}/{handle}",
    "controls": {"claimed": ["known"]},
    "ask": [{"name": "user", "get": "{server}/{handle}", "rules": [{"status": 200, "then": "claimed"}]}]})");
  return definition;
}

}  // namespace

TEST_CASE("each handle is expected once, where it first comes, from whichever source") {
  const tests::UnitWorld world({"x{1..2}", "{x2,acme}"});
  const auto expected = read_expected(and_lines(world.unit.expected, "acme\nnew\nx1\nnew\n"));
  CHECK(handles_of(expected) == std::vector<std::string>{"x1", "x2", "acme", "new"});
  REQUIRE(expected.handles[2].instance);
  CHECK(expected.handles[2].instance->origin().text == "{x2,acme}");
  CHECK_FALSE(expected.handles[3].instance);
}

TEST_CASE("two rows of templates that give one handle are told, a line that repeats one is not") {
  const tests::UnitWorld world({"x{1..2}", "{x2,acme}"});
  const auto expected = read_expected(and_lines(world.unit.expected, "acme\nnew\nx1\nnew\n"));
  CHECK(expected.repeats.repeated == 1);
  REQUIRE(expected.repeats.collisions.size() == 1);
  CHECK(expected.repeats.collisions[0].handle == "x2");
  CHECK(expected.repeats.collisions[0].first.text == "x{1..2}");
  CHECK(expected.repeats.collisions[0].second.text == "{x2,acme}");
}

TEST_CASE("what a check asks of a platform is what the service watches there") {
  tests::UnitWorld world({"Pn{1..3}", "pN{3..4}", "no-pe", "acme"});
  world.unit.expected = and_lines(world.unit.expected, "Typed\n-\nacme\n");
  world.unit.owned = {{"p", "", "Old", "12", 0}, {"*", "", "pn1", {}, 0}, {"p", "", "-", {}, 0}};
  const PlannedTargets planned = targets::plan_targets(
      {{&world.definition, ""}}, read_expected(world.unit.expected), world.unit.owned);
  REQUIRE(planned.plan.probes.size() == 1);
  const std::string asked = tests::spelt(planned.plan.probes[0].targets);
  CHECK(asked == tests::spelt(targets::Slices(world.unit).next(100)));
  CHECK(asked == "pn1=Pn1 pn2=Pn2 pn3=Pn3 pn4=pN4 acme=acme typed=Typed old=");
  CHECK(tests::spelt(planned.plan.invalid) == "no-pe=no-pe -=-");
  CHECK(planned.fit_nowhere == std::vector<std::string>{"no-pe", "-"});
  CHECK(planned.folded == std::vector<std::string>{"one handle on p: Pn3 and pN3 are both pn3"});
  CHECK(planned.plan.probes[0].owned == std::vector<std::string>{"old"});
}

TEST_CASE("on a site of a foreign list what is ours is so in whatever letter case it is expected") {
  tests::UnitWorld world({"PNationale44", "pnationale44", "Other"});
  world.definition.grammar.folds.clear();
  std::string why;
  world.definition.grammar.pattern = *platforms::Pattern::compile("\\S+", false, why);
  // The last is the Kelvin sign's: another name than the one with a k.
  const std::vector<judging::OwnedHandle> owned = {
      {"p", "", "PNATIONALE44", "12", 0}, {"*", "", "OLD", {}, 0}, {"p", "", "old", "1", 8},
      {"p", "", "Old", "2", 9},           {"p", "", "Kim", {}, 0}, {"p", "", "\u212Aim", {}, 0}};
  const auto planned = [&] {
    return targets::plan_targets({{&world.definition, ""}}, read_expected(world.unit.expected),
                                 owned);
  };
  world.definition.foreign = true;
  const PlannedTargets plan = planned();
  REQUIRE(plan.plan.probes.size() == 1);
  CHECK(tests::spelt(plan.plan.probes[0].targets) ==
        "PNationale44=PNationale44 pnationale44=pnationale44 Other=Other OLD= Kim= \u212Aim=");
  for (const char* ours : {"PNationale44", "pnationale44"}) {
    const auto* entry = plan.owned.find({"p", {}, ours, {}, {}, 0});
    REQUIRE(entry != nullptr);
    CHECK(*entry == "12");
  }
  CHECK(plan.owned.find({"p", {}, "Other", {}, {}, 0}) == nullptr);
  REQUIRE(plan.conflicts.size() == 1);
  CHECK(plan.conflicts[0].line == 9);
  // A definition of the catalogue says itself whether letter case counts.
  world.definition.foreign = false;
  CHECK(planned().owned.find({"p", {}, "pnationale44", {}, {}, 0}) == nullptr);
}

TEST_CASE("a place of owned handles alone is asked about no other") {
  const tests::UnitWorld world({"acme"});
  const std::vector<judging::OwnedHandle> owned = {{"p", "", "old", "1", 7},
                                                   {"p", "", "OLD", "2", 8}};
  const PlannedTargets planned = targets::plan_targets({{&world.definition, "", true}},
                                                       read_expected(world.unit.expected), owned);
  REQUIRE(planned.plan.probes.size() == 1);
  CHECK(tests::spelt(planned.plan.probes[0].targets) == "old=");
  CHECK(planned.fit_nowhere == std::vector<std::string>{"acme"});
  REQUIRE(planned.conflicts.size() == 1);
  CHECK(planned.conflicts[0].line == 8);
  CHECK(planned.conflicts[0].column == 0);
}

TEST_CASE("each place has a probe of its own, in the order they were named") {
  const tests::UnitWorld world({"ac-me", "acme"});
  const PlannedTargets planned =
      targets::plan_targets({{&with_servers(), "https://two.example"}, {&world.definition, ""}},
                            read_expected(world.unit.expected), {});
  REQUIRE(planned.plan.probes.size() == 2);
  const probing::ProbePlan& two = planned.plan.probes[0];
  const probing::ProbePlan& alone = planned.plan.probes[1];
  CHECK(two.definition == &with_servers());
  CHECK(two.server == "https://two.example");
  CHECK(two.targets[0].server == "https://two.example");
  CHECK(alone.definition == &world.definition);
  CHECK(alone.server.empty());
  CHECK_FALSE(alone.targets[0].server);
  CHECK(planned.order.at(order_key(planned.plan.invalid[0])) == 0);
  CHECK(planned.order.at(order_key(two.targets[0])) == 1);
  CHECK(planned.order.at(order_key(alone.targets[0])) == 3);
  CHECK(planned.fit_nowhere == std::vector<std::string>{"ac-me"});
}

TEST_CASE("an owned handle is on its platform and server, by default on the default one") {
  const tests::UnitWorld world({});
  const targets::Place alone{&world.definition, ""};
  const targets::Place one{&with_servers(), "https://one.example"};
  const targets::Place two{&with_servers(), "https://two.example"};
  struct Row {
    judging::OwnedHandle owned;
    bool on_alone, on_one, on_two;
  };
  for (const Row& row : {Row{{"*", "", "acme", {}, 0}, true, true, true},
                         Row{{"p", "", "acme", {}, 0}, true, false, false},
                         Row{{"s", "", "acme", {}, 0}, false, true, false},
                         Row{{"s", "two.example", "acme", {}, 0}, false, false, true},
                         Row{{"s", "https://two.example/", "acme", {}, 0}, false, false, true}}) {
    CAPTURE(row.owned.platform + "@" + row.owned.server);
    CHECK(targets::is_on(row.owned, alone) == row.on_alone);
    CHECK(targets::is_on(row.owned, one) == row.on_one);
    CHECK(targets::is_on(row.owned, two) == row.on_two);
  }
}
