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

// The objects and lists that a script is, or assigns: what stands behind a single '='.
std::vector<std::string_view> values_in(std::string_view script) {
  std::vector<std::string_view> values;
  std::string_view rest = trimmed(script);
  const auto begins_value = [](std::string_view text) {
    return text.starts_with('{') || text.starts_with('[');
  };
  while (!rest.empty()) {
    if (begins_value(rest)) {
      const std::size_t length = length_of_value(rest);
      values.push_back(rest.substr(0, length));
      rest.remove_prefix(length);
    }
    const std::size_t equals = std::min(rest.find('='), rest.size());
    rest.remove_prefix(std::min(equals + 1, rest.size()));
    rest = trimmed(rest);
  }
  return values;
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
    if (is_linked) linked_.push_back({trimmed(script), false, {}});
    if (is_linked) return;
    for (const std::string_view value : values_in(script)) scripts_.push_back({value, false, {}});
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
    if (!data.is_parsed) data.json = reading::parse_loosely(data.text, reading::answers);
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
