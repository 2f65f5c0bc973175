// "a, b, c". (fmt::join over strings draws a false -Wstringop-overflow from g++ 12 at -O3.)
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace text {

inline std::string joined(std::span<const std::string> parts, std::string_view separator = ", ") {
  std::string all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) all += separator;
    all += parts[i];
  }
  return all;
}

}  // namespace text
