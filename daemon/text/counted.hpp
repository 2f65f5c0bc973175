// "1 request", "2 requests": words whose plural takes an s.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace text {

inline std::string counted(std::uint64_t count, std::string_view thing) {
  std::string words = std::to_string(count);
  words += ' ';
  words += thing;
  if (count != 1) words += 's';
  return words;
}

}  // namespace text
