// The whole table of 'Truth' 2: what the controls at one end of a bracket prove, what both ends
// prove together, and which answers then count. The expectations are written from the contract's
// words, side by side with its rule.
#include "probing/proof.hpp"

#include <array>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using model::Reason;
using model::Status;
using probing::ControlAnswer;
using probing::Proof;
using probing::prove;
using probing::standing;
using probing::Standing;
using probing::Surety;

namespace {

constexpr std::array statuses = {Status::claimed,  Status::available, Status::suspended,
                                 Status::reserved, Status::invalid,   Status::unknown};

ControlAnswer answer_of(Status status, std::size_t ask = 0) {
  return {status, Reason::no_rule, ask};
}
ControlAnswer of_ours(Status status) {
  return {status, Reason::no_rule, 0, false, Surety::ours};
}
ControlAnswer is_silent(Reason why) {
  return {Status::unknown, why, 0};
}

// All that a control can answer: a page that no rule knows is an answer too, silence is none.
std::vector<ControlAnswer> all_answers() {
  std::vector<ControlAnswer> answers;
  for (const Status status : statuses) answers.push_back(answer_of(status));
  answers.push_back(is_silent(Reason::timeout));
  return answers;
}

std::string in_words(const ControlAnswer& answer) {
  return std::string(name(answer.status)) + (answer.is_missing() ? ", silent" : "");
}

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
      check_every_status(prove({answer_of(claimed)}, answer_of(free)), blind,
                         claimed == Status::claimed, free == Status::available);
    }
  }
}

TEST_CASE("without a claimed control only the free side can be proven") {
  for (const Status free : statuses) {
    CAPTURE(name(free));
    check_every_status(prove({}, answer_of(free)), free == Status::claimed, false,
                       free == Status::available);
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
        check_every_status(prove({answer_of(first), answer_of(second)}, answer_of(free)), blind,
                           proven, free == Status::available);
      }
    }
  }
}

TEST_CASE("a definition that can only find is proven by its claimed control alone") {
  const Proof proof = prove({answer_of(Status::claimed)}, answer_of(Status::unknown));
  CHECK(standing(proof, Status::claimed) == Standing::counts);
  CHECK(standing(proof, Status::available) == Standing::unproven);
}

TEST_CASE("an answer that a control got although it cannot be so tells nothing apart") {
  const auto right = [](Status free) {
    return prove({answer_of(Status::claimed)}, answer_of(free));
  };
  for (const Status lie : {Status::suspended, Status::reserved, Status::invalid}) {
    CAPTURE(name(lie));
    CHECK(standing(right(lie), lie) == Standing::unproven);
    CHECK(standing(prove({answer_of(lie)}, answer_of(Status::available)), lie) ==
          Standing::unproven);
    CHECK(standing(right(Status::available), lie) == Standing::counts);
    CHECK(standing(right(lie), Status::claimed) == Standing::counts);
  }
}

TEST_CASE("an ask is proven by the claimed controls that it answered rightly, in both ends") {
  using Asks = std::set<std::size_t>;
  const ControlAnswer free = answer_of(Status::available);
  const Proof whole = prove({answer_of(Status::claimed, 0), answer_of(Status::claimed, 1)}, free);
  const Proof half = prove({answer_of(Status::claimed, 0), answer_of(Status::unknown, 1)}, free);
  CHECK(whole.asks == Asks{0, 1});
  CHECK(half.asks == Asks{0});
  CHECK(both(whole, half).asks == Asks{0});
  CHECK(both(half, whole).asks == Asks{0});
  CHECK(both(whole, whole).asks == Asks{0, 1});
}

TEST_CASE("an account that is lost blinds only where none is found") {
  const auto ours = [](Status first, Status second) {
    return prove({of_ours(first), of_ours(second)}, answer_of(Status::available));
  };
  const Proof lost = ours(Status::available, Status::claimed);
  CHECK_FALSE(lost.blind);
  CHECK(standing(lost, Status::available) == Standing::counts);
  CHECK(standing(lost, Status::claimed) == Standing::counts);
  CHECK_FALSE(lost.lost_ours);
  CHECK(ours(Status::available, Status::available).blind);
  CHECK(ours(Status::available, Status::available).lost_ours);
  CHECK_FALSE(prove({of_ours(Status::available)}, answer_of(Status::claimed)).lost_ours);
  CHECK_FALSE(prove({answer_of(Status::available)}, answer_of(Status::available)).lost_ours);
  CHECK(ours(Status::available, Status::unknown).blind);
  CHECK(standing(ours(Status::suspended, Status::claimed), Status::suspended) == Standing::counts);
}

