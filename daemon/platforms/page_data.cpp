#include "platforms/page_data.hpp"

#include <algorithm>

#include "reading/html_reader.hpp"
#include "reading/mended_json.hpp"
#include "reading/script_values.hpp"
#include "text/case.hpp"
#include "text/trim.hpp"

namespace platforms {
namespace {

using reading::HtmlTag;
using reading::Json;

constexpr std::size_t most_values = 200;  // of one page: real ones have a few dozen

enum class Contents { nothing, linked_data, json, javascript };

// What browsers run (MIME Sniffing, 'JavaScript MIME type'; the type must be nothing but that).
bool is_javascript(std::string_view type) {
  constexpr std::string_view all[] = {
      "",
      "module",
      "application/ecmascript",
      "application/javascript",
      "application/x-ecmascript",
      "application/x-javascript",
      "text/ecmascript",
      "text/javascript",
      "text/javascript1.0",
      "text/javascript1.1",
      "text/javascript1.2",
      "text/javascript1.3",
      "text/javascript1.4",
      "text/javascript1.5",
      "text/jscript",
      "text/livescript",
      "text/x-ecmascript",
      "text/x-javascript",
  };
  return std::find(std::begin(all), std::end(all), type) != std::end(all);
}

// Templates and texts stand in scripts, too, and what is written in one with an address is not run.
Contents contents_of(const HtmlTag& script) {
  std::string type = text::to_lower(text::trimmed(script.attribute("type")));
  const std::string_view language = script.attribute("language");
  if (type.empty() && !language.empty()) type = "text/" + text::to_lower(language);
  const std::string_view essence = text::trimmed(std::string_view(type).substr(0, type.find(';')));
  if (essence == "application/ld+json") return Contents::linked_data;
  if (essence.ends_with("json")) return Contents::json;
  const bool is_run = is_javascript(type) && !script.has("src");
  return is_run ? Contents::javascript : Contents::nothing;
}

// What is found in its beginning is there in the whole.
std::optional<Json> parsed(std::string_view text, const reading::JsonRules& rules) {
  reading::LooseJson json = reading::parse_loosely(text, rules, false);
  return json.whole ? std::move(json.whole) : std::move(json.beginning);
}

std::size_t count_of_values(const Json& json) {
  std::size_t count = 1;
  for (const Json& item : json.items) count += count_of_values(item);
  return count;
}

}  // namespace

PageData::PageData(std::string_view page) {
  Contents contents = Contents::nothing;
  std::size_t templates = 0;  // open ones: what stands in them is no part of the page
  reading::HtmlListener listener;
  listener.tag = [&](const HtmlTag& tag) {
    if (tag.name == "template") {
      if (!tag.closes) ++templates;
      if (tag.closes && templates > 0) --templates;
    } else if (tag.name == "script") {
      contents = templates == 0 ? contents_of(tag) : Contents::nothing;
    } else if (tag.name == "meta" && templates == 0) {
      take_meta(tag);
    }
  };
  listener.script = [&](std::string_view script) {
    if (contents == Contents::linked_data) take(linked_, text::trimmed(script));
    if (contents == Contents::json) take(scripts_, text::trimmed(script));
    if (contents == Contents::javascript) take_values(script);
  };
  reading::read_html(page, listener);
}

void PageData::take_meta(const HtmlTag& tag) {
  for (const std::string_view key : {"property", "name", "itemprop"}) {
    const std::string_view name = tag.attribute(key);
    if (!name.empty()) metas_.emplace_back(text::to_lower(name), tag.attribute("content"));
  }
}

void PageData::take_values(std::string_view script) {
  reading::ScriptValues values(script);
  while (scripts_.size() < most_values) {
    const std::string_view value = values.next();
    if (value.empty()) break;
    take(scripts_, value);
  }
}

void PageData::take(std::vector<Data>& all, std::string_view text) {
  if (all.size() < most_values) all.push_back({text, false, {}});
}

std::optional<std::string> PageData::meta(std::string_view name) const {
  const std::string wanted = text::to_lower(name);
  const auto found = std::find_if(metas_.begin(), metas_.end(),
                                  [&](const auto& meta) { return meta.first == wanted; });
  if (found == metas_.end()) return std::nullopt;
  return reading::html_text(found->second);
}

std::optional<std::string> PageData::first_in(std::vector<Data>& all, const Find& find) const {
  for (Data& data : all) {
    if (!data.is_parsed) parse(data);
    if (!data.json) continue;
    if (auto found = find(*data.json)) return found;
  }
  return std::nullopt;
}

void PageData::parse(Data& data) const {
  data.is_parsed = true;
  if (values_left_ == 0) return;
  reading::JsonRules rules = reading::answers;
  rules.values = values_left_;
  data.json = parsed(data.text, rules);
  if (data.json) values_left_ -= std::min(values_left_, count_of_values(*data.json));
}

// Of several nodes it may be a list, or a graph (JSON-LD 1.1, 4.1 and 4.9).
std::optional<std::string> PageData::in_linked_data(const Find& find) const {
  return first_in(linked_, [&find](const Json& data) {
    auto found = find(data);
    const Json* graph = data.find("@graph");
    const Json& nodes = graph != nullptr ? *graph : data;
    const std::size_t count = nodes.is(Json::Kind::array) ? nodes.items.size() : 0;
    for (std::size_t i = 0; !found && i < count; ++i) found = find(nodes.items[i]);
    return found;
  });
}

std::optional<std::string> PageData::in_scripts(const Find& find) const {
  return first_in(scripts_, find);
}

}  // namespace platforms
