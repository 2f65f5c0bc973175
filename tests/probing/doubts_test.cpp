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

TEST_CASE("how long it wants whom to be left alone is told where that is out of the ordinary") {
  using namespace std::chrono_literals;
  ProbeReport probe = report(true, true);
  probe.long_waits.cut = 87'600h;
  CHECK(doubts(probe) == "it asked us to wait 3650 d, and nobody is waited for longer than a day");
  probe.long_waits.cut.reset();
  probe.long_waits.resting = {{"alice", {}, 1h}};
  CHECK(doubts(probe) == "it asked us to leave alice alone for 60 min");
  probe.long_waits.resting = {{"alice", {}, 1h}, {"b\x1b", {}, 48h}};
  CHECK(doubts(probe).starts_with("it asked us to leave alice, b"));
  CHECK(
      doubts(probe).ends_with(" alone for up to 2 d, and nobody is waited for longer than a day"));
  CHECK(doubts(probe).find('\x1b') == std::string::npos);
  probe.long_waits.resting.assign(7, {"x", {}, 1h});
  CHECK(doubts(probe) == "it asked us to leave x, x, x, x, x and 2 more alone for up to 60 min");
  ProbeReport unproven = report(false, true);
  unproven.long_waits.cut = 87'600h;
  CHECK(doubts(unproven) ==
        "it asked us to wait 3650 d, and nobody is waited for longer than a day; claimed answers "
        "are unproven: " +
            controls);
}

TEST_CASE("what of ours was in the way comes before all that it might be taken for") {
  ProbeReport probe = report(false, false);
  probe.refused = {"x-bearer"};
  probe.our_fault = "our proxy does not let us there (403)";
  CHECK(doubts(probe) == "it was not reached: our proxy does not let us there (403)");
}
