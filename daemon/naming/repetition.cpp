// Template::can_repeat: can two positions of the wheels give the same handle?
//
// It cannot when the positions can be read back from the handle. Reading goes from both ends
// inwards:
//  - literal text has a known length, and so has a slot whose wheel is known already;
//  - from the left, a slot can be told when none of its values begins another one (all of one
//  length is
//    the common case), or when the text behind it begins with a byte that none of its values has;
//    from the right the same, mirrored;
//  - when one slot is left over in the middle, it is what the others leave.
// A slot that is told makes its wheel known if all its values differ. When both ends meet and every
// wheel is known, handle and ordinal belong to each other one to one. In every other case the
// answer is 'perhaps', and a roster remembers what it has given.
#include <algorithm>

#include "naming/template.hpp"

namespace naming {
namespace {

constexpr std::string_view all_digits = "0123456789";

bool all_differ(std::vector<std::string_view> values) {
  std::sort(values.begin(), values.end());
  return std::adjacent_find(values.begin(), values.end()) == values.end();
}

// No value begins another, different one. In sorted order such a pair would stand side by side.
bool is_prefix_free(std::vector<std::string_view> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  const auto begins = [](std::string_view a, std::string_view b) { return b.starts_with(a); };
  return std::adjacent_find(values.begin(), values.end(), begins) == values.end();
}

enum class End { left, right };

class Reading {
 public:
  explicit Reading(const Template& read) : template_(read), known_(read.wheels.size()) {}

  bool is_complete() {
    std::size_t left = 0;
    std::size_t right = template_.parts.size();
    while (left < right) {
      if (can_tell(left, End::left) || right - left == 1) {
        learn(left++);
      } else if (can_tell(right - 1, End::right)) {
        learn(--right);
      } else {
        return false;
      }
    }
    return std::all_of(known_.begin(), known_.end(), [](bool known) { return known; });
  }

 private:
  const Slot& slot_of(std::size_t part) const {
    return template_.slots[template_.parts[part].slot];
  }
  const Wheel& wheel_of(const Slot& slot) const { return template_.wheels[slot.wheel]; }

  bool can_tell(std::size_t part, End end) const {
    const Slot& slot = slot_of(part);
    if (known_[slot.wheel]) return true;
    const std::string& after =
        part + 1 < template_.parts.size() ? template_.parts[part + 1].literal : template_.tail;
    const std::string& before = template_.parts[part].literal;
    const std::string& beside = end == End::left ? after : before;
    if (!beside.empty() && lacks(slot, end == End::left ? beside.front() : beside.back()))
      return true;
    if (wheel_of(slot).is_range()) return has_one_length(slot);
    return is_free(slot, end);
  }

  bool lacks(const Slot& slot, char byte) const {
    if (wheel_of(slot).is_range()) return all_digits.find(byte) == std::string_view::npos;
    return std::none_of(slot.values.begin(), slot.values.end(), [byte](const std::string& value) {
      return value.find(byte) != std::string::npos;
    });
  }

  bool has_one_length(const Slot& range) const {
    const std::uint64_t last = wheel_of(range).size - 1;
    return range.first_digit ||
           template_.value(range, 0).size() == template_.value(range, last).size();
  }

  static bool is_free(const Slot& slot, End end) {
    if (end == End::left) return is_prefix_free({slot.values.begin(), slot.values.end()});
    std::vector<std::string> mirrored;
    for (const std::string& value : slot.values)
      mirrored.emplace_back(value.rbegin(), value.rend());
    return is_prefix_free({mirrored.begin(), mirrored.end()});
  }

  void learn(std::size_t part) {
    const Slot& slot = slot_of(part);
    const bool tells_position = wheel_of(slot).is_range()
                                    ? !slot.first_digit || wheel_of(slot).size == 1
                                    : all_differ({slot.values.begin(), slot.values.end()});
    if (tells_position) known_[slot.wheel] = true;
  }

  const Template& template_;
  std::vector<bool> known_;
};

}  // namespace

bool Template::can_repeat() const {
  return !Reading(*this).is_complete();
}

}  // namespace naming
