#include "text/name.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace text {
namespace {

// What turns the direction of letters changes what is seen of them.
bool is_around(char32_t character) {
  const bool turns =
      (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
  constexpr char32_t empty_braille = 0x2800;
  return !turns && (is_blank(character) || character == empty_braille ||
                    u_hasBinaryProperty(static_cast<UChar32>(character),
                                        UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0);
}

// Blanks that are no spaces are shown as what they are.
std::string shown(std::string_view name) {
  constexpr std::size_t most = 60;  // characters; somebody may have given a file of another kind
  std::string text;
  for (std::size_t i = 0; !name.empty(); ++i) {
    if (i == most) return text + "\u2026";
    const std::string_view rest = name;
    const char32_t character = take_code_point(name);
    const bool is_odd = is_blank(character) && character != U' ';
    text += is_odd ? fmt::format("\\u{{{:04X}}}", static_cast<unsigned>(character))
                   : visible(rest.substr(0, rest.size() - name.size()));
  }
  return text;
}

}  // namespace

bool is_blank(char32_t character) {
  return u_isUWhiteSpace(static_cast<UChar32>(character)) != 0;
}

bool is_unseen(char32_t character) {
  return !is_blank(character) && is_around(character);
}

std::string_view without_surroundings(std::string_view utf8) {
  std::size_t begin = utf8.size();
  std::size_t end = 0;
  std::string_view rest = utf8;
  while (!rest.empty()) {
    const std::size_t at = utf8.size() - rest.size();
    if (is_around(take_code_point(rest))) continue;
    begin = std::min(begin, at);
    end = utf8.size() - rest.size();
  }
  return begin < end ? utf8.substr(begin, end - begin) : std::string_view();
}

std::string nfc(std::string_view utf8) {
  const bool is_ascii = std::all_of(utf8.begin(), utf8.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) return std::string(utf8);
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(error);
  std::string composed;
  icu::UnicodeString segment;  // a letter with what belongs to it
  const auto flush = [&] {
    // A sign by itself stays: a Kelvin sign is no K that somebody typed. ICU takes the square of
    // the time for marks; no script puts more than 30 on a letter (UAX #15, 13).
    constexpr int32_t most = 100;
    const bool stays = segment.length() > most || segment.countChar32() == 1;
    (stays ? segment : normalizer->normalize(segment, error)).toUTF8String(composed);
    segment.remove();
  };
  while (!utf8.empty()) {
    const auto character = static_cast<UChar32>(take_code_point(utf8));
    if (normalizer->hasBoundaryBefore(character) != 0) flush();
    segment.append(character);
  }
  flush();
  return composed;
}

std::optional<std::string> pasted(std::string_view utf8, std::string& why) {
  const std::string_view name = without_surroundings(utf8);
  std::string_view rest = name;
  bool after_space = false;
  while (!rest.empty()) {
    const std::size_t at = name.size() - rest.size();
    const char32_t character = take_code_point(rest);
    const std::string_view bytes = name.substr(at, name.size() - rest.size() - at);
    const bool is_space = character == U' ';
    if ((is_space && after_space) || (is_blank(character) && !is_space)) {
      why = fmt::format("'{}' has a blank within it that is no single space", shown(name));
      return std::nullopt;
    }
    const bool is_hidden = visible(bytes) != bytes || is_around(character);
    if (!is_blank(character) && is_hidden) {
      why = fmt::format("'{}' has a control or invisible character within it", shown(name));
      return std::nullopt;
    }
    after_space = is_space;
  }
  return nfc(name);
}

std::optional<std::string> name_written(std::string_view utf8, std::string& why) {
  std::string_view name = without_surroundings(utf8);
  constexpr char32_t wide_sign = 0xFF20;
  for (std::string_view rest = name; !rest.empty(); name = rest) {
    const char32_t character = take_code_point(rest);
    if (character != U'@' && character != wide_sign && !is_around(character)) break;
  }
  return pasted(name, why);
}

}  // namespace text
