// What was seen of a handle: its changes and the gaps in which nothing counted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/expiry.hpp"
#include "ledger/forgetting.hpp"
#include "ledger/units.hpp"
#include "model/words.hpp"

namespace ledger {

struct HistoryLine {
  long long number = 0;
  UnitKey unit;
  std::string handle;
  model::Instant at{};
  std::optional<model::Instant> until;  // of a gap
  model::Status status = model::Status::unknown;
  std::optional<model::Holder> holder;
  std::optional<std::string> account, display_name;
  std::string reason;
};

class History {
 public:
  explicit History(Database& database) : database_(database) {}

  // Oldest first, of every watch and platform; the handle in its canonical spelling.
  std::vector<HistoryLine> of(const std::string& handle);
  // Of all handles, in the order they were written: those behind a number.
  std::vector<HistoryLine> page(long long after, int most);

  // Deletes what is older than `history`, with its incidents, events and messages; what strangers
  // wrote of themselves is blanked where it is older than `profiles`. One step of so many rows at
  // most; false: that was all, and the next begins anew.
  bool expire(const Cutoffs& cutoffs, Expiry& place, int most);
  // The same, to the end.
  void retain(std::optional<model::Instant> history_from,
              std::optional<model::Instant> profiles_from);
  // Blanks an account everywhere: its id, its names, the events' texts. A Failure may come when all
  // is blanked but the log of what was written before, and can be repeated.
  Forgotten forget(const Account& account);

 private:
  Database& database_;
};

}  // namespace ledger
