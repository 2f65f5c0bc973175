// Where in an answer its holder writes, and how a platform spells there what he wrote.
//
// He writes what the ask reads as his display name, biography, website and picture (whose address
// is any text on Matrix), and members that are called like free text; not what the platform gives
// him: the id, the handle, whatever a rule compares with the handle. In a page he writes his name
// and biography where the hand-made pages show them, in the tags that pages repeat them in, and in
// the state that a script holds.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "platforms/compose.hpp"
#include "platforms/recorded_exchange.hpp"
#include "reading/json.hpp"

namespace tests {

// How text stands there: in a JSON string, or as the whole value; the same in a script; in HTML; in
// the CDATA of a feed.
enum class Place { json, json_value, script, script_value, html, cdata };

struct Field {
  std::size_t at = 0;      // in the body
  std::size_t length = 0;  // of what stands there now
  Place place = Place::html;
  bool shown = true;        // false: this exchange shows none, and the test adds it
  std::string before = {};  // of an added one
  std::string after = {};
};

// Past the string, list or object of JSON that begins at `at`.
inline std::size_t value_end(std::string_view text, std::size_t at) {
  int depth = 0;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '\\') {
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '{' || c == '[')) {
      ++depth;
    } else if (!quoted && (c == '}' || c == ']')) {
      --depth;
    }
    if (!quoted && depth == 0) return at + 1;
  }
  return at;
}

// What the holder of one handle writes into the body of an exchange.
class HoldersFields {
 public:
  HoldersFields(const platforms::Definition& definition, const platforms::Ask& ask,
                const platforms::RecordedExchange& exchange, std::size_t n)
      : body_(exchange.reply.body),
        handle_(exchange.handles[n]),
        fold_([&definition](std::string_view name) { return definition.grammar.folded(name); }),
        values_(platforms::values_for(definition, {exchange.server, nullptr, ""}, handle_, n)) {
    const auto parsed = reading::parse_json(body_, reading::answers);
    if (parsed) {
      of_answer(ask, *parsed);
    } else if (body_.starts_with("<?xml")) {
      add_words(0, body_.size(), Place::cdata);
    } else {
      of_page();
    }
    // What is added before a text comes before it.
    std::stable_sort(fields_.begin(), fields_.end(), [](const Field& a, const Field& b) {
      return std::pair(a.at, a.length) < std::pair(b.at, b.length);
    });
  }

  const std::vector<Field>& fields() const { return fields_; }

 private:
  using Json = reading::Json;

  const Json* find(const Json& from, const platforms::JsonPath& path) const {
    return platforms::walk(from, path, values_, fold_);
  }

  // The members of the answer that are his by the definition's word, or are not.
  void sort_out(const platforms::Ask& ask, const Json& whole, const Json& item) {
    const std::set<std::string_view> keys = {"display_name", "bio", "website", "avatar"};
    for (const platforms::ProfileKey& key : ask.profile) {
      for (const platforms::ProfileSource& source : key.sources) {
        const Json* value = source.path ? find(item, *source.path) : nullptr;
        if (keys.contains(key.key)) his_.insert(value);
        if (key.key == "account_id") not_his_.insert(value);
      }
    }
    const auto compares = [](const platforms::Test& test) {
      const auto names = [](const auto& text) {
        return text && text->has(platforms::Slot::handle);
      };
      return std::any_of(test.stencils.begin(), test.stencils.end(), names) ||
             (test.pattern && test.pattern->stencil.has(platforms::Slot::handle));
    };
    for (const platforms::Rule& rule : ask.rules) {
      for (const auto& test : rule.json) {
        if (compares(test.test)) not_his_.insert(find(whole, test.path));
      }
      for (const auto& test : rule.item) {
        if (compares(test.test)) not_his_.insert(find(item, test.path));
      }
    }
  }

  // His part of the answer alone: in a batch the rest is others'.
  void of_answer(const platforms::Ask& ask, const Json& whole) {
    const Json* item = &whole;
    for (const platforms::JsonPath& path : ask.item) {
      item = find(whole, path);
      if (item != nullptr) break;
    }
    REQUIRE(item != nullptr);
    sort_out(ask, whole, *item);
    add_strings(*item, 0, Place::json, false);
    // Whatever a platform may come to show besides, in the object that speaks of him.
    if (item->is(Json::Kind::object)) add_last(*item);
  }

  bool is_free_text(std::string_view key) const {
    static const std::set<std::string_view> keys = {
        "name",        "title",       "description", "bio",          "biography",
        "about",       "note",        "summary",     "full_name",    "fullName",
        "displayName", "displayname", "location",    "display_name", "first_name",
        "last_name",   "pageTitle",   "city",        "screenname"};
    return keys.contains(key) || key.ends_with("_title") || key.ends_with("_description");
  }

