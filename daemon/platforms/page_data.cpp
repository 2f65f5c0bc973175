#include "platforms/page_data.hpp"

#include <algorithm>

#include "reading/html_reader.hpp"
#include "reading/mended_json.hpp"
#include "reading/script_values.hpp"
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
    reading::ScriptValues values(script);
    while (scripts_.size() < most_values) {
      const std::string_view value = values.next();
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
