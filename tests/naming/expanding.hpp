// What the tests of naming/ share: the shipped datasets and short ways from a template to its
// handles.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "naming/generator.hpp"
#include "naming/template.hpp"

namespace tests {

inline naming::DatasetStore shipped() {
  return naming::DatasetStore({std::string(HANDLEWATCH_PATTERNS) + "/datasets"});
}

inline naming::Template compiled(std::string_view written, naming::DatasetStore& datasets) {
  auto parsed = naming::parse_template(written, datasets);
  if (!parsed) FAIL(model::to_string(parsed.error().front()));
  return std::move(*parsed);
}

inline naming::Template compiled(std::string_view written) {
  naming::DatasetStore datasets = shipped();
  return compiled(written, datasets);
}

inline std::vector<std::string> handles(const naming::Template& expanded) {
  std::vector<std::string> all;
  naming::Generator generator(expanded);
  std::string handle;
  while (generator.next(handle)) all.push_back(handle);
  return all;
}

inline std::vector<std::string> handles(std::string_view written) {
  return handles(compiled(written));
}

// The problems, one a line; empty when the template is good.
inline std::string refusal(std::string_view written, naming::DatasetStore& datasets) {
  const auto parsed = naming::parse_template(written, datasets);
  std::string lines;
  if (parsed) return lines;
  for (const model::Problem& problem : parsed.error()) {
    lines += model::to_string(problem) + '\n';
  }
  lines.pop_back();
  return lines;
}

}  // namespace tests
