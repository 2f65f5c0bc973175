// What is believed of each target, and what one answer makes of it. Belief, incident and pending
// event are written in one transaction.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>

#include "judging/record.hpp"
#include "ledger/units.hpp"

namespace ledger {

struct Recorded {
  std::size_t events = 0;                   // pending ones that were written
  std::optional<model::Instant> ask_again;  // the earliest second look that is wanted
};

// A target as `status` and `history` show it.
struct Known {
  std::string handle;
  judging::Belief belief;
  std::optional<model::Instant> asked_at;  // the last answer; empty: there was none yet
  std::optional<model::Instant> gap_at;    // nothing counts since
  long long asks = 0;                      // sweeps that brought an answer
  std::string reason;                      // of the last answer
};

// What is believed of a unit's targets, as counts that are kept: read in the same time whether they
// are ten or a million.
struct Coverage {
  std::array<long long, model::status_names.size()> by_status{};
  long long ours = 0;
  long long decided = 0;  // those of whom the last answer counted
};

class Beliefs {
 public:
  explicit Beliefs(Database& database) : database_(database) {}

  // What follows from the answers, all of it or nothing. `unit` as the ledger gave it; answers
  // about its targets alone.
  Recorded record(const Unit& unit, std::span<const judging::Answer> answers,
                  judging::Occasion occasion = judging::Occasion::sweep);

  std::optional<Known> find(const Unit& unit, const std::string& handle);
  long long count(const Unit& unit);
  Coverage coverage(const Unit& unit);
  // Of whom nothing counted since then or longer; the longest first, at most so many.
  std::vector<std::string> undecided_since(const Unit& unit, model::Instant at, int most);
  // Who was believed claimed since then or longer; the longest first, at most so many.
  std::vector<std::string> claimed_since(const Unit& unit, model::Instant at, int most);
  // Some of them: those behind a handle, by handle.
  void page(const Unit& unit, const std::string& after, int most,
            const std::function<void(const Known&)>& tell);
  // They are not on the roster any more: what is known of them stays as it is, whatever is swept.
  void leave(const Unit& unit, std::span<const std::string> handles);

 private:
  std::vector<std::string> handles_of(const std::string& query, const Unit& unit, model::Instant at,
                                      int most);

  Database& database_;
};

}  // namespace ledger
