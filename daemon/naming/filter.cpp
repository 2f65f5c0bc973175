#include "naming/filter.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include <unicode/locid.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "text/utf8.hpp"

namespace naming {
namespace {

std::string to_utf8(const icu::UnicodeString& wide) {
  std::string utf8;
  wide.toUTF8String(utf8);
  return utf8;
}

icu::UnicodeString to_wide(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

// Made once: compiling its rules takes milliseconds.
const icu::Transliterator& to_latin_ascii() {
  static const auto made = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> transliterator(
        icu::Transliterator::createInstance("NFC; Any-Latin; Latin-ASCII", UTRANS_FORWARD, error));
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no transliteration to ASCII");
    return transliterator;
  }();
  return *made;
}

bool is_ascii(std::string_view utf8) {
  return std::all_of(utf8.begin(), utf8.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string ascii(std::string_view utf8) {
  if (is_ascii(utf8)) return std::string(utf8);
  icu::UnicodeString wide = to_wide(utf8);
  to_latin_ascii().transliterate(wide);
  std::string narrow = to_utf8(wide);
  std::erase_if(narrow, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return narrow;
}

std::string slug(std::string_view utf8) {
  std::string kept;
  for (const char c : ascii(utf8)) {
    if (c >= 'A' && c <= 'Z') kept += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) kept += c;
  }
  return kept;
}

std::string initials(std::string_view utf8) {
  std::string firsts;
  bool in_word = false;
  while (!utf8.empty()) {
    const char32_t code_point = text::take_code_point(utf8);
    const auto character = static_cast<UChar32>(code_point);
    if ((U_GET_GC_MASK(character) & U_GC_M_MASK) != 0) continue;  // an accent ends no word
    const bool of_word = u_isalnum(character) != 0;
    if (of_word && !in_word) text::append_utf8(firsts, code_point);
    in_word = of_word;
  }
  return firsts;
}

struct Named {
  Filter filter;
  const char* name;
};
constexpr Named filters[] = {{Filter::lower, "lower"}, {Filter::upper, "upper"},
                             {Filter::title, "title"}, {Filter::slug, "slug"},
                             {Filter::ascii, "ascii"}, {Filter::initials, "initials"}};

}  // namespace

std::optional<Filter> parse_filter(std::string_view name) {
  for (const Named& one : filters) {
    if (one.name == name) return one.filter;
  }
  return std::nullopt;
}

std::span<const std::string> filter_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Named& one : filters) all.emplace_back(one.name);
    return all;
  }();
  return names;
}

std::string filtered(Filter filter, std::string_view utf8) {
  switch (filter) {
    case Filter::lower: return to_utf8(to_wide(utf8).toLower(icu::Locale::getRoot()));
    case Filter::upper: return to_utf8(to_wide(utf8).toUpper(icu::Locale::getRoot()));
    case Filter::title: return to_utf8(to_wide(utf8).toTitle(nullptr, icu::Locale::getRoot()));
    case Filter::slug: return slug(utf8);
    case Filter::ascii: return ascii(utf8);
    case Filter::initials: return initials(utf8);
  }
  return std::string(utf8);
}

}  // namespace naming
