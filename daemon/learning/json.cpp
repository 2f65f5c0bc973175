#include "learning/json.hpp"

#include <algorithm>

#include "text/case.hpp"

namespace learning {
namespace {

using reading::Json;

constexpr std::size_t deepest = 6;
constexpr std::size_t most_json_traits = 4000;
constexpr std::size_t longest_json_text = 120;
constexpr std::size_t longest_key = 40;

// Members whose name is made for one account or one request, such as {"users": {"81723": {}}},
// say nothing of other names.
bool is_made_up(std::string_view key) {
  const auto digits = static_cast<std::size_t>(
      std::count_if(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; }));
  return digits >= 3 || digits == key.size() || key.size() > longest_key ||
         key.find_first_of("={}") != std::string_view::npos;
}

std::string token(std::string_view key) {
  std::string escaped = "/";
  for (const char c : key) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

class Walker {
 public:
  Walker(std::string_view handle, Traits& traits)
      : handle_(handle), lower_(text::to_lower(handle)), traits_(traits) {}

  void visit(const Json& json, const std::string& at, std::size_t depth) {
    if (traits_.size() > most_json_traits) return;
    if (!json.is(Json::Kind::null)) add(TraitKind::json_exists, at, R"({"exists":true})");
    const bool container = json.is(Json::Kind::array) || json.is(Json::Kind::object);
    if (!container || json.items.empty()) {
      leaf(json, at);
    } else if (depth < deepest) {
      if (json.is(Json::Kind::object)) members(json, at, depth);
      if (json.is(Json::Kind::array)) elements(json, at, depth);
    }
  }

 private:
  bool is_handle(std::string_view text) const { return text::to_lower(text) == lower_; }

  void add(TraitKind kind, const std::string& at, std::string says) {
    if (at.empty() && kind == TraitKind::json_exists) return;
    traits_.push_back({kind, at, std::move(says)});
  }

  void leaf(const Json& json, const std::string& at) {
    if (json.is(Json::Kind::string) && is_handle(json.text)) {
      add(TraitKind::json_handle, at, R"("{handle}")");
    } else if (json.is(Json::Kind::string)) {
      if (json.text.size() > longest_json_text) return;
      const std::string text = with_placeholder(json.text, handle_);
      add(TraitKind::json_literal, at, to_text(Json::string(text)));
    } else {
      add(TraitKind::json_literal, at, to_text(json));
    }
  }

  void members(const Json& json, const std::string& at, std::size_t depth) {
    for (std::size_t i = 0; i < json.keys.size(); ++i) {
      const std::string& key = json.keys[i];
      if (!is_handle(key) && is_made_up(key)) continue;
      visit(json.items[i], at + (is_handle(key) ? "/{handle}" : token(key)), depth + 1);
    }
  }

  // Of a list the element about the name, and the first one, whoever that is.
  void elements(const Json& json, const std::string& at, std::size_t depth) {
    for (const Json& element : json.items) {
      for (std::size_t i = 0; i < element.keys.size(); ++i) {
        const Json& member = element.items[i];
        const std::string& key = element.keys[i];
        if (!member.is(Json::Kind::string) || !is_handle(member.text) || is_made_up(key)) continue;
        add(TraitKind::json_listed, at + token(key) + "={handle}", R"({"exists":true})");
      }
    }
    visit(json.items.front(), at + "/0", depth + 1);
  }

  std::string_view handle_;
  std::string lower_;
  Traits& traits_;
};

}  // namespace

void add_json_traits(const Json& json, std::string_view handle, Traits& traits) {
  Walker(handle, traits).visit(json, "", 0);
}

}  // namespace learning
