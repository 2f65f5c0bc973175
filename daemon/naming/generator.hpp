// Turns the wheels of a template: its handles one after the other, in order, in constant memory.
// Only what changed since the handle before is written anew; this is the inner loop of `expand`.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "naming/template.hpp"

namespace naming {

class Generator {
 public:
  // `turned` must outlive this.
  explicit Generator(const Template& turned);

  // Makes `handle` the next one, or returns false when there is none. Between two calls `handle`
  // must stay the same, unchanged string.
  bool next(std::string& handle);

  // Of the handle last given, from 0.
  std::uint64_t ordinal() const { return given_ - 1; }
  Slots slots() const { return template_.slots_at(ordinal()); }

 private:
  struct State {
    std::uint64_t position = 0;
    std::array<char, 24> digits{};  // of a range: the number as it stands in the handle
    std::size_t length = 0;
  };

  void rewind(std::size_t wheel);
  bool turn(std::size_t wheel);
  void write_from(std::size_t part, std::string& handle);

  const Template& template_;
  std::vector<State> states_;        // one per wheel
  std::vector<std::size_t> starts_;  // where each part's slot begins in the handle
  std::size_t size_ = 0;             // of the handle last given
  std::uint64_t given_ = 0;
  bool at_end_ = false;
};

}  // namespace naming
