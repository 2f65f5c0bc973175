// Just enough GraphQL to play GitHub's batch form: one anonymous or named query whose top-level
// fields may have an alias, string arguments and a selection. What was selected is kept with its
// type condition, so that a field that was not asked for, or asked for on the other type, is not
// answered.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace simulator {

struct Selection {
  std::string alias;  // the field's own name where none was given
  std::string field;
  std::vector<std::pair<std::string, std::string>> arguments;
  // (type condition or "", field name); the depth of nested selections is flattened
  std::vector<std::pair<std::string, std::string>> selected;

  std::string argument(std::string_view name) const;
  bool selects(std::string_view type, std::string_view name) const;
};

// Nothing where the text is not such a query.
std::optional<std::vector<Selection>> parsed_graphql(std::string_view query);

}  // namespace simulator
