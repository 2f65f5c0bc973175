// The words that definitions have for folds, for reading and for writing.
#pragma once

#include <array>
#include <string_view>

#include "platforms/definition.hpp"

namespace platforms {

struct FoldWord {
  FoldRule rule;
  std::string_view word;
};
constexpr std::array<FoldWord, 6> fold_words = {{
    {FoldRule::letter_case, "case"},
    {FoldRule::dots, "dots"},
    {FoldRule::first_upper, "first-upper"},
    {FoldRule::underscore_space, "underscore-space"},
    {FoldRule::hyphen_underscore, "hyphen-underscore"},
    {FoldRule::runs, "runs"},
}};

constexpr std::string_view name(FoldRule rule) {
  for (const FoldWord& one : fold_words) {
    if (one.rule == rule) return one.word;
  }
  return "";
}

}  // namespace platforms
