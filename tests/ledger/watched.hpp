// A ledger in memory with one unit that has been watched for a while, and answers for its targets.
#pragma once

#include <algorithm>

#include <doctest/doctest.h>

#include "ledger/ledger.hpp"

namespace tests {

using namespace std::chrono_literals;

struct Watched {
  std::unique_ptr<ledger::Ledger> ledger = opened(":memory:");
  ledger::Unit unit = ledger->units.get({"police", "bluesky", ""});
  model::Instant now = model::Instant(0ms) + 480'000h;
  judging::Circumstances circumstances;
  ledger::Recorded last;

  Watched() { settle(); }

  // Its baseline is told, whatever there was of it.
  void settle() {
    end_sweep();
    end_sweep();
    ledger->outbox.freeze(unit.id, now, to({}));
  }
  void end_sweep() {
    ledger->units.swept(unit, now);
    unit = ledger->units.get(unit.key);
  }

  static std::unique_ptr<ledger::Ledger> opened(const std::string& path) {
    auto opened = ledger::Ledger::open(path);
    REQUIRE_MESSAGE(opened.has_value(),
                    to_string(opened ? model::Problem{} : opened.error().front()));
    return std::move(*opened);
  }

  model::Observation answer(const std::string& handle, model::Status status,
                            const std::string& account = "") const {
    model::Observation seen;
    seen.target.platform = "bluesky";
    seen.target.handle = handle;
    seen.target.expected = handle;
    seen.checked_at = now;
    seen.status = status;
    seen.reason = status == model::Status::unknown ? "timeout" : "profile/1";
    seen.url = "https://bsky.example/" + handle;
    if (!account.empty()) {
      seen.profile.account_id = account;
      seen.profile.display_name = "Somebody " + account;
    }
    return seen;
  }

  // Each as of now, under `circumstances`.
  std::vector<judging::Answer> answers(std::vector<model::Observation> seen) const {
    std::vector<judging::Answer> answers;
    for (model::Observation& one : seen) {
      judging::Circumstances known = circumstances;
      known.now = now;
      answers.push_back({std::move(one), known});
    }
    return answers;
  }

  // Handles whose second look is due by then.
  std::vector<std::string> due_for_a_second_look(const ledger::Unit& of, model::Instant at) {
    std::vector<std::string> due;
    for (const ledger::SecondLook& look : ledger->units.second_looks(of, 100)) {
      if (look.at <= at) due.push_back(look.handle);
    }
    return due;
  }

  ledger::Recorded see(const std::string& handle, model::Status status,
                       const std::string& account = "") {
    last = ledger->beliefs.record(unit, answers({answer(handle, status, account)}));
    return last;
  }

  ledger::Recorded look(const std::string& handle, model::Status status,
                        const std::string& account = "") {
    last = ledger->beliefs.record(unit, answers({answer(handle, status, account)}),
                                  judging::Occasion::second_look);
    return last;
  }

  // As many sweeps and second looks as it takes until nothing of it is in doubt; how many events
  // that were.
  std::size_t sure(const std::string& handle, model::Status status,
                   const std::string& account = "") {
    std::size_t events = see(handle, status, account).events;
    end_sweep();
    for (int i = 0; i < 20; ++i) {
      const judging::Belief belief = ledger->beliefs.find(unit, handle)->belief;
      if (last.ask_again) {
        now = std::max(now, *last.ask_again);
        events += look(handle, status, account).events;
      } else if (belief.pending || belief.baseline) {
        events += see(handle, status, account).events;
        end_sweep();
      } else {
        break;
      }
    }
    return events;
  }

  ledger::Routing to(std::vector<ledger::Address> addresses) const {
    return [addresses](const model::Event&) { return addresses; };
  }
};

}  // namespace tests
