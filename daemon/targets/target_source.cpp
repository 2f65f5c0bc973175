#include "targets/target_source.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "targets/table.hpp"
#include "text/clip.hpp"
#include "text/name.hpp"
#include "text/visible.hpp"

namespace targets {

bool TemplateSource::next(Written& written) {
  while (true) {
    if (generator_ && generator_->next(written.handle)) {
      const naming::Template& from = (*templates_)[next_template_ - 1];
      written.instance = {&from, generator_->ordinal()};
      written.owned = nullptr;
      return true;
    }
    if (next_template_ == templates_->size()) return false;
    generator_.emplace((*templates_)[next_template_++]);
  }
}

std::unique_ptr<TargetSource> TemplateSource::anew() const {
  return std::make_unique<TemplateSource>(templates_);
}

LineSource::LineSource(std::shared_ptr<const std::string> text)
    : text_(std::move(text)), rest_(*text_) {}

bool LineSource::next(Written& written) {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string why;
    const auto name = text::name_written(rest_.substr(0, end), why);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!name || name->empty()) continue;
    written.handle = *name;
    written.instance.reset();
    written.owned = nullptr;
    return true;
  }
  return false;
}

namespace {

// What nobody is called: a line of another kind of file.
std::string_view other_than_name(std::string_view name) {
  if (name.find("://") != std::string_view::npos) return "is an address; one handle a line";
  if (name.find_first_of("{}") != std::string_view::npos) {
    return "is a template; templates are given as arguments";
  }
  return {};
}

model::Problem not_a_list(const Table& table, std::string_view file) {
  const std::string separator = table.separator == ';' ? "';'" : ",";
  return {std::string(file), table.line, 0, "",
          fmt::format("'{}' is a row of a table with {} columns; one handle a line is right: "
                      "cut -d{} -f{}{}. A name with '{}' in it may be an argument",
                      text::visible(text::clipped(table.row, 60)), table.columns, separator,
                      table.handles, table.has_header ? " | tail -n +2" : "", table.separator)};
}

}  // namespace

model::Problems wrong_lines(std::string_view text, std::string_view file) {
  model::Problems problems;
  if (text.find('\n') == std::string_view::npos && text.find('\r') < text.size() - 1) {
    problems.push_back({std::string(file), 1, 0, "",
                        "its lines end in a carriage return alone; save it with LF or CRLF"});
    return problems;
  }
  if (const auto table = table_in(text)) {
    problems.push_back(not_a_list(*table, file));
    return problems;
  }
  bool has_name = false;
  int line = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string why;
    const auto name = text::name_written(text.substr(0, end), why);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++line;
    if (name) {
      const std::string_view other = other_than_name(*name);
      if (!other.empty())
        why = fmt::format("'{}' {}", text::visible(text::clipped(*name, 60)), other);
    }
    if (!why.empty()) problems.push_back({std::string(file), line, 0, "", why});
    has_name = has_name || !name || !name->empty();
  }
  if (!has_name) problems.push_back({std::string(file), 0, 0, "", "has no handle in it"});
  return problems;
}

std::unique_ptr<TargetSource> LineSource::anew() const {
  return std::make_unique<LineSource>(text_);
}

bool OwnedSource::next(Written& written) {
  if (next_ == owned_.size()) return false;
  written.owned = &owned_[next_++];
  written.handle = written.owned->handle;
  written.instance.reset();
  return true;
}

std::unique_ptr<TargetSource> OwnedSource::anew() const {
  return std::make_unique<OwnedSource>(owned_);
}

}  // namespace targets
