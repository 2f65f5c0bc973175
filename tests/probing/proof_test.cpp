// The whole table of 'Truth' 2: what each pair of controls proves, and which answers then count.
// The expectations are written from the contract's words, side by side with its rule.
#include "probing/proof.hpp"

#include <array>

#include <doctest/doctest.h>

using model::Status;
using probing::Proof;
using probing::prove;
using probing::standing;
using probing::Standing;

namespace {

constexpr std::array statuses = {Status::claimed,  Status::available, Status::suspended,
                                 Status::reserved, Status::invalid,   Status::unknown};

Standing expected(const Proof& proof, bool blind, bool claimed_proven, bool free_proven,
                  Status status) {
  if (blind) return Standing::blind;
  if (status == Status::unknown) return Standing::counts;  // it claims nothing and keeps its reason
  if (proof.disproven.contains(status)) return Standing::unproven;
  if (status == Status::claimed) return claimed_proven ? Standing::counts : Standing::unproven;
  if (status == Status::available) return free_proven ? Standing::counts : Standing::unproven;
  return claimed_proven || free_proven ? Standing::counts : Standing::unproven;
}

void check_every_status(const Proof& proof, bool blind, bool claimed_proven, bool free_proven) {
  CHECK(proof.blind == blind);
  CHECK(proof.claimed_proven == claimed_proven);
  CHECK(proof.available_proven == free_proven);
  CHECK(proof.proves_nothing() == (blind || (!claimed_proven && !free_proven)));
  for (const Status status : statuses) {
    CAPTURE(name(status));
    CHECK(standing(proof, status) == expected(proof, blind, claimed_proven, free_proven, status));
  }
}

}  // namespace

TEST_CASE("each side is proven by its own control, and a wrong answer blinds") {
  for (const Status claimed : statuses) {
    for (const Status free : statuses) {
      CAPTURE(name(claimed));
      CAPTURE(name(free));
      const bool blind = free == Status::claimed || claimed == Status::available;
      check_every_status(prove({{claimed, 0}}, free), blind, claimed == Status::claimed,
                         free == Status::available);
    }
  }
}

TEST_CASE("without a claimed control only the free side can be proven") {
  for (const Status free : statuses) {
    CAPTURE(name(free));
    check_every_status(prove({}, free), free == Status::claimed, false, free == Status::available);
  }
}

TEST_CASE("of several claimed controls one right answer proves, one wrong answer blinds") {
  for (const Status first : statuses) {
    for (const Status second : statuses) {
      for (const Status free : statuses) {
        CAPTURE(name(first));
        CAPTURE(name(second));
        CAPTURE(name(free));
        const bool blind =
            free == Status::claimed || first == Status::available || second == Status::available;
        const bool proven = first == Status::claimed || second == Status::claimed;
        check_every_status(prove({{first, 0}, {second, 0}}, free), blind, proven,
                           free == Status::available);
      }
    }
  }
}

TEST_CASE("a definition that can only find is proven by its claimed control alone") {
  const Proof proof = prove({{Status::claimed, 0}}, Status::unknown);
  CHECK(standing(proof, Status::claimed) == Standing::counts);
  CHECK(standing(proof, Status::available) == Standing::unproven);
}

TEST_CASE("an answer that a control got although it cannot be so tells nothing apart") {
  for (const Status lie : {Status::suspended, Status::reserved, Status::invalid}) {
    CAPTURE(name(lie));
    CHECK(standing(prove({{Status::claimed, 0}}, lie), lie) == Standing::unproven);
    CHECK(standing(prove({{lie, 0}}, Status::available), lie) == Standing::unproven);
    CHECK(standing(prove({{Status::claimed, 0}}, Status::available), lie) == Standing::counts);
    CHECK(standing(prove({{Status::claimed, 0}}, lie), Status::claimed) == Standing::counts);
  }
}

TEST_CASE("a control that failed vouches for nobody: only the ask that was proven counts") {
  const Proof whole = prove({{Status::claimed, 0}, {Status::claimed, 1}}, Status::available);
  const Proof half = prove({{Status::claimed, 0}, {Status::unknown, 1}}, Status::available);
  for (const std::size_t ask : {0U, 1U, 2U}) {
    CHECK(standing(whole, Status::claimed, ask) == Standing::counts);
    CHECK(standing(half, Status::claimed, ask) ==
          (ask == 0 ? Standing::counts : Standing::unproven));
    CHECK(standing(half, Status::available, ask) == Standing::counts);
  }
}

TEST_CASE("an account of ours that is lost blinds only where none of ours is found") {
  const auto ours = [](Status first, Status second) {
    return prove({{first, 0}, {second, 0}}, Status::available, true);
  };
  const Proof lost = ours(Status::available, Status::claimed);
  CHECK_FALSE(lost.blind);
  CHECK(standing(lost, Status::available) == Standing::counts);
  CHECK(standing(lost, Status::claimed) == Standing::counts);
  CHECK(ours(Status::available, Status::available).blind);
  CHECK(ours(Status::available, Status::unknown).blind);
  CHECK(standing(ours(Status::suspended, Status::claimed), Status::suspended) == Standing::counts);
}
