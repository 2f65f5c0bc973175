#include "targets/roster.hpp"

#include <doctest/doctest.h>

#include "targets/units.hpp"

using tests::spelt;
using World = tests::UnitWorld;

namespace {

std::string found(targets::Finding& finding) {
  while (finding.go_on()) {
  }
  return spelt(finding.take_found());
}

}  // namespace

TEST_CASE("a roster is what the templates yield in the platform's spelling, then what is owned") {
  World world({"Pn{1..2}", "acme"});
  world.unit.owned = {{"p", "", "Old", {}, 0}};
  targets::Slices slices(world.unit);
  CHECK(spelt(slices.next(100)) == "pn1=Pn1 pn2=Pn2 acme=acme old=");
  CHECK(slices.next(100).empty());
  CHECK(slices.given() == 4);
}

TEST_CASE("each target of a roster is in one slice, also where two are spelt alike") {
  World world({"{Pn,pN,x}{1..3}", "PN{3..4}"});
  world.unit.owned = {{"p", "", "X2", {}, 0}};
  targets::Slices slices(world.unit);
  CHECK(spelt(slices.next(2)) == "pn1=Pn1 pn2=Pn2");
  CHECK(spelt(slices.next(2)) == "pn3=Pn3 x1=x1");
  CHECK(spelt(slices.next(2)) == "x2=x2 x3=x3");
  CHECK(spelt(slices.next(2)) == "pn4=PN4");
  CHECK(slices.next(2).empty());
}

TEST_CASE("what the platform does not admit is not on its roster") {
  World world({"pn{-,_,}1"});
  targets::Slices slices(world.unit);
  CHECK(spelt(slices.next(100)) == "pn1=pn1");
}

TEST_CASE("a unit without templates has a roster of what is owned, and may have none") {
  World world({});
  CHECK(targets::Slices(world.unit).next(100).empty());
  world.unit.owned = {{"p", "", "acme", {}, 0}};
  CHECK(spelt(targets::Slices(world.unit).next(100)) == "acme=");
}

TEST_CASE("second looks find their targets on a long roster, and what left it") {
  World world({"Pn{00000..19999}"});
  targets::Finding finding(world.unit, {"pn00007", "pn12345", "pn20000"});
  CHECK(found(finding) == "pn00007=Pn00007 pn12345=Pn12345");
  CHECK(finding.missing() == std::set<std::string>{"pn20000"});
  targets::Finding nothing(world.unit, {});
  CHECK_FALSE(nothing.go_on());
}
