#include "reading/csv.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text/counted.hpp"
#include "text/join.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace reading {
namespace {

class CsvParser {
 public:
  CsvParser(std::string_view text, std::string_view file) : rest_(text), file_(file) {}

  // One row's fields; an unterminated quote is reported where it opened.
  CsvRow row() {
    CsvRow row;
    row.line = line_;
    row.fields.push_back(field());
    while (!rest_.empty() && rest_.front() == ',') {
      rest_.remove_prefix(1);
      row.fields.push_back(field());
    }
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    if (!rest_.empty() && rest_.front() == '\n') {
      rest_.remove_prefix(1);
      ++line_;
    }
    return row;
  }

  bool done() const { return rest_.empty(); }
  void report(int line, std::string message) {
    problems_.push_back({std::string(file_), line, 0, "", std::move(message)});
  }
  model::Problems& problems() { return problems_; }

 private:
  std::string field() {
    if (rest_.empty() || rest_.front() != '"') {
      const std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
      std::string value(rest_.substr(0, end));
      rest_.remove_prefix(end);
      if (!value.empty() && value.back() == '\r') value.pop_back();
      if (value.find('"') != std::string::npos) {
        report(line_, "a double quote inside a field; put the field in quotes and double it: \"\"");
      }
      return value;
    }
    return quoted();
  }

  std::string quoted() {
    const int opened = line_;
    std::string value;
    rest_.remove_prefix(1);
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\n') ++line_;
      if (c != '"') {
        value += c;
      } else if (!rest_.empty() && rest_.front() == '"') {
        value += '"';
        rest_.remove_prefix(1);
      } else {
        const std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
        const std::string_view after = rest_.substr(0, end);
        if (!after.empty() && after != "\r") {
          report(line_, fmt::format("'{}' after a closing quote; a comma or the line's end belongs "
                                    "here",
                                    text::visible(after)));
        }
        rest_.remove_prefix(end);
        return value;
      }
    }
    report(opened, "a quote opens here and is never closed");
    return value;
  }

  std::string_view rest_;
  std::string_view file_;
  int line_ = 1;
  model::Problems problems_;
};

void check_header(const CsvRow& header, CsvParser& parser) {
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const std::string& name = header.fields[i];
    if (name.empty()) {
      parser.report(header.line, fmt::format("column {} has no name in the header", i + 1));
    }
    const auto end = header.fields.begin() + static_cast<std::ptrdiff_t>(i);
    if (!name.empty() && std::find(header.fields.begin(), end, name) != end) {
      parser.report(header.line, fmt::format("two columns are named '{}'", text::visible(name)));
    }
  }
}

}  // namespace

int CsvTable::column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? -1 : static_cast<int>(found - header.begin());
}

model::Result<CsvTable> parse_csv(std::string_view text, std::string_view file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  CsvParser parser(text, file);
  if (const int line = text::line_not_utf8(text); line > 0) {
    parser.report(line, "is not UTF-8; save it as 'CSV UTF-8'");
    return model::refused(std::move(parser.problems()));
  }
  if (text.empty()) {
    parser.report(0, "is empty; the first line names the columns");
    return model::refused(std::move(parser.problems()));
  }
  CsvTable table;
  const CsvRow header = parser.row();
  check_header(header, parser);
  table.header = header.fields;
  while (!parser.done()) {
    CsvRow row = parser.row();
    if (row.fields.size() == 1 && row.fields[0].empty()) continue;
    // A quote out of place already says why the fields do not add up.
    const bool whole = parser.problems().empty() || parser.problems().back().line < row.line;
    if (whole && row.fields.size() != table.header.size()) {
      const std::size_t needed = table.header.size();
      parser.report(
          row.line,
          fmt::format("{} found, {} {} needed ({})", text::counted(row.fields.size(), "field"),
                      needed, needed == 1 ? "is" : "are", text::joined(table.header, ",")));
    }
    table.rows.push_back(std::move(row));
  }
  if (!parser.problems().empty()) return model::refused(std::move(parser.problems()));
  return table;
}

std::string csv_field(std::string_view value) {
  std::string field;
  if (!value.empty() &&
      std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos) {
    field += '\'';
  }
  field += value;
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace reading
