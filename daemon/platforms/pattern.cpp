#include "platforms/pattern.hpp"

#include <algorithm>
#include <cstring>

#include <re2/re2.h>

namespace platforms {
namespace {

constexpr std::size_t longest_captured = std::size_t{64} << 10;

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

bool is_plain(std::string_view pattern) {
  return pattern.find_first_of("\\^$.|?*+()[]{}") == std::string_view::npos;
}

// Past the end of a repetition, {2} {2,} {2,5}, that begins at `at`; elsewhere a brace is text.
std::optional<std::size_t> repetition_end(std::string_view pattern, std::size_t at) {
  static const RE2 shape("\\{[0-9]+(,[0-9]*)?\\}");
  re2::StringPiece rest = piece(pattern.substr(at));
  const std::size_t before = rest.size();
  if (!RE2::Consume(&rest, shape)) return std::nullopt;
  return at + before - rest.size();
}

// Reads a character class from after its '['; gives its members, or nothing when it is negated or
// holds an escape that stands for a set.
std::optional<std::string> class_members(std::string_view pattern, std::size_t& at) {
  std::string members;
  if (at < pattern.size() && pattern[at] == '^') return std::nullopt;
  bool first = true;
  while (at < pattern.size() && (pattern[at] != ']' || first)) {
    first = false;
    if (pattern.substr(at, 2) == "[:") return std::nullopt;
    if (pattern[at] == '\\') {
      ++at;
      if (at >= pattern.size() || std::isalnum(static_cast<unsigned char>(pattern[at])) != 0) {
        return std::nullopt;
      }
    }
    const char from = pattern[at++];
    char to = from;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      to = pattern[at + 1];
      if (to == '\\') return std::nullopt;
      at += 2;
    }
    for (int c = static_cast<unsigned char>(from); c <= static_cast<unsigned char>(to); ++c) {
      members += static_cast<char>(c);
    }
  }
  ++at;  // the ']'
  return members;
}

}  // namespace

std::optional<Pattern> Pattern::compile(std::string_view written, bool ignore_case,
                                        std::string& why) {
  if (!ignore_case && is_plain(written)) return literal(written);
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!ignore_case);
  options.set_max_mem(1 << 20);
  Pattern pattern;
  pattern.written_ = written;
  pattern.regex_ = std::make_shared<const RE2>(piece(written), options);
  if (!pattern.regex_->ok()) {
    why = pattern.regex_->error();
    return std::nullopt;
  }
  return pattern;
}

Pattern Pattern::literal(std::string_view text) {
  Pattern pattern;
  pattern.written_ = text;
  pattern.literal_ = text;
  return pattern;
}

bool Pattern::found_in(std::string_view text) const {
  if (regex_) return RE2::PartialMatch(piece(text), *regex_);
  if (text.empty()) return literal_.empty();  // memmem() takes no null pointer
  // Not find(), which stops at every byte that equals the first one: in a page that is often '<'.
  return ::memmem(text.data(), text.size(), literal_.data(), literal_.size()) != nullptr;
}

bool Pattern::is_whole(std::string_view text) const {
  if (regex_) return RE2::FullMatch(piece(text), *regex_);
  return text == literal_;
}

std::optional<std::string> Pattern::capture(std::string_view text) const {
  std::size_t at = 0;
  return capture_from(text, at);
}

std::optional<std::string> Pattern::capture_alike(std::string_view text) const {
  constexpr int most = 1'000;  // more than any page names its own account
  std::size_t at = 0;
  const auto first = capture_from(text, at);
  for (int i = 0; first && i < most; ++i) {
    const std::size_t before = at;
    const auto next = at < text.size() ? capture_from(text, at) : std::nullopt;
    const bool is_last = !next && at == before;
    if (is_last) return first;
    if (next != first) break;  // also one that is too long to be anybody's
  }
  return std::nullopt;
}

// `at`: where to look from; afterwards where the match ends, or a byte further if it is empty.
// Where it is as before, there was none.
std::optional<std::string> Pattern::capture_from(std::string_view text, std::size_t& at) const {
  if (!regex_ || regex_->NumberOfCapturingGroups() < 1) return std::nullopt;
  const re2::StringPiece whole = piece(text);
  // Where it is, RE2 finds at the pace of memory; what the group caught, a hundred times more
  // slowly (150 ms in 2 MiB): in as much text no value stands that anybody wants.
  re2::StringPiece match;
  if (!regex_->Match(whole, at, whole.size(), RE2::UNANCHORED, &match, 1)) return std::nullopt;
  const auto begin = static_cast<std::size_t>(match.data() - whole.data());
  at = begin + std::max<std::size_t>(1, match.size());
  if (match.size() > longest_captured) return std::nullopt;
  re2::StringPiece groups[2];
  if (!regex_->Match(whole, begin, begin + match.size(), RE2::ANCHOR_BOTH, groups, 2)) {
    return std::nullopt;
  }
  return std::string(groups[1].data() == nullptr ? "" : groups[1].data(), groups[1].size());
}

int Pattern::groups() const {
  return regex_ ? regex_->NumberOfCapturingGroups() : 0;
}

std::string Pattern::as_regex() const {
  return regex_ || is_plain(written_) ? written_ : platforms::quoted(written_);
}

std::string quoted(std::string_view text) {
  constexpr std::string_view special = "\\^$.|?*+()[]{}";
  const std::size_t last = text.rfind('}');
  std::string pattern;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\0') {
      pattern += "\\x00";
    } else if (c == '{' && last != std::string_view::npos && at < last) {
      pattern += "\\x7B";
    } else {
      if (special.find(c) != std::string_view::npos) pattern += '\\';
      pattern += c;
    }
  }
  return pattern;
}

bool SearchText::found_in(std::string_view text, const Values& values) const {
  if (fixed) return fixed->found_in(text);
  static const RE2 says_so("\\(\\?[a-zA-Z]*i");
  const bool caseless = ignore_case || RE2::PartialMatch(piece(stencil.written), says_so);
  const Encoding encoding = caseless ? Encoding::regex_caseless : Encoding::regex;
  std::string why;
  const auto pattern = Pattern::compile(fill(stencil, values, encoding), ignore_case, why);
  return pattern && pattern->found_in(text);
}

std::optional<std::string> admitted_characters(std::string_view pattern) {
  std::string admitted;
  for (std::size_t at = 0; at < pattern.size();) {
    const char c = pattern[at++];
    if (c == '.') return std::nullopt;
    if (c == '[') {
      const auto members = class_members(pattern, at);
      if (!members) return std::nullopt;
      admitted += *members;
    } else if (c == '\\') {
      if (at >= pattern.size() || std::isalnum(static_cast<unsigned char>(pattern[at])) != 0) {
        return std::nullopt;
      }
      admitted += pattern[at++];
    } else if (const auto end = c == '{' ? repetition_end(pattern, at - 1) : std::nullopt) {
      at = *end;
    } else if (c == '(' && pattern.substr(at, 2) == "?:") {
      at += 2;
    } else if (c == '(' && pattern.substr(at, 1) == "?") {
      return std::nullopt;  // flags such as (?i) change what a class admits
    } else if (std::string_view("()|?*+^$").find(c) == std::string_view::npos) {
      admitted += c;
    }
  }
  return admitted;
}

}  // namespace platforms
