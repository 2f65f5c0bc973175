// When a target was last asked and how often, also where a sweep wrote nothing of it.
#include "ledger/watched.hpp"

using model::Status;
using tests::Watched;
using namespace std::chrono_literals;

namespace {

// Left out: no answer was got, and so there is no time that one took.
void leave_out(Watched& w, const std::string& handle, const char* reason) {
  std::vector<model::Observation> seen = {w.answer(handle, Status::unknown)};
  seen[0].reason = reason;
  w.ledger->beliefs.record(w.unit, w.answers(seen));
}

void answer_in_vain(Watched& w, const std::string& handle) {
  std::vector<model::Observation> seen = {w.answer(handle, Status::unknown)};
  seen[0].elapsed_ms = 10'000;
  w.ledger->beliefs.record(w.unit, w.answers(seen));
}

void end_sweep(Watched& w) {
  w.ledger->units.swept(w.unit, w.now);
  w.unit = w.ledger->units.get(w.unit.key);
}

void check_counts(Watched& w, const std::string& handle, long long asks,
                  std::optional<model::Instant> asked_at) {
  const auto known = w.ledger->beliefs.find(w.unit, handle);
  REQUIRE(known);
  CHECK(known->asks == asks);
  CHECK(known->asked_at == asked_at);
  std::vector<ledger::Known> paged;
  w.ledger->beliefs.page(w.unit, "", 1'000, [&](const ledger::Known& one) {
    if (one.handle == handle) paged.push_back(one);
  });
  REQUIRE(paged.size() == 1);
  CHECK(paged[0].asks == asks);
  CHECK(paged[0].asked_at == asked_at);
}

}  // namespace

TEST_CASE("who was never asked has no date and no count, but a gap and the reason") {
  Watched w;
  for (int sweep = 0; sweep < 3; ++sweep) {
    w.now += 6h;
    leave_out(w, "pn02", "budget");
    end_sweep(w);
  }
  check_counts(w, "pn02", 0, std::nullopt);
  const auto known = w.ledger->beliefs.find(w.unit, "pn02");
  CHECK(known->gap_at == w.now - 12h);
  CHECK(known->reason == "budget");
  w.now += 6h;
  w.see("pn02", Status::available);
  check_counts(w, "pn02", 1, w.now);
}

TEST_CASE("sweeps that left a target out do not count as answers of it") {
  Watched w;
  w.see("pn02", Status::available);
  end_sweep(w);
  w.now += 6h;
  w.see("pn02", Status::available);
  end_sweep(w);
  const auto last_answer = w.now;
  for (int sweep = 0; sweep < 3; ++sweep) {
    w.now += 6h;
    leave_out(w, "pn02", "platform-blind");
    end_sweep(w);
  }
  check_counts(w, "pn02", 2, last_answer);
  w.now += 6h;
  answer_in_vain(w, "pn02");  // asked, and there was an answer that said nothing
  end_sweep(w);
  check_counts(w, "pn02", 3, w.now);
  w.now += 6h;
  answer_in_vain(w, "pn02");
  end_sweep(w);
  check_counts(w, "pn02", 4, w.now);
  w.now += 6h;
  w.see("pn02", Status::available);
  end_sweep(w);
  check_counts(w, "pn02", 5, w.now);
  w.now += 6h;
  w.see("pn02", Status::available);  // unwritten, and known from the unit
  end_sweep(w);
  check_counts(w, "pn02", 6, w.now);
}

TEST_CASE("a target that is new long after the first sweep was asked once") {
  Watched w;
  for (int sweep = 0; sweep < 10; ++sweep) end_sweep(w);
  w.now += 6h;
  w.see("pn02", Status::available);
  check_counts(w, "pn02", 1, w.now);
}

TEST_CASE("a sweep that was cut short gives no target a date or a count") {
  Watched w;
  w.see("pn02", Status::available);
  w.see("pn91", Status::available);
  end_sweep(w);
  const auto whole = w.now;
  w.now += 6h;
  w.see("pn02", Status::available);
  leave_out(w, "pn75", "platform-blind");
  w.ledger->units.swept_in_vain(w.unit, w.now);
  w.unit = w.ledger->units.get(w.unit.key);
  CHECK(w.unit.sweeps == 3);
  CHECK(w.unit.swept_at == whole);
  CHECK(w.unit.in_vain_at == w.now);
  check_counts(w, "pn91", 1, whole);
  check_counts(w, "pn75", 0, std::nullopt);
  // It is asked again before the sweep counts as whole: that is one answer.
  w.now += 1h;
  w.see("pn75", Status::available);
  end_sweep(w);
  CHECK_FALSE(w.unit.in_vain_at);
  CHECK(w.unit.sweeps == 4);
  check_counts(w, "pn75", 1, w.now);
  check_counts(w, "pn91", 2, w.now);
}

TEST_CASE("who left the roster keeps the date and the count of his last answer, until he returns") {
  Watched w;
  w.see("pn02", Status::available);
  w.see("pn91", Status::available);
  end_sweep(w);
  const auto last = w.now;
  w.ledger->beliefs.leave(w.unit, std::vector<std::string>{"pn02", "unheard"});
  CHECK(w.ledger->beliefs.count(w.unit) == 2);
  for (int sweep = 0; sweep < 3; ++sweep) {
    w.now += 6h;
    end_sweep(w);
    w.ledger->beliefs.leave(w.unit, std::vector<std::string>{"pn02"});
  }
  check_counts(w, "pn02", 1, last);
  check_counts(w, "pn91", 4, w.now);
  w.now += 6h;
  w.see("pn02", Status::available);  // the same as ever
  check_counts(w, "pn02", 2, w.now);
  end_sweep(w);
  w.now += 6h;
  end_sweep(w);
  check_counts(w, "pn02", 3, w.now);
}

TEST_CASE(
    "who leaves after sweeps that wrote nothing of him keeps the date and the count of the last") {
  Watched w;
  w.see("pn02", Status::available);
  end_sweep(w);
  w.now += 6h;
  end_sweep(w);
  const auto last = w.now;
  w.ledger->beliefs.leave(w.unit, std::vector<std::string>{"pn02"});
  w.now += 6h;
  end_sweep(w);
  check_counts(w, "pn02", 2, last);
}
