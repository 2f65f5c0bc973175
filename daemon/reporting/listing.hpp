// Lists of records in the formats that every listing command offers. Rows are JSON objects that all
// have the same keys; a table and Markdown may show fewer columns than the data formats do.
//
// jsonl and csv are written row by row; json is one array; a table is held until its widths are
// known. All text is made safe for where it goes: control characters are escaped in JSON, made
// visible in tables and Markdown, and no CSV field can be taken for a formula.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reading/json.hpp"

namespace reporting {

enum class Format { table, jsonl, json, csv, markdown };

std::optional<Format> parse_format(std::string_view word);  // table jsonl json csv md

// What strangers write, such as a display name, is cut to this many display columns of a table. The
// data formats and Markdown have it whole.
constexpr std::size_t widest_of_strangers = 40;

struct Column {
  std::string key;
  std::string title;
  std::size_t widest = 0;  // display columns in a table, the ellipsis included; 0: as wide as it is
};

struct Layout {
  std::vector<std::string> keys;  // of the data formats, in order
  std::vector<Column> shown;      // of table and Markdown
  // SGR code such as "31" for a cell of a table in colour, or "".
  std::function<std::string(const reading::Json& row, const std::string& key)> colour;
};

class Listing {
 public:
  // `write` takes finished text, piece by piece.
  Listing(Format format, Layout layout, bool in_colour,
          std::function<void(std::string_view)> write);
  void add(const reading::Json& row);
  void finish();

 private:
  void add_to_table(const reading::Json& row);
  void finish_table();

  Format format_;
  Layout layout_;
  bool in_colour_;
  std::function<void(std::string_view)> write_;
  bool first_ = true;
  struct Cell {
    std::string text;
    std::string colour;
  };
  std::vector<std::vector<Cell>> held_;
};

}  // namespace reporting
