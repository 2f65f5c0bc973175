#include "naming/template.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace naming {

std::uint64_t Template::count() const {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t product = 1;
  for (const Wheel& wheel : wheels) {
    if (product > most / wheel.size) return most;
    product *= wheel.size;
  }
  return product;
}

bool Template::can_be_empty() const {
  const auto has_text = [](const Part& part) { return !part.literal.empty(); };
  if (!tail.empty() || std::any_of(parts.begin(), parts.end(), has_text)) return false;
  // Wheels turn independently, so each may stop where all of its slots are empty, if it has such a
  // place.
  for (std::size_t wheel = 0; wheel < wheels.size(); ++wheel) {
    if (wheels[wheel].is_range()) return false;
    const auto is_empty_at = [&](std::uint64_t position) {
      return std::all_of(slots.begin(), slots.end(), [&](const Slot& slot) {
        return slot.wheel != wheel || slot.values[position].empty();
      });
    };
    std::uint64_t position = 0;
    while (position < wheels[wheel].size && !is_empty_at(position)) ++position;
    if (position == wheels[wheel].size) return false;
  }
  return true;
}

std::string Template::value(const Slot& slot, std::uint64_t position) const {
  const Wheel& wheel = wheels[slot.wheel];
  if (!wheel.is_range()) return slot.values[position];
  std::uint64_t number = 0;
  std::from_chars(wheel.first.data(), wheel.first.data() + wheel.first.size(), number);
  std::string digits = fmt::format("{:0{}}", number + position, wheel.first.size());
  if (slot.first_digit) digits.resize(1);
  return digits;
}

std::vector<std::uint64_t> Template::positions_at(std::uint64_t ordinal) const {
  std::vector<std::uint64_t> positions(wheels.size());
  for (std::size_t i = wheels.size(); i-- > 0;) {
    positions[i] = ordinal % wheels[i].size;
    ordinal /= wheels[i].size;
  }
  return positions;
}

Slots Template::slots_at(std::uint64_t ordinal) const {
  const auto positions = positions_at(ordinal);
  Slots filled;
  for (const Slot& slot : slots) filled.emplace_back(slot.text, value(slot, positions[slot.wheel]));
  return filled;
}

std::vector<Stand> Template::stands_at(std::uint64_t ordinal) const {
  const auto positions = positions_at(ordinal);
  std::vector<bool> is_told(wheels.size());
  std::vector<Stand> stands;
  for (const Slot& slot : slots) {
    const Wheel& wheel = wheels[slot.wheel];
    const std::uint64_t position = positions[slot.wheel];
    if (is_told[slot.wheel]) continue;
    is_told[slot.wheel] = true;
    if (wheel.is_dataset()) {
      stands.push_back({wheel.dataset, wheel.keys[position], true});
    } else {
      stands.push_back({slot.text, value(slot, position), false});
    }
  }
  return stands;
}

}  // namespace naming
