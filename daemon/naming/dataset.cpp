#include "naming/dataset.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include <fmt/format.h>

#include "reading/csv.hpp"
#include "reading/file.hpp"
#include "text/name.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace naming {
namespace {

// What a handle could carry into a terminal or break a line of output with.
bool is_printable(std::string_view value) {
  return text::visible(value) == value;
}

// As a handle may hold it: without what stands around it, nor an '@' before it; a typesetter's
// blanks within it are spaces.
std::string value_of(std::string_view field) {
  std::string_view rest = text::without_surroundings(field);
  while (rest.starts_with('@')) rest.remove_prefix(1);
  std::string value;
  bool after_blank = false;
  while (!rest.empty()) {
    const char32_t character = text::take_code_point(rest);
    const bool is_blank = text::is_blank(character);
    if (is_blank && !after_blank) value += ' ';
    if (!is_blank) text::append_utf8(value, character);
    after_blank = is_blank;
  }
  return text::nfc(value);
}

void check_header(const std::vector<std::string>& header, std::string_view file,
                  model::Problems& problems) {
  for (const std::string& name : header) {
    if (is_printable(name)) continue;
    problems.push_back({std::string(file), 1, 0, "",
                        fmt::format("the column name '{}' holds a control or invisible character",
                                    text::visible(name))});
  }
  if (header.size() == 1 && header[0].find_first_of(";\t") != std::string::npos) {
    problems.push_back({std::string(file), 1, 0, "",
                        fmt::format("the header '{}' is one single column; columns are separated "
                                    "by commas",
                                    text::visible(header[0]))});
  }
}

void check_fields(const reading::CsvTable& table, const reading::CsvRow& row, std::string_view file,
                  model::Problems& problems) {
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    if (is_printable(text::without_surroundings(row.fields[i]))) continue;
    problems.push_back({std::string(file), row.line, 0, "",
                        fmt::format("'{}' in column '{}' holds a control or invisible character",
                                    text::visible(row.fields[i]), table.header[i])});
  }
}

model::Problems check(const reading::CsvTable& table, std::string_view file) {
  model::Problems problems;
  check_header(table.header, file, problems);
  if (table.rows.empty()) {
    problems.push_back({std::string(file), 0, 0, "", "has a header but no rows"});
  }
  std::deque<std::string> keys;
  std::unordered_map<std::string_view, int> line_of_key;
  for (const reading::CsvRow& row : table.rows) {
    check_fields(table, row, file, problems);
    std::string wrong;
    const auto written = text::name_written(row.fields[0], wrong);
    const bool is_told = !is_printable(text::without_surroundings(row.fields[0]));
    if (!written && !is_told) problems.push_back({std::string(file), row.line, 0, "", wrong});
    if (!written) continue;
    const std::string& key = keys.emplace_back(*written);
    if (key.empty()) {
      problems.push_back(
          {std::string(file), row.line, 0, "",
           fmt::format("the key is empty (column '{}')", text::visible(table.header[0]))});
      continue;
    }
    const auto [first, is_new] = line_of_key.emplace(key, row.line);
    if (is_new) continue;
    problems.push_back({std::string(file), row.line, 0, "",
                        fmt::format("duplicate key '{}'; it stands on line {} already",
                                    text::visible(key), first->second)});
  }
  return problems;
}

}  // namespace

bool is_dataset_name(std::string_view name) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos;
}

int Dataset::column(std::string_view column_name) const {
  const auto found = std::find(columns.begin(), columns.end(), column_name);
  return found == columns.end() ? -1 : static_cast<int>(found - columns.begin());
}

model::Result<Dataset> parse_dataset(std::string_view text, std::string_view file,
                                     std::string name) {
  auto table = reading::parse_csv(text, file);
  if (!table) return model::refused(std::move(table.error()));
  model::Problems problems = check(*table, file);
  if (!problems.empty()) return model::refused(std::move(problems));
  Dataset dataset{std::move(name), std::move(table->header), {}};
  dataset.rows.reserve(table->rows.size());
  for (reading::CsvRow& row : table->rows) {
    for (std::string& field : row.fields) field = value_of(field);
    dataset.rows.push_back(std::move(row.fields));
  }
  return dataset;
}

DatasetStore::DatasetStore(std::vector<std::filesystem::path> folders)
    : folders_(std::move(folders)) {}

model::Problems DatasetStore::add(std::string_view assignment) {
  const auto failed = [&](std::string_view why) {
    return model::Problems{
        {"--dataset", 0, 0, "", fmt::format("'{}' {}", text::visible(assignment), why)}};
  };
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) return failed("is not NAME=FILE");
  const std::string name(assignment.substr(0, equals));
  const std::string file(assignment.substr(equals + 1));
  if (!is_dataset_name(name)) return failed("needs a name of a-z, 0-9 and '-' before the '='");
  if (file.empty()) return failed("names no file after the '='");
  if (read_.contains(name)) return failed("gives a dataset of that name a second time");
  const auto text = reading::read_file(file);
  if (!text) return text.error();
  auto dataset = parse_dataset(*text, file, name);
  if (!dataset) return std::move(dataset.error());
  read_.emplace(name, std::move(*dataset));
  if (!shipped_file(name).empty()) {
    notes_.push_back(fmt::format("{}: '{}' hides the dataset of that name", file, name));
  }
  return {};
}

model::Result<const Dataset*> DatasetStore::find(std::string_view name) {
  if (const auto found = read_.find(name); found != read_.end()) return &found->second;
  if (!is_dataset_name(name))
    return nullptr;  // also keeps `{../../etc/passwd}` from being looked for
  const std::filesystem::path file = shipped_file(name);
  if (file.empty()) return nullptr;
  const auto text = reading::read_file(file);
  if (!text) return model::refused(text.error());
  auto dataset = parse_dataset(*text, file.string(), std::string(name));
  if (!dataset) return model::refused(std::move(dataset.error()));
  return &read_.emplace(name, std::move(*dataset)).first->second;
}

std::filesystem::path DatasetStore::shipped_file(std::string_view name) const {
  for (const std::filesystem::path& folder : folders_) {
    std::filesystem::path file = folder / fmt::format("{}.csv", name);
    std::error_code error;
    if (std::filesystem::exists(file, error)) return file;
  }
  return {};
}

std::vector<std::string> DatasetStore::names() const {
  std::vector<std::string> names;
  for (const auto& [name, dataset] : read_) names.push_back(name);
  for (const std::filesystem::path& folder : folders_) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
      const std::string name = entry.path().stem().string();
      if (entry.path().extension() == ".csv" && is_dataset_name(name)) names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace naming
