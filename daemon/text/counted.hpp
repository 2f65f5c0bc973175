// "1 request", "2 requests", "1,203 targets": for people. Words whose plural takes an s.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace text {

// "1,203": English grouping.
inline std::string grouped(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t from_end = 3; from_end < digits.size(); from_end += 4)
    digits.insert(digits.size() - from_end, 1, ',');
  return digits;
}

inline std::string counted(std::uint64_t count, std::string_view thing) {
  std::string words = grouped(count);
  words += ' ';
  words += thing;
  if (count != 1) words += 's';
  return words;
}

}  // namespace text
