#include "probing/doubts.hpp"

#include <doctest/doctest.h>

using probing::doubts;
using probing::LaneReport;

namespace {

LaneReport report(bool claimed, bool available) {
  LaneReport lane;
  lane.proof.emplace();
  lane.proof->claimed_proven = claimed;
  lane.proof->available_proven = available;
  lane.control_notes = {"claimed control a: unknown (network)", "free control b: available (x/1)"};
  return lane;
}

const std::string controls =
    "claimed control a: unknown (network); free control b: available (x/1)";

}  // namespace

TEST_CASE("what the controls said is told in words, and nothing where both sides are proven") {
  CHECK(doubts(LaneReport{}).empty());
  CHECK(doubts(report(true, true)).empty());
  CHECK(doubts(report(false, true)) == "claimed answers are unproven: " + controls);
  CHECK(doubts(report(true, false)) == "available answers are unproven: " + controls);
  CHECK(doubts(report(false, false)) == "it proved nothing: " + controls);
  LaneReport blind = report(true, true);
  blind.proof->blind = true;
  CHECK(doubts(blind) == "it is blind, nothing it says counts: " + controls);
}

TEST_CASE("a credential that is refused or not there comes before what its controls said") {
  LaneReport lane = report(false, true);
  lane.lacking = {"github"};
  CHECK(doubts(lane) ==
        "it asks for the credential 'github', which is not here: set HANDLEWATCH_SECRET_GITHUB or "
        "put it into $CREDENTIALS_DIRECTORY");
  lane.refused = {"x-bearer"};
  CHECK(doubts(lane) ==
        "it refused the credential 'x-bearer': wrong, expired, or without the right or the credit");
}
