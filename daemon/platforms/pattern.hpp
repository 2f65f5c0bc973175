// A regular expression of a definition, over bytes that are known to be UTF-8. RE2 runs in linear
// time, whatever a stranger writes. A pattern with nothing special in it is searched as plain text,
// which is what the strings of foreign site lists are.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platforms/stencil.hpp"

namespace re2 {
class RE2;
}

namespace platforms {

class Pattern {
 public:
  // Null and `why` when RE2 refuses it.
  static std::optional<Pattern> compile(std::string_view written, bool ignore_case,
                                        std::string& why);
  static Pattern literal(std::string_view text);

  bool found_in(std::string_view text) const;
  bool is_whole(std::string_view text) const;
  // What the first group caught, or nothing.
  std::optional<std::string> capture(std::string_view text) const;
  // The same where every match says the same: what stands there twice, and differs, is nobody's id.
  std::optional<std::string> capture_alike(std::string_view text) const;
  int groups() const;
  const std::string& written() const { return written_; }
  // As a definition would write it: compile() makes this pattern of it again, also of plain text.
  std::string as_regex() const;

 private:
  std::optional<std::string> capture_from(std::string_view text, std::size_t& at) const;

  std::string written_;
  std::string literal_;                    // plain text to search for, when regex_ is null
  std::shared_ptr<const re2::RE2> regex_;  // shared: definitions are copied, patterns never change
};

// A regular expression that finds this text, and in which no brace can be taken for a placeholder.
std::string quoted(std::string_view text);  // call it platforms::quoted: std has one for strings

// A pattern that may name the handle asked for: compiled at load when it does not, per handle when
// it does (the handle quoted; case-blind when the platform's names are).
struct SearchText {
  Stencil stencil;
  std::optional<Pattern> fixed;
  bool ignore_case = false;

  bool found_in(std::string_view text, const Values& values) const;
};

// Every character that a pattern can admit, when that can be told from its text: only literals,
// escapes of punctuation and plain classes. Nothing when it holds '.', a negated class, \w and the
// like.
std::optional<std::string> admitted_characters(std::string_view pattern);

}  // namespace platforms
