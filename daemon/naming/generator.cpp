#include "naming/generator.hpp"

#include <algorithm>
#include <cassert>

namespace naming {

Generator::Generator(const Template& turned)
    : template_(turned), states_(turned.wheels.size()), starts_(turned.parts.size()) {
  for (std::size_t wheel = 0; wheel < states_.size(); ++wheel) rewind(wheel);
}

bool Generator::next(std::string& handle) {
  if (given_ == 0) {
    handle.clear();
    if (!template_.parts.empty()) handle += template_.parts[0].literal;
    write_from(0, handle);
    return true;
  }
  if (at_end_) return false;
  assert(handle.size() == size_);
  std::size_t wheel = states_.size();
  while (wheel > 0 && !turn(wheel - 1)) rewind(--wheel);
  at_end_ = wheel == 0;
  if (at_end_) return false;
  --wheel;
  const std::size_t part = template_.wheels[wheel].part;
  handle.resize(starts_[part]);
  write_from(part, handle);
  return true;
}

void Generator::rewind(std::size_t wheel) {
  State& state = states_[wheel];
  const std::string& first = template_.wheels[wheel].first;
  state.position = 0;
  state.length = first.size();
  std::copy(first.begin(), first.end(), state.digits.begin());
}

// One position on; false at the last one.
bool Generator::turn(std::size_t wheel) {
  State& state = states_[wheel];
  if (++state.position == template_.wheels[wheel].size) return false;
  if (!template_.wheels[wheel].is_range()) return true;
  std::size_t at = state.length;
  while (at > 0 && state.digits[at - 1] == '9') state.digits[--at] = '0';
  if (at > 0) {
    ++state.digits[at - 1];
  } else {  // 99 to 100
    state.digits[0] = '1';
    state.digits[state.length++] = '0';
  }
  return true;
}

// `handle` ends where this part's slot begins.
void Generator::write_from(std::size_t part, std::string& handle) {
  const std::size_t parts = template_.parts.size();
  for (; part < parts; ++part) {
    starts_[part] = handle.size();
    const Slot& slot = template_.slots[template_.parts[part].slot];
    const State& state = states_[slot.wheel];
    if (template_.wheels[slot.wheel].is_range()) {
      handle.append(state.digits.data(), slot.first_digit ? 1 : state.length);
    } else {
      handle += slot.values[state.position];
    }
    if (part + 1 < parts) handle += template_.parts[part + 1].literal;
  }
  handle += template_.tail;
  size_ = handle.size();
  ++given_;
}

}  // namespace naming
