#include "reporting/listing.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "reading/csv.hpp"
#include "text/case.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace reporting {
namespace {

using reading::Json;

// A value as one plain text: strings as they are, null as nothing, lists and objects as JSON.
std::string plain(const Json* value) {
  if (value == nullptr || value->is(Json::Kind::null)) return "";
  if (value->is(Json::Kind::string)) return value->text;
  return reading::to_text(*value);
}

// JSON escapes what is below space; DEL and the C1 controls would reach a terminal as they are.
std::string json_line(const Json& row) {
  std::string line = reading::to_text(row);
  const bool is_plain =
      std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  if (is_plain) return line;
  std::string safe;
  std::string_view rest = line;
  while (!rest.empty()) {
    const auto byte = static_cast<unsigned char>(rest.front());
    if (byte >= 0x20 && byte < 0x7F) {
      safe += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    const char32_t code_point = text::take_code_point(rest);
    const std::string shown = text::visible([&] {
      std::string one;
      text::append_utf8(one, code_point);
      return one;
    }());
    // visible() writes \u{202E}; JSON wants \u202E, or a pair beyond the first plane.
    if (shown.empty() || shown.front() != '\\') {
      safe += shown;
    } else if (code_point < 0x10000) {
      safe += fmt::format("\\u{:04X}", static_cast<unsigned>(code_point));
    } else {
      const auto offset = static_cast<unsigned>(code_point) - 0x10000U;
      safe +=
          fmt::format("\\u{:04X}\\u{:04X}", 0xD800U + (offset >> 10U), 0xDC00U + (offset & 0x3FFU));
    }
  }
  return safe;
}

// Nothing that is a stranger's may format, link, mention or embed: "https\://" and "www\." are not
// made into links.
std::string markdown_cell(const std::string& text) {
  const std::string plain = text::visible(text);
  std::string cell;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    const bool link = (c == ':' && plain.compare(i, 3, "://") == 0) ||
                      (c == '.' && i >= 3 && text::to_lower(plain.substr(i - 3, 3)) == "www");
    if (link || std::string_view("|\\`*_[]<>@&~#$").find(c) != std::string_view::npos) cell += '\\';
    cell += c;
  }
  return cell;
}

// Equals, plus, minus and at, also in their wide forms, which count in East Asian spreadsheets.
bool begins_formula(std::string_view text) {
  constexpr std::array<std::string_view, 8> signs = {"=",      "+",      "-",      "@",
                                                     "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::any_of(signs.begin(), signs.end(),
                     [text](std::string_view sign) { return text.starts_with(sign); });
}

// A formula begins a field, or what a spreadsheet takes for one where fields end with ';'.
std::string csv_cell(const std::string& text) {
  const std::string plain = text::visible(text);
  std::string cell;
  bool at_start = true;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (at_start && begins_formula(std::string_view(plain).substr(i))) cell += '\'';
    at_start = plain[i] == ';' || (at_start && plain[i] == ' ');
    cell += plain[i];
  }
  return reading::csv_field(cell);
}

// At most so many display columns, cut between code points; the ellipsis takes one of them.
std::string cut_to(std::string text, std::size_t columns) {
  if (columns == 0 || text::display_width(text) <= columns) return text;
  std::string_view rest = text;
  std::size_t width = 0;
  std::size_t kept = 0;
  while (!rest.empty()) {
    const std::string_view before = rest;
    text::take_code_point(rest);
    width += text::display_width(before.substr(0, before.size() - rest.size()));
    if (width >= columns) break;
    kept = text.size() - rest.size();
  }
  text.resize(kept);
  return text + "…";
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t shown = text::display_width(text);
  return shown >= width ? text : text + std::string(width - shown, ' ');
}

}  // namespace

std::optional<Format> parse_format(std::string_view word) {
  if (word == "table") return Format::table;
  if (word == "jsonl") return Format::jsonl;
  if (word == "json") return Format::json;
  if (word == "csv") return Format::csv;
  if (word == "md") return Format::markdown;
  return std::nullopt;
}

Listing::Listing(Format format, Layout layout, bool in_colour,
                 std::function<void(std::string_view)> write)
    : format_(format), layout_(std::move(layout)), in_colour_(in_colour), write_(std::move(write)) {
  if (format_ == Format::json) write_("[");
  if (format_ == Format::csv) {
    std::string header;
    for (const std::string& key : layout_.keys) header += (header.empty() ? "" : ",") + key;
    write_(header + "\n");
  }
  if (format_ == Format::markdown) {
    std::string header = "|";
    std::string rule = "|";
    for (const Column& column : layout_.shown) {
      header += ' ' + column.title + " |";
      rule += " --- |";
    }
    write_(header + "\n" + rule + "\n");
  }
}

void Listing::add(const Json& row) {
  std::string line;
  switch (format_) {
    case Format::table: add_to_table(row); return;
    case Format::jsonl: line = json_line(row) + "\n"; break;
    case Format::json: line = (first_ ? "\n" : ",\n") + json_line(row); break;
    case Format::csv:
      for (const std::string& key : layout_.keys) {
        if (&key != &layout_.keys.front()) line += ',';
        line += csv_cell(plain(row.find(key)));
      }
      line += '\n';
      break;
    case Format::markdown:
      line = "|";
      for (const Column& column : layout_.shown) {
        line += ' ' + markdown_cell(plain(row.find(column.key))) + " |";
      }
      line += '\n';
      break;
  }
  first_ = false;
  write_(line);
}

void Listing::add_to_table(const Json& row) {
  std::vector<Cell> cells;
  for (const Column& column : layout_.shown) {
    Cell cell{cut_to(text::visible(plain(row.find(column.key))), column.widest), ""};
    if (in_colour_ && layout_.colour) cell.colour = layout_.colour(row, column.key);
    cells.push_back(std::move(cell));
  }
  held_.push_back(std::move(cells));
}

void Listing::finish() {
  if (format_ == Format::json) write_(first_ ? "]\n" : "\n]\n");
  if (format_ == Format::table) finish_table();
}

void Listing::finish_table() {
  if (held_.empty()) return;
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < layout_.shown.size(); ++i) {
    std::size_t width = text::display_width(layout_.shown[i].title);
    for (const auto& cells : held_) width = std::max(width, text::display_width(cells[i].text));
    widths.push_back(width);
  }
  const auto line = [&](const auto& cell_text) {
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) text += "  ";
      text += cell_text(i, i + 1 == widths.size() ? 0 : widths[i]);
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    write_(text + "\n");
  };
  line([&](std::size_t i, std::size_t width) { return padded(layout_.shown[i].title, width); });
  for (const auto& cells : held_) {
    line([&](std::size_t i, std::size_t width) {
      std::string shown = padded(cells[i].text, width);
      if (cells[i].colour.empty()) return shown;
      return fmt::format("\x1b[{}m{}\x1b[0m", cells[i].colour, shown);
    });
  }
}

}  // namespace reporting
