#include "simulator/kinds/graphql.hpp"

#include <algorithm>

namespace simulator {
namespace {

bool is_name_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Names, `...`, single punctuators, and strings (kept with their opening quote, as a mark).
std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    std::size_t end = at + 1;
    if (c == ' ' || c == ',' || c == '\n' || c == '\r' || c == '\t') {
      at = end;
      continue;
    }
    if (is_name_part(c)) {
      while (end < text.size() && is_name_part(text[end])) ++end;
    } else if (c == '"') {
      while (end < text.size() && text[end] != '"') ++end;
      tokens.emplace_back(text.substr(at, end - at));
      at = end + 1;
      continue;
    } else if (text.substr(at, 3) == "...") {
      end = at + 3;
    }
    tokens.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

class Parser {
 public:
  explicit Parser(std::string_view query) : tokens_(tokens_of(query)) {}

  std::optional<std::vector<Selection>> query() {
    if (accept("query") && is_name()) take();
    std::vector<Selection> all;
    if (!accept("{")) return std::nullopt;
    while (!accept("}")) {
      if (!is_name()) return std::nullopt;
      all.push_back(selection());
      if (failed_) return std::nullopt;
    }
    if (at_ != tokens_.size() || all.empty()) return std::nullopt;
    return all;
  }

 private:
  std::string_view peek() const {
    return at_ < tokens_.size() ? std::string_view(tokens_[at_]) : std::string_view();
  }
  std::string take() { return at_ < tokens_.size() ? tokens_[at_++] : std::string(); }
  bool is_name() const { return !peek().empty() && is_name_part(peek().front()); }
  bool accept(std::string_view token) {
    if (peek() != token) return false;
    ++at_;
    return true;
  }

  Selection selection() {
    Selection selection;
    selection.alias = selection.field = take();
    if (accept(":")) selection.field = take();
    if (accept("(")) read_arguments(selection);
    if (accept("{")) read_selected(selection);
    return selection;
  }

  void read_arguments(Selection& selection) {
    while (!failed_ && !accept(")")) {
      const std::string name = take();
      const bool colon = accept(":");
      const std::string value = take();
      failed_ = !colon || value.empty() || value.front() != '"';
      if (!failed_) selection.arguments.emplace_back(name, value.substr(1));
    }
  }

  // `login ... on User { databaseId followers { totalCount } }`; a type condition holds until its
  // brace closes.
  void read_selected(Selection& selection) {
    std::vector<std::string> types{""};
    while (!types.empty() && !failed_) {
      const std::string token = take();
      if (token == "...") {
        failed_ = !accept("on");
        types.push_back(take());
        failed_ = failed_ || !accept("{");
      } else if (token == "{") {
        types.push_back(types.back());
      } else if (token == "}") {
        types.pop_back();
      } else if (!token.empty() && is_name_part(token.front())) {
        selection.selected.emplace_back(types.back(), token);
      } else {
        failed_ = true;
      }
    }
  }

  std::vector<std::string> tokens_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

std::string Selection::argument(std::string_view name) const {
  for (const auto& [key, value] : arguments)
    if (key == name) return value;
  return {};
}

bool Selection::selects(std::string_view type, std::string_view name) const {
  return std::any_of(selected.begin(), selected.end(), [&](const auto& entry) {
    return entry.second == name && (entry.first.empty() || entry.first == type);
  });
}

std::optional<std::vector<Selection>> parsed_graphql(std::string_view query) {
  return Parser(query).query();
}

}  // namespace simulator