  bool is_his(std::string_view key, const Json& value) const {
    if (value.is(Json::Kind::string) && fold_(value.text) == fold_(handle_)) return false;
    if (not_his_.contains(&value)) return false;
    return his_.contains(&value) || is_free_text(key) || value.text == words[0];
  }

  // `text_at`: where the JSON stands in the body; `all`: all strings of it are his.
  void add_strings(const Json& json, std::size_t text_at, Place place, bool all) {
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      const Json& value = json.items[i];
      const std::string_view key = json.keys.empty() ? "" : std::string_view(json.keys[i]);
      if (value.is(Json::Kind::string) && (all || is_his(key, value))) {
        const std::size_t at = text_at + value.offset;
        fields_.push_back({at + 1, value_end(body_, at) - at - 2, place});
      }
      // The links of a page go where its holder says; those of an API name its own resources.
      add_strings(value, text_at, place, all || (place == Place::script && key == "links"));
    }
  }

  void add_first(const Json& object, std::size_t text_at) {
    const char* comma = object.items.empty() ? "" : ",";
    fields_.push_back(
        {text_at + object.offset + 1, 0, Place::script_value, false, "\"description\":", comma});
  }

  void add_last(const Json& object) {
    const std::string before = fmt::format("{}\"more\":", object.items.empty() ? "" : ",");
    fields_.push_back({value_end(body_, object.offset) - 1, 0, Place::json_value, false, before});
  }

  const Json* object_of_handle(const Json& json) const {
    for (const Json& value : json.items) {
      const bool named = value.is(Json::Kind::string) && fold_(value.text) == fold_(handle_);
      if (named && json.is(Json::Kind::object)) return &json;
      if (const Json* deeper = object_of_handle(value)) return deeper;
    }
    return nullptr;
  }

  // The state of a page. Without a text of his it gets one, before all else that is said of him:
  // platforms write the members in the order of the alphabet, or of their own.
  void of_script(std::size_t from, std::size_t end) {
    const std::size_t begin = std::min(body_.find_first_of("{[", from), end);
    if (begin == end) return;
    const std::string_view text = body_.substr(begin, value_end(body_, begin) - begin);
    const auto state = reading::parse_json(text, reading::answers);
    if (!state) return;
    const std::size_t before = fields_.size();
    add_strings(*state, begin, Place::script, false);
    const Json* his = object_of_handle(*state);
    if (fields_.size() == before && his != nullptr) {
      add_first(*his, begin);
    } else if (fields_.size() > before) {
      const Field& first = fields_[before];
      fields_.push_back({first.at + first.length + 1, 0, Place::script_value, false, ",\"more\":"});
    }
  }

  // The texts that the hand-made pages let a holder write, those that lie included.
  static constexpr std::string_view words[] = {
      "Police nationale 44",   "Compte officiel · urgences: le 17",
      "noindex, nofollow",     "Not found.",
      "Blog has been removed", "Blog not found"};

  void add_words(std::size_t from, std::size_t end, Place place) {
    for (const std::string_view word : words) {
      for (std::size_t at = from; (at = body_.find(word, at)) < end; at += word.size()) {
        fields_.push_back({at, word.size(), place});
      }
    }
  }

  void add_tag(std::size_t at, std::string before, std::string after) {
    REQUIRE(at != std::string_view::npos);
    fields_.push_back({at, 0, Place::html, false, std::move(before), std::move(after)});
  }

  void of_page() {
    std::size_t at = 0;
    while (at < body_.size()) {
      const std::size_t script = std::min(body_.find("<script", at), body_.size());
      add_words(at, script, Place::html);
      const std::size_t begin = std::min(body_.find('>', script), body_.size());
      at = std::min(body_.find("</script>", begin), body_.size());
      of_script(begin, at);
    }
    const std::size_t head = std::min(body_.find("<title"), body_.find("<body"));
    for (const char* property : {"og:title", "og:description"}) {
      add_tag(head, fmt::format("<meta property=\"{}\" content=\"", property), "\">");
    }
    const std::size_t top = body_.find("<body>");
    REQUIRE(top != std::string_view::npos);
    for (const char* tag : {"h1", "p"}) {
      add_tag(top + 6, fmt::format("<{}>", tag), fmt::format("</{}>", tag));
      add_tag(body_.find("</body>"), fmt::format("<{}>", tag), fmt::format("</{}>", tag));
    }
  }

  std::string_view body_;
  std::string handle_;
  platforms::Fold fold_;
  platforms::Values values_;
  std::set<const Json*> his_;
  std::set<const Json*> not_his_;
  std::vector<Field> fields_;
};

}  // namespace tests
