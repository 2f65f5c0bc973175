#include "platforms/crossing.hpp"

#include <algorithm>

#include <re2/re2.h>

namespace platforms {
namespace {

bool admits(std::string_view atom, const char* character) {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 regex("(?:" + std::string(atom) + ")", options);
  return regex.ok() && RE2::FullMatch(character, regex);
}

class Scan {
 public:
  explicit Scan(std::string_view pattern) : pattern_(pattern) {
    static const RE2 quoted_key("\"(\\\\s\\*| ?)?:");
    in_json_ = RE2::PartialMatch(re2::StringPiece(pattern.data(), pattern.size()), quoted_key);
  }

  std::string found() {
    read(false);
    return std::move(found_);
  }

 private:
  // To the end of the group, or of all. `repeated`: what stands here is, again and again.
  void read(bool repeated) {
    bool after_backslash = false;  // an escaped character of a string: "(?:[^"\\]|\\.)*"
    while (at_ < pattern_.size() && pattern_[at_] != ')') {
      const std::size_t begin = at_;
      if (pattern_[at_] == '(') {
        pass_group(repeated);
        continue;
      }
      pass_atom();
      const std::string_view atom = pattern_.substr(begin, at_ - begin);
      const bool is_more = pass_repetition();
      const bool is_free = atom == "." && after_backslash && !is_more;
      if ((repeated || is_more) && !is_free) judge(atom);
      after_backslash = atom == "\\\\";
    }
  }

  void pass_group(bool repeated) {
    const std::size_t begin = at_;
    const std::size_t end = end_of_group();
    at_ = end;
    const bool is_optional = at_ < pattern_.size() && pattern_[at_] == '?';
    const bool is_more = pass_repetition() && !is_optional;
    const std::size_t behind = at_;
    at_ = begin + 1;
    if (at_ < pattern_.size() && pattern_[at_] == '?') pass_flags();
    if (is_more && depth_ == 0) quote_ = opens_ = closes_ = false;
    depth_ += is_more ? 1 : 0;
    read(repeated || is_more);
    depth_ -= is_more ? 1 : 0;
    at_ = std::max(behind, at_);
  }

  void pass_flags() {
    while (at_ < pattern_.size() && pattern_[at_] != ':' && pattern_[at_] != '>' &&
           pattern_[at_] != ')') {
      ++at_;
    }
    if (at_ < pattern_.size() && pattern_[at_] != ')') ++at_;
  }

  std::size_t end_of_group() {
    std::size_t depth = 0;
    const std::size_t begin = at_;
    while (at_ < pattern_.size()) {
      if (pattern_[at_] == '(') {
        ++depth;
        ++at_;
      } else if (pattern_[at_] == ')') {
        ++at_;
        if (--depth == 0) break;
      } else {
        pass_atom();
      }
    }
    return std::max(at_, begin + 1);
  }

  void pass_atom() {
    const char c = pattern_[at_++];
    if (c == '\\' && at_ < pattern_.size()) {
      const char escaped = pattern_[at_++];
      const bool has_name = (escaped == 'p' || escaped == 'P' || escaped == 'x');
      if (has_name && at_ < pattern_.size() && pattern_[at_] == '{') {
        at_ = std::min(pattern_.find('}', at_), pattern_.size() - 1) + 1;
      } else if (has_name && escaped != 'x' && at_ < pattern_.size()) {
        ++at_;  // \PN
      }
    } else if (c == '[') {
      pass_class();
    }
  }

  void pass_class() {
    if (at_ < pattern_.size() && pattern_[at_] == '^') ++at_;
    if (at_ < pattern_.size() && pattern_[at_] == ']') ++at_;
    while (at_ < pattern_.size() && pattern_[at_] != ']') {
      if (pattern_.substr(at_, 2) == "[:") {
        at_ = std::min(pattern_.find(":]", at_), pattern_.size() - 2) + 2;
      } else {
        at_ += pattern_[at_] == '\\' ? 2 : 1;
      }
    }
    at_ = std::min(at_ + 1, pattern_.size());
  }

  // Whether more than one is admitted of what stood before.
  bool pass_repetition() {
    if (at_ == pattern_.size()) return false;
    const char c = pattern_[at_];
    bool is_more = c == '*' || c == '+' || c == '?';  // "?" may be written often enough
    if (c == '{') {
      const std::size_t end = std::min(pattern_.find('}', at_), pattern_.size() - 1);
      is_more = pattern_.substr(at_, end - at_ + 1) != "{1}";
      at_ = end + 1;
    } else if (is_more) {
      ++at_;
    }
    if (at_ < pattern_.size() && pattern_[at_] == '?') ++at_;
    return is_more;
  }

  void judge(std::string_view atom) {
    if (!found_.empty() || atom == "|" || atom == "^" || atom == "$") return;
    if (atom == "\"") return;  // that alone is no text
    const bool quote = admits(atom, "\"");
    const bool leaves_tag = admits(atom, "<") && admits(atom, ">");
    if (quote && (in_json_ || leaves_tag)) found_ = atom;
    // Of what is repeated together.
    quote_ = quote_ || quote;
    opens_ = opens_ || admits(atom, "<");
    closes_ = closes_ || admits(atom, ">");
    if (found_.empty() && depth_ > 0 && !in_json_ && opens_ && closes_ && quote_) found_ = atom;
  }

  std::string_view pattern_;
  bool in_json_ = false;
  std::size_t at_ = 0;
  int depth_ = 0;       // of groups that are repeated,
  bool quote_ = false;  // and what stands in them admits
  bool opens_ = false;
  bool closes_ = false;
  std::string found_;
};

}  // namespace

std::string runs_across(std::string_view pattern) {
  return Scan(pattern).found();
}

}  // namespace platforms
