// When it is, and how much may still be asked before a wait that no bracket may hold (contract,
// 'Truth' 2). Plain values; the clocks, the pace and the budget say it.
#pragma once

#include <cstddef>
#include <limits>

#include "model/instant.hpp"

namespace probing {

// The two clocks, read together.
struct Time {
  model::Moment steady{};
  model::Instant calendar{};
};

struct Room {
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  std::size_t requests = unlimited;  // that may start before a longer wait than `patience`
  std::size_t most = unlimited;      // of them where nothing has been asked yet
  std::size_t handles = unlimited;   // in a request, as far as the budget reaches
  bool is_paid_out = false;          // the budget is what ends it, not the pace
  bool has_deadline = false;         // a longer wait may not help
  // The longest planned wait within a bracket, and how old the controls that open it may be.
  model::Milliseconds patience = std::chrono::minutes(1);
};

}  // namespace probing
