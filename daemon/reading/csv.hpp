// CSV as RFC 4180 has it: a header, commas, fields in double quotes where needed, LF or CRLF.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"

namespace reading {

struct CsvRow {
  int line = 0;  // where the row begins, from 1
  std::vector<std::string> fields;
};

struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;

  // Index of a column, or -1.
  int column(std::string_view name) const;
};

// Every row has as many fields as the header; column names are unique and not empty. Empty lines
// are skipped. All mistakes are reported at once.
model::Result<CsvTable> parse_csv(std::string_view text, std::string_view file);

// A field quoted where it must be. One that a spreadsheet would take for a formula (= + - @ tab CR)
// gets an apostrophe before it, the usual defence against CSV injection.
std::string csv_field(std::string_view value);

}  // namespace reading
