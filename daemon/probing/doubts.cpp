#include "probing/doubts.hpp"

#include "text/join.hpp"

namespace probing {

std::string doubts(const LaneReport& lane) {
  if (!lane.proof) return {};
  const std::string controls = text::joined(lane.control_notes, "; ");
  if (lane.proof->blind) return "it is blind, nothing it says counts: " + controls;
  if (lane.proof->proves_nothing()) return "it proved nothing: " + controls;
  if (!lane.proof->claimed_proven) return "claimed answers are unproven: " + controls;
  if (!lane.proof->available_proven) return "available answers are unproven: " + controls;
  return {};
}

}  // namespace probing
