#include "reading/script_values.hpp"

#include <algorithm>

namespace reading {
namespace {

constexpr std::string_view line_ends = "\r\n";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_ascii_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool is_beyond_ascii(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// Blanks beyond ASCII among them: a word with one in it is in doubt.
bool is_word(char c) {
  return is_ascii_word(c) || is_beyond_ascii(c);
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

}  // namespace

std::string_view ScriptValues::next() {
  while (pass_blanks() && at_ < script_.size()) {
    const char c = script_[at_];
    const bool begins_value = is_assigned_ && (c == '{' || c == '[');
    if (begins_value) return take_value();
    if (!pass_token()) break;
  }
  doubt();
  return {};
}

std::string_view ScriptValues::take_value() {
  const std::size_t begin = at_;
  const std::size_t depth = open_.size();
  do {
    const bool goes_on = pass_blanks() && at_ < script_.size() && pass_token();
    if (!goes_on) {
      doubt();
      return {};
    }
  } while (open_.size() > depth);
  return script_.substr(begin, at_ - begin);
}

// Nothing behind it is read.
bool ScriptValues::doubt() {
  at_ = script_.size();
  return false;
}

// And comments.
bool ScriptValues::pass_blanks() {
  while (at_ < script_.size()) {
    const char c = script_[at_];
    if (line_ends.find(c) != std::string_view::npos) begins_line_ = true;
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      ++at_;
    } else if (rest().starts_with("//") || rest().starts_with("/*")) {
      if (!pass_comment()) return false;
    } else if (is_assigned_ && rest().starts_with("<!--")) {  // where '<' could be nothing else
      if (!pass_line_comment()) return false;
    } else {
      break;
    }
  }
  return true;
}

bool ScriptValues::pass_comment() {
  if (script_[at_ + 1] == '/') return pass_line_comment();
  const std::size_t end = script_.find("*/", at_ + 2);
  if (end == std::string_view::npos) return doubt();
  const std::string_view comment = script_.substr(at_, end - at_);
  if (comment.find_first_of(line_ends) != std::string_view::npos) begins_line_ = true;
  at_ = end + 2;
  return true;
}

// U+2028 and U+2029 end a line, too; nobody writes them there.
bool ScriptValues::pass_line_comment() {
  const std::string_view comment = rest().substr(0, rest().find_first_of(line_ends));
  for (const std::string_view separator : {"\u2028", "\u2029"}) {
    if (comment.find(separator) != std::string_view::npos) return doubt();
  }
  at_ += comment.size();
  return true;
}

bool ScriptValues::pass_token() {
  const char c = script_[at_];
  is_assigned_ = false;
  if (!is_word(c) && c != '(') behind_parenthesis_ = Before::operand;
  const bool is_passed = [&] {
    switch (c) {
      case '"':
      case '\'': return pass_string();
      case '`': return pass_template();
      case '/': return pass_slash();
      case '.':
      case '#': return pass_dots();
      case '(':
      case '[':
      case '{': return pass_opening();
      case ')':
      case ']':
      case '}': return pass_closing();
      case '+':
      case '-': return pass_sign();
      case '=':
      case '!':
      case '<':
      case '>': return pass_comparison();
      default: return is_word(c) ? pass_word() : pass_operator();
    }
  }();
  begins_line_ = false;
  if (c != '.' && c != '#') is_member_ = false;
  return is_passed;
}

bool ScriptValues::pass_string() {
  const char quote = script_[at_++];
  while (at_ < script_.size() && script_[at_] != quote) {
    if (line_ends.find(script_[at_]) != std::string_view::npos) return doubt();
    if (script_[at_] == '\\') at_ += rest().starts_with("\\\r\n") ? 2 : 1;
    ++at_;
  }
  if (at_ >= script_.size()) return doubt();
  ++at_;
  before_ = Before::operand;
  return true;
}

// From a quote or the brace that ends an expression in it, to the other.
bool ScriptValues::pass_template() {
  ++at_;
  while (at_ < script_.size() && script_[at_] != '`') {
    if (rest().starts_with("${")) {
      at_ += 2;
      open_ += '$';
      before_ = Before::expression;
      return true;
    }
    at_ += script_[at_] == '\\' ? 2 : 1;
  }
  if (at_ >= script_.size()) return doubt();
  ++at_;
  before_ = Before::operand;
  return true;
}

bool ScriptValues::pass_slash() {
  if (before_ == Before::expression) return pass_regex();
  // "var a" may end with its line.
  if (before_ == Before::doubt || begins_line_) return doubt();
  at_ += rest().starts_with("/=") ? 2 : 1;
  before_ = Before::expression;
  return true;
}

bool ScriptValues::pass_regex() {
  bool in_class = false;
  ++at_;
  while (at_ < script_.size() && (in_class || script_[at_] != '/')) {
    const char c = script_[at_];
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c == '\\') ++at_;
    if (at_ < script_.size() && line_ends.find(script_[at_]) != std::string_view::npos) {
      return doubt();
    }
    ++at_;
  }
  if (at_ >= script_.size()) return doubt();
  ++at_;
  while (at_ < script_.size() && is_word(script_[at_])) ++at_;  // flags
  before_ = Before::operand;
  return true;
}

// A number has its point in it, so that "1..x" is a member and "a?.5:1" none.
bool ScriptValues::pass_word() {
  const std::size_t begin = at_;
  const bool is_number = is_digit(script_[at_]) || script_[at_] == '.';
  const auto goes_on = [&](char c) { return is_word(c) || (is_number && c == '.'); };
  while (at_ < script_.size() && goes_on(script_[at_])) ++at_;
  const std::string_view word = script_.substr(begin, at_ - begin);
  before_ = Before::operand;
  behind_parenthesis_ = Before::operand;
  if (std::any_of(word.begin(), word.end(), is_beyond_ascii)) {
    before_ = Before::doubt;
    behind_parenthesis_ = Before::doubt;
  } else if (is_member_) {
    return true;
  } else if (is_one_of(word, {"return", "typeof", "case", "in", "void", "delete", "throw", "new",
                              "else", "do", "instanceof"})) {
    before_ = Before::expression;
  } else if (is_one_of(word, {"of", "yield", "break", "continue", "default", "extends"})) {
    before_ = Before::doubt;  // of and yield may be names
  } else if (is_one_of(word, {"if", "while", "for", "with"})) {
    behind_parenthesis_ = Before::expression;
  } else if (word == "await") {
    before_ = Before::doubt;
    behind_parenthesis_ = Before::doubt;  // 'for await (…)'
  }
  return true;
}

bool ScriptValues::pass_dots() {
  if (script_[at_] == '.' && at_ + 1 < script_.size() && is_digit(script_[at_ + 1])) {
    return pass_word();
  }
  const bool is_private = at_ + 1 < script_.size() && is_word(script_[at_ + 1]);
  if (script_[at_] == '#' && !is_private) return doubt();
  const bool spreads = rest().starts_with("...");
  at_ += spreads ? 3 : 1;
  is_member_ = !spreads;
  before_ = spreads ? Before::expression : Before::doubt;
  return true;
}

bool ScriptValues::pass_opening() {
  char bracket = script_[at_++];
  if (bracket == '(' && behind_parenthesis_ == Before::expression) bracket = 'f';
  if (bracket == '(' && behind_parenthesis_ == Before::doubt) bracket = '?';
  behind_parenthesis_ = Before::operand;
  open_ += bracket;
  before_ = Before::expression;
  return true;
}

// Behind '}' of a block begins a statement, behind that of an object goes an expression on.
bool ScriptValues::pass_closing() {
  const char opened = open_.empty() ? '\0' : open_.back();
  if (opened == '\0') return doubt();
  open_.pop_back();
  const char closing = script_[at_];
  if (closing == '}' && opened == '$') return pass_template();
  const char wanted = opened == '{' ? '}' : opened == '[' ? ']' : ')';
  if (closing != wanted || opened == '$') return doubt();
  ++at_;
  before_ = Before::operand;
  if (opened == 'f') before_ = Before::expression;
  if (opened == '?' || opened == '{') before_ = Before::doubt;
  return true;
}

// What stands behind '++' is what stands before it: one more, or one to come. "-->" begins a
// comment where it begins a line.
bool ScriptValues::pass_sign() {
  if (begins_line_ && rest().starts_with("-->")) return doubt();
  const bool is_doubled = rest().starts_with("++") || rest().starts_with("--");
  if (!is_doubled) return pass_operator();
  at_ += 2;
  if (begins_line_ && before_ == Before::operand) before_ = Before::doubt;
  return true;
}

bool ScriptValues::pass_comparison() {
  if (rest().starts_with("<!--")) return doubt();
  const std::size_t next = std::min(script_.find_first_not_of('=', at_ + 1), script_.size());
  const bool is_arrow = rest().starts_with("=>");
  is_assigned_ = script_[at_] == '=' && next == at_ + 1 && !is_arrow;
  at_ = next + (is_arrow ? 1 : 0);
  before_ = Before::expression;
  return true;
}

bool ScriptValues::pass_operator() {
  constexpr std::string_view operators = "+-*%&|^~?:,;";
  if (operators.find(script_[at_]) == std::string_view::npos) return doubt();
  ++at_;
  before_ = Before::expression;
  return true;
}

}  // namespace reading
