// One end of a bracket: a claimed control and a free one, asked side by side. Where the claimed one
// fails, another of its kind is asked: it may save its side, and tells whether the first is gone.
// Those that are gone are passed over: asked last, and believed only where they are claimed again.
// Pure.
//
//   for (const auto slot : round.next()) … ask round.handle(slot) …; round.answered(slot, answer);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "probing/proof.hpp"

namespace probing {

// The claimed controls there are: the one to begin with first, and those that are gone.
struct ClaimedName {
  std::string handle;
  Surety surety = Surety::sure;
};
struct ClaimedNames {
  std::vector<ClaimedName> standing;
  std::vector<std::string> gone;
};

class ControlRound {
 public:
  // `free`: a name that was never used before; `looks_for_gone`: those are asked too, to see
  // whether they are there again.
  ControlRound(ClaimedNames claimed, std::string free, bool looks_for_gone);

  // Which controls are to be asked now; each is given once.
  std::vector<std::size_t> next();
  const std::string& handle(std::size_t slot) const { return slots_[slot].handle; }
  bool is_free(std::size_t slot) const { return slot + 1 == slots_.size(); }

  void answered(std::size_t slot, const ControlAnswer& answer);
  // All that were to be asked have answered.
  bool done() const;

  Proof proof() const;
  // The standing claimed control that answered rightly; the first one where none did.
  std::size_t right_one() const;
  // Another name is asked there.
  void replace(std::size_t slot, std::string name);
  // Asks those of a side that gave no answer again.
  void ask_missing_again(std::string free);

 private:
  struct Slot {
    std::string handle;
    Surety surety = Surety::sure;
    bool is_gone = false;
    bool given = false;
    std::optional<ControlAnswer> answer;
  };
  // Those that are to be asked as far as is known: they end with the first that is claimed.
  std::vector<std::size_t> wanted() const;

  std::vector<Slot> slots_;  // the claimed ones, those that are gone last; then the free one
  bool looks_for_gone_;
};

}  // namespace probing
