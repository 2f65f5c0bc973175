#include "targets/table.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "text/case.hpp"
#include "text/name.hpp"

namespace targets {
namespace {

struct Line {
  int number;
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text::without_surroundings(text.substr(0, end));
    if (!line.empty()) lines.push_back({number, line});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::size_t columns_of(std::string_view line, char separator) {
  return 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), separator));
}

// As exports and our own lists call their columns.
bool is_heading(std::string_view cell) {
  constexpr std::string_view words[] = {"handle",   "handles",    "username", "user",
                                        "login",    "name",       "account",  "id",
                                        "platform", "account_id", "url",      "server"};
  cell = text::without_surroundings(cell);
  if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"') {
    cell = cell.substr(1, cell.size() - 2);
  }
  return std::find(std::begin(words), std::end(words), text::to_lower(cell)) != std::end(words);
}

bool names_handles(std::string_view cell) {
  return is_heading(cell) && (text::to_lower(cell).find("handle") != std::string::npos ||
                              text::to_lower(cell).find("user") != std::string::npos);
}

std::optional<Table> headed(const Line& line, char separator) {
  Table table{separator, line.number, line.text, columns_of(line.text, separator), 1, false};
  if (table.columns == 1) return std::nullopt;
  std::string_view rest = line.text;
  bool is_found = false;
  for (std::size_t column = 1; column <= table.columns; ++column) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view cell = rest.substr(0, end);
    table.has_header = table.has_header || is_heading(cell);
    if (!is_found && names_handles(cell)) {
      table.handles = column;
      is_found = true;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return table.has_header ? std::optional(table) : std::nullopt;
}

std::optional<Table> ruled(const std::vector<Line>& lines, char separator) {
  std::map<std::size_t, std::size_t> rows;  // of so many columns
  for (const Line& line : lines) ++rows[columns_of(line.text, separator)];
  rows.erase(1);
  const auto most = std::max_element(
      rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == rows.end() || most->second < 2 || 2 * most->second <= lines.size()) {
    return std::nullopt;
  }
  const auto first = std::find_if(lines.begin(), lines.end(), [&](const Line& line) {
    return columns_of(line.text, separator) == most->first;
  });
  return Table{separator, first->number, first->text, most->first, 1, false};
}

}  // namespace

std::optional<Table> table_in(std::string_view text) {
  if (text.find_first_of(",;") == std::string_view::npos) return std::nullopt;
  const std::vector<Line> lines = lines_of(text);
  for (const char separator : {',', ';'}) {
    if (lines.empty()) break;
    if (auto table = headed(lines.front(), separator)) return table;
    if (auto table = ruled(lines, separator)) return table;
  }
  return std::nullopt;
}

}  // namespace targets