TEST_CASE("a lost account stands beside any control, which blinds on its own") {
  for (const Surety surety : {Surety::ours, Surety::believed}) {
    const bool is_ours = surety == Surety::ours;
    CAPTURE(is_ours);
    const ControlAnswer lost{Status::available, Reason::no_rule, 0, false, surety};
    for (const Status other : statuses) {
      CAPTURE(name(other));
      for (const bool is_first : {true, false}) {
        const std::vector<ControlAnswer> both_of =
            is_first ? std::vector{lost, answer_of(other)} : std::vector{answer_of(other), lost};
        const Proof proof = prove(both_of, answer_of(Status::available));
        CHECK(proof.blind == (other != Status::claimed));
        CHECK(proof.claimed_proven == (other == Status::claimed));
        CHECK(proof.lost_ours == (is_ours && proof.blind && other != Status::available));
      }
    }
    const Proof alone = prove({lost}, answer_of(Status::available));
    CHECK(alone.blind);
    CHECK(alone.lost_ours == is_ours);
    const Proof lie = prove({lost, answer_of(Status::claimed)}, answer_of(Status::claimed));
    CHECK(lie.blind);
    CHECK_FALSE(lie.lost_ours);
    CHECK(prove({{Status::suspended, Reason::no_rule, 0, false, surety}},
                answer_of(Status::available))
              .disproven.empty());
  }
}

TEST_CASE("whoever is not reached or turned away gives no answer, whoever shows a new page does") {
  for (const Reason reason : {Reason::no_rule, Reason::ambiguous, Reason::redirect}) {
    CHECK_FALSE(is_silent(reason).is_missing());
  }
  for (const Reason reason :
       {Reason::rate_limited, Reason::blocked, Reason::network, Reason::dns, Reason::tls,
        Reason::timeout, Reason::too_large, Reason::budget, Reason::private_address,
        Reason::no_credential, Reason::interrupted}) {
    CAPTURE(name(reason));
    CHECK(is_silent(reason).is_missing());
    const Proof proof = prove({is_silent(reason)}, is_silent(reason));
    CHECK(proof.claimed_missing == reason);
    CHECK(proof.available_missing == reason);
  }
  for (const Status status : statuses) CHECK_FALSE(answer_of(status).is_missing());
  // One that another one saved is not missed.
  const Proof saved =
      prove({is_silent(Reason::timeout), answer_of(Status::claimed)}, answer_of(Status::available));
  CHECK_FALSE(saved.claimed_missing.has_value());
}

TEST_CASE("a side counts where its control was answered rightly before and after, both times") {
  for (const ControlAnswer& claimed : all_answers()) {
    for (const ControlAnswer& free : all_answers()) {
      for (const ControlAnswer& claimed_after : all_answers()) {
        for (const ControlAnswer& free_after : all_answers()) {
          CAPTURE(in_words(claimed));
          CAPTURE(in_words(free));
          CAPTURE(in_words(claimed_after));
          CAPTURE(in_words(free_after));
          const Proof proof = both(prove({claimed}, free), prove({claimed_after}, free_after));
          const bool blind =
              free.status == Status::claimed || free_after.status == Status::claimed ||
              claimed.status == Status::available || claimed_after.status == Status::available;
          check_every_status(
              proof, blind,
              claimed.status == Status::claimed && claimed_after.status == Status::claimed,
              free.status == Status::available && free_after.status == Status::available);
          for (const ControlAnswer& one : {claimed, claimed_after}) {
            const bool lie = one.status == Status::suspended || one.status == Status::reserved ||
                             one.status == Status::invalid;
            if (lie) CHECK(proof.disproven.contains(one.status));
          }
        }
      }
    }
  }
}

TEST_CASE("a bracket fails by an answer that is wrong, not by one that does not come") {
  const Proof right = prove({answer_of(Status::claimed)}, answer_of(Status::available));
  for (const ControlAnswer& claimed : all_answers()) {
    for (const ControlAnswer& free : all_answers()) {
      CAPTURE(in_words(claimed));
      CAPTURE(in_words(free));
      const Proof after = prove({claimed}, free);
      const bool wrong = (claimed.status != Status::claimed && !claimed.is_missing()) ||
                         (free.status != Status::available && !free.is_missing());
      CHECK(is_broken(right, after) == wrong);
    }
  }
}

TEST_CASE("what was not proven before is not lost after, but an answer that blinds always fails") {
  const Proof found = prove({answer_of(Status::claimed)}, answer_of(Status::unknown));
  const Proof free = prove({}, answer_of(Status::available));
  CHECK_FALSE(is_broken(found, found));
  CHECK_FALSE(is_broken(free, free));
  CHECK_FALSE(is_broken(free, prove({answer_of(Status::unknown)}, answer_of(Status::available))));
  CHECK(is_broken(found, prove({answer_of(Status::claimed)}, answer_of(Status::claimed))));
  CHECK(is_broken(free, prove({answer_of(Status::available)}, answer_of(Status::available))));
}
