// What platforms bind us to beyond a process: pauses they asked for, how much of a rate is spent,
// and when what awaited a second look was last asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/failure.hpp"
#include "model/instant.hpp"

namespace ledger {

// So many requests of a window, the last of them then.
struct Requests {
  model::Instant at{};
  int count = 0;
};

// A handle that is not asked until then, by the platform's wish for so long.
struct Rest {
  std::string handle;
  model::Instant until{};
  model::Milliseconds asked_for{0};
};

struct Limit {
  std::string platform;
  std::string server;
  std::string ask;      // of a rate of its own; empty: all the others together
  model::Instant at{};  // when it was so
  model::Instant paused_until{};
  double slowdown = 1;
  int refusals = 0;
  std::vector<Requests> taken;                     // oldest first
  std::optional<model::Milliseconds> asked_for{};  // of a pause that was cut to a day
  std::vector<Rest> resting{};
};

class Limits {
 public:
  explicit Limits(Database& database) : database_(database) {}

  std::vector<Limit> all();
  void keep(const Limit& limit);
  void forget_before(model::Instant at);

  // When the unit's last second look began.
  std::optional<model::Instant> second_look(long long unit);
  void looked_again(long long unit, model::Instant at);

 private:
  Database& database_;
};

}  // namespace ledger
