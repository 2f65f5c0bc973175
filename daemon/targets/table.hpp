// Whether a text that should have one handle a line is a table instead, of commas or semicolons.
// Some platforms have both in their names ("Dupont, Jean"), so that one line of them is no table:
// a header is, or the same number of columns in two lines and in most. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace targets {

struct Table {
  char separator = ',';
  int line = 1;  // the header's, or the first row's
  std::string_view row;
  std::size_t columns = 0;
  std::size_t handles = 1;  // the column of them, from 1, as far as a header says
  bool has_header = false;
};

std::optional<Table> table_in(std::string_view text);

}  // namespace targets
