#include "importing/python_pattern.hpp"

#include <bitset>
#include <cctype>

#include <fmt/format.h>

namespace importing {
namespace {

using Bytes = std::bitset<128>;

void add_range(Bytes& bytes, char from, char to) {
  const std::size_t last = static_cast<unsigned char>(to);
  for (std::size_t c = static_cast<unsigned char>(from); c <= last && c < bytes.size(); ++c) {
    bytes.set(c);
  }
}

Bytes host_characters(bool upper_case) {
  Bytes bytes;
  add_range(bytes, 'a', 'z');
  add_range(bytes, '0', '9');
  bytes.set('-');
  bytes.set('.');
  if (upper_case) add_range(bytes, 'A', 'Z');
  return bytes;
}

// "[a-z-]" of these characters.
std::string class_of(const Bytes& bytes) {
  std::string ranges;
  for (std::size_t c = 0; c < bytes.size(); ++c) {
    if (!bytes[c] || c == '-') continue;
    std::size_t last = c;
    while (last + 1 < bytes.size() && bytes[last + 1] && last + 1 != '-') ++last;
    ranges += static_cast<char>(c);
    if (last > c + 1) ranges += '-';
    if (last > c) ranges += static_cast<char>(last);
    c = last;
  }
  if (bytes['-']) ranges += '-';
  return "[" + ranges + "]";
}

// The ASCII characters of an escape: \w, \d, \s or one of punctuation.
std::optional<Bytes> escaped_set(char c) {
  Bytes bytes;
  switch (c) {
    case 'w':
      add_range(bytes, 'a', 'z');
      add_range(bytes, 'A', 'Z');
      add_range(bytes, '0', '9');
      bytes.set('_');
      return bytes;
    case 'd': add_range(bytes, '0', '9'); return bytes;
    case 's': bytes.set(' '); return bytes;
    default: break;
  }
  const bool punctuation = c > ' ' && c < 0x7F && std::isalnum(static_cast<unsigned char>(c)) == 0;
  if (!punctuation) return std::nullopt;
  bytes.set(static_cast<std::size_t>(c));
  return bytes;
}

// Reads a class from after its '['. Characters beyond ASCII are left out: no host holds them.
std::optional<Bytes> class_at(std::string_view pattern, std::size_t& at) {
  Bytes bytes;
  const bool negated = pattern.substr(at, 1) == "^";
  if (negated) ++at;
  for (bool first = true; at < pattern.size() && (pattern[at] != ']' || first); first = false) {
    if (pattern.substr(at, 2) == "[:") return std::nullopt;
    if (pattern[at] == '\\') {
      if (at + 1 >= pattern.size()) return std::nullopt;
      const auto set = escaped_set(pattern[at + 1]);
      if (!set) return std::nullopt;
      bytes |= *set;
      at += 2;
      continue;
    }
    const char from = pattern[at++];
    const bool range = pattern.substr(at, 1) == "-" && at + 1 < pattern.size() &&
                       pattern[at + 1] != ']' && pattern[at + 1] != '\\';
    const char to = range ? pattern[at + 1] : from;
    if (range) at += 2;
    if (from >= 0) add_range(bytes, from, to < 0 ? '\x7F' : to);
  }
  if (at >= pattern.size()) return std::nullopt;
  ++at;  // the ']'
  return negated ? ~bytes : bytes;
}

// One pattern on its way to what a host can hold, a part at a time.
class Narrowing {
 public:
  Narrowing(std::string_view pattern, bool upper_case)
      : pattern_(pattern), upper_case_(upper_case), host_(host_characters(upper_case)) {}

  std::optional<std::string> narrowed() {
    while (at_ < pattern_.size()) {
      if (!take_structure() && !take_characters()) return std::nullopt;
    }
    return std::move(narrowed_);
  }

 private:
  // What stands for no character: a repetition, a group, an alternative.
  bool take_structure() {
    std::size_t length = 0;
    if (pattern_[at_] == '{') {
      const std::size_t end = pattern_.find('}', at_);
      if (end != std::string_view::npos) length = end + 1 - at_;
    } else if (pattern_.substr(at_, 2) == "(?") {
      if (pattern_.substr(at_, 3) == "(?:") length = 3;
    } else if (std::string_view("()|?*+").find(pattern_[at_]) != std::string_view::npos) {
      length = 1;
    }
    narrowed_ += pattern_.substr(at_, length);
    at_ += length;
    return length > 0;
  }

  // What stands for one of a set of characters; false when that cannot be told or none is left.
  bool take_characters() {
    auto set = next_set();
    if (!set) return false;
    // In one case only, the other is folded to it.
    for (std::size_t upper = 'A'; !upper_case_ && upper <= 'Z'; ++upper) {
      if ((*set)[upper]) set->set(upper - 'A' + 'a');
    }
    const Bytes kept = *set & host_;
    if (kept.none()) return false;
    narrowed_ += class_of(kept);
    return true;
  }

  std::optional<Bytes> next_set() {
    const char c = pattern_[at_++];
    if (c == '[') return class_at(pattern_, at_);
    if (c == '.') return host_;
    if (c == '\\') return at_ < pattern_.size() ? escaped_set(pattern_[at_++]) : std::nullopt;
    if (c < 0 || std::string_view("^${(").find(c) != std::string_view::npos) return std::nullopt;
    Bytes one;
    one.set(static_cast<std::size_t>(c));
    return one;
  }

  std::string_view pattern_;
  bool upper_case_;
  Bytes host_;
  std::size_t at_ = 0;
  std::string narrowed_;
};

}  // namespace

std::string from_python(std::string_view pattern) {
  std::string translated;
  bool in_class = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c != '\\' || at + 1 >= pattern.size()) {
      translated += c;
      if (c == ']') in_class = false;
      if (c != '[' || in_class) continue;
      in_class = true;
      // A ] that stands first is one of the class.
      for (const char first : {'^', ']'}) {
        if (pattern.substr(at + 1, 1) == std::string_view(&first, 1)) translated += pattern[++at];
      }
      continue;
    }
    const char escaped = pattern[++at];
    if (escaped == 'd') {
      translated += "\\p{Nd}";
    } else if (escaped == 'w') {
      translated += in_class ? "\\p{L}\\p{N}_" : "[\\p{L}\\p{N}_]";
    } else if (escaped == 'u' && at + 4 < pattern.size()) {
      translated += fmt::format("\\x{{{}}}", pattern.substr(at + 1, 4));
      at += 4;
    } else {
      translated += {c, escaped};
    }
  }
  return translated;
}

std::optional<std::string> within_host(std::string_view pattern, bool upper_case) {
  return Narrowing(pattern, upper_case).narrowed();
}

}  // namespace importing
