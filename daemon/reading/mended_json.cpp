#include "reading/mended_json.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "reading/number.hpp"
#include "text/utf8.hpp"

namespace reading {
namespace {

constexpr std::string_view replacement = "\\ufffd";

// What servers put before JSON so that a page of another site cannot run it (AngularJS, Google,
// Facebook).
constexpr std::string_view guards[] = {")]}',", ")]}'", "while(1);", "for(;;);", "{}&&", "{} &&"};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Nor byte order marks, wherever they came from.
std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  while (!text.empty() && (is_blank(text.front()) || text.starts_with(mark))) {
    text.remove_prefix(text.starts_with(mark) ? mark.size() : 1);
  }
  return text;
}

std::string_view without_guard(std::string_view text) {
  text = without_blanks(text);
  for (const std::string_view guard : guards) {
    if (text.starts_with(guard)) return without_blanks(text.substr(guard.size()));
  }
  return text;
}

// "\uD83D" at the beginning of `text`.
std::optional<unsigned> escaped_unit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  unsigned unit = 0;
  const char* const end = text.data() + 6;
  const auto [rest, error] = std::from_chars(text.data() + 2, end, unit, 16);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return unit;
}

bool is_high(unsigned unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

bool is_low(unsigned unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

class Mender {
 public:
  explicit Mender(std::string_view text) : rest_(text) { mended_.reserve(text.size()); }

  std::string mended() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"') {
        take(1);
        string();
      } else if (c == '-' || (c >= '0' && c <= '9') || c == 'N' || c == 'I') {
        number();
      } else {
        take(1);
      }
    }
    return std::move(mended_);
  }

 private:
  void take(std::size_t bytes) {
    mended_ += rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
  }
  void put(std::string_view instead, std::size_t bytes) {
    mended_ += instead;
    rest_.remove_prefix(bytes);
  }

  // Behind the opening quote, through the closing one.
  void string() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '\\') {
        escape();
      } else if (static_cast<unsigned char>(c) < 0x20) {
        constexpr std::string_view hex = "0123456789abcdef";
        const auto code = static_cast<unsigned char>(c);
        mended_ += "\\u00";
        mended_ += hex[code >> 4U];
        put(hex.substr(code & 15U, 1), 1);
      } else {
        take(1);
        if (c == '"') return;
      }
    }
  }

  void escape() {
    constexpr std::string_view known = "\"\\/bfnrt";
    if (const auto unit = escaped_unit(rest_)) {
      const auto next = is_high(*unit) ? escaped_unit(rest_.substr(6)) : std::nullopt;
      if (next && is_low(*next)) {
        take(12);
      } else if (is_high(*unit) || is_low(*unit)) {
        put(replacement, 6);
      } else {
        take(6);
      }
    } else if (rest_.size() > 1 && known.find(rest_[1]) != std::string_view::npos) {
      take(2);
    } else {
      rest_.remove_prefix(1);
    }
  }

  void number() {
    for (const std::string_view word : {"NaN", "-Infinity", "Infinity"}) {
      if (rest_.starts_with(word)) return put("null", word.size());
    }
    const std::size_t length = rest_.find_first_not_of("+-.0123456789eE");
    const std::string_view written = rest_.substr(0, length);
    const std::size_t bytes = std::max<std::size_t>(written.size(), 1);
    is_too_big(written) ? put("null", bytes) : take(bytes);
  }

  std::string_view rest_;
  std::string mended_;
};

}  // namespace

std::string mended_json(std::string_view text) {
  const std::string_view json = without_guard(text);
  if (text::is_utf8(json)) return Mender(json).mended();
  return Mender(text::well_formed(json)).mended();
}

LooseJson parse_loosely(std::string_view text, const JsonRules& rules, bool is_cut) {
  const auto has_too_many = [](const model::Result<Json>& parsed) {
    return parsed.error().front().message == too_many_values;
  };
  auto parsed = parse_json(text, rules);
  if (parsed) return {std::move(*parsed), std::nullopt};
  if (has_too_many(parsed)) return {std::nullopt, parse_beginning(text, rules, is_cut)};
  const std::string mended = mended_json(text);
  parsed = parse_json(mended, rules);
  if (parsed) return {std::move(*parsed), std::nullopt};
  if (!is_cut && !has_too_many(parsed)) return {};
  return {std::nullopt, parse_beginning(mended, rules, is_cut)};
}

}  // namespace reading
