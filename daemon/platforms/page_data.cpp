#include "platforms/page_data.hpp"

#include <algorithm>

#include "reading/html_reader.hpp"
#include "reading/mended_json.hpp"
#include "text/case.hpp"

namespace platforms {
namespace {

using reading::HtmlTag;
using reading::Json;

constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t most_values = 200;  // of one page: real ones have a few dozen

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// Of the object or list that begins here: to its last bracket, as JSON has strings.
std::size_t length_of_value(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return text.size();
}

// A script as far as it takes to know what is code in it: not strings, comments and regular
// expressions, which may hold anything, an owner's text among it.
class Script {
 public:
  explicit Script(std::string_view script) : rest_(trimmed(script)) {}

  // The next object or list that the script is, or assigns to a name: what stands behind a single
  // '='. Empty: none any more.
  std::string_view next_value() {
    if (is_first_) {
      is_first_ = false;
      if (begins_value()) return take_value();
    }
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"' || c == '\'' || c == '`') {
        pass_string(c);
      } else if (c == '/' && pass_comment_or_regex()) {
        continue;
      } else if (c == '=') {
        before_ = c;
        rest_.remove_prefix(1);
        rest_ = trimmed(rest_);
        if (begins_value()) return take_value();
      } else {
        if (blanks.find(c) == std::string_view::npos) before_ = c;
        rest_.remove_prefix(1);
      }
    }
    return {};
  }

 private:
  bool begins_value() const { return rest_.starts_with('{') || rest_.starts_with('['); }

  std::string_view take_value() {
    const std::string_view value = rest_.substr(0, length_of_value(rest_));
    rest_.remove_prefix(value.size());
    before_ = '}';
    return value;
  }

  // A line ends it, too, but for a template.
  void pass_string(char quote) {
    std::size_t i = 1;
    while (i < rest_.size() && rest_[i] != quote && (quote == '`' || rest_[i] != '\n')) {
      i += rest_[i] == '\\' ? 2 : 1;
    }
    before_ = quote;
    rest_.remove_prefix(std::min(i + 1, rest_.size()));
  }

  // False: it divides.
  bool pass_comment_or_regex() {
    if (rest_.starts_with("//")) {
      rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      return true;
    }
    if (rest_.starts_with("/*")) {
      const std::size_t end = rest_.find("*/", 2);
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 2);
      return true;
    }
    constexpr std::string_view before_expression = "(,=:[!&|?{};+-*%~^<>";
    if (before_ != '\0' && before_expression.find(before_) == std::string_view::npos) return false;
    bool in_class = false;
    std::size_t i = 1;
    while (i < rest_.size() && rest_[i] != '\n' && (in_class || rest_[i] != '/')) {
      if (rest_[i] == '[') in_class = true;
      if (rest_[i] == ']') in_class = false;
      i += rest_[i] == '\\' ? 2 : 1;
    }
    before_ = '/';
    rest_.remove_prefix(std::min(i + 1, rest_.size()));
    return true;
  }

  std::string_view rest_;
  char before_ = '\0';  // the last character of code that is no blank
  bool is_first_ = true;
};

// What is found in its beginning is there in the whole.
std::optional<Json> parsed(std::string_view text) {
  if (auto json = reading::parse_loosely(text, reading::answers)) return json;
  return reading::parse_beginning(reading::mended_json(text), reading::answers, false);
}

}  // namespace

PageData::PageData(std::string_view page) {
  bool is_linked = false;
  reading::HtmlListener listener;
  listener.tag = [&](const HtmlTag& tag) {
    if (tag.name == "script") {
      is_linked = text::to_lower(tag.attribute("type")).starts_with("application/ld+json");
    }
    if (tag.name != "meta") return;
    for (const std::string_view key : {"property", "name", "itemprop"}) {
      const std::string_view name = tag.attribute(key);
      if (!name.empty()) metas_.emplace_back(text::to_lower(name), tag.attribute("content"));
    }
  };
  listener.script = [&](std::string_view script) {
    if (is_linked && linked_.size() < most_values) linked_.push_back({trimmed(script), false, {}});
    if (is_linked) return;
    Script code(script);
    while (scripts_.size() < most_values) {
      const std::string_view value = code.next_value();
      if (value.empty()) break;
      scripts_.push_back({value, false, {}});
    }
  };
  reading::read_html(page, listener);
}

std::optional<std::string> PageData::meta(std::string_view name) const {
  const std::string wanted = text::to_lower(name);
  const auto found = std::find_if(metas_.begin(), metas_.end(),
                                  [&](const auto& meta) { return meta.first == wanted; });
  if (found == metas_.end()) return std::nullopt;
  return reading::html_text(found->second);
}

std::optional<std::string> PageData::first_in(std::vector<Data>& all, const Find& find) {
  for (Data& data : all) {
    if (!data.is_parsed) data.json = parsed(data.text);
    data.is_parsed = true;
    if (!data.json) continue;
    if (auto found = find(*data.json)) return found;
  }
  return std::nullopt;
}

std::optional<std::string> PageData::in_linked_data(const Find& find) const {
  return first_in(linked_, find);
}

std::optional<std::string> PageData::in_scripts(const Find& find) const {
  return first_in(scripts_, find);
}

}  // namespace platforms
