#include "probing/doubts.hpp"

#include <doctest/doctest.h>

using probing::doubts;
using probing::ProbeReport;

namespace {

ProbeReport report(bool claimed, bool available) {
  ProbeReport probe;
  probe.proof.emplace();
  probe.proof->claimed_proven = claimed;
  probe.proof->available_proven = available;
  probe.control_notes = {"claimed control a: unknown (network)", "free control b: available (x/1)"};
  return probe;
}

const std::string controls =
    "claimed control a: unknown (network); free control b: available (x/1)";

}  // namespace

TEST_CASE("what the controls said is told in words, and nothing where both sides are proven") {
  CHECK(doubts(ProbeReport{}).empty());
  CHECK(doubts(report(true, true)).empty());
  CHECK(doubts(report(false, true)) == "claimed answers are unproven: " + controls);
  CHECK(doubts(report(true, false)) == "available answers are unproven: " + controls);
  CHECK(doubts(report(false, false)) == "it proved nothing: " + controls);
  ProbeReport blind = report(true, true);
  blind.proof->blind = true;
  CHECK(doubts(blind) == "it is blind, nothing it says counts: " + controls);
}

TEST_CASE("a credential that is refused or not there comes before what its controls said") {
  ProbeReport probe = report(false, true);
  probe.lacking = {"github"};
  CHECK(doubts(probe) ==
        "it asks for the credential 'github', which is not here: set HANDLEWATCH_SECRET_GITHUB or "
        "put it into $CREDENTIALS_DIRECTORY");
  probe.refused = {"x-bearer"};
  CHECK(doubts(probe) ==
        "it refused the credential 'x-bearer': wrong, expired, or without the right or the credit");
}
