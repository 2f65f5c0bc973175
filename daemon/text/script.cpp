#include "text/script.hpp"

#include <cstdint>
#include <optional>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

namespace text {
namespace {

UChar32 as_icu(char32_t character) {
  return static_cast<UChar32>(character);
}

// First and last code point of the block: ICU says which block a character is in, not its bounds.
struct Bounds {
  UChar32 first;
  UChar32 last;
};
Bounds block_of(UChar32 letter) {
  const auto block = ublock_getCode(letter);
  Bounds bounds{letter, letter};
  while (bounds.first > 0 && ublock_getCode(bounds.first - 1) == block) --bounds.first;
  while (bounds.last < UCHAR_MAX_VALUE && ublock_getCode(bounds.last + 1) == block) ++bounds.last;
  return bounds;
}

// Of one script and category, and no other letter after NFKC and case folding.
bool is_like(UChar32 fresh, UChar32 letter) {
  return u_charType(fresh) == u_charType(letter) &&
         u_getIntPropertyValue(fresh, UCHAR_SCRIPT) ==
             u_getIntPropertyValue(letter, UCHAR_SCRIPT) &&
         !u_hasBinaryProperty(fresh, UCHAR_CHANGES_WHEN_NFKC_CASEFOLDED);
}

// The capital of a small letter, where it is one letter that becomes this small one again.
std::optional<UChar32> capital_of(UChar32 letter) {
  const UChar32 capital = u_toupper(letter);
  if (capital == letter || u_charType(capital) != U_UPPERCASE_LETTER) return std::nullopt;
  if (u_tolower(capital) != letter) return std::nullopt;
  return capital;
}

char32_t random_letter(UChar32 letter, std::mt19937_64& random) {
  const bool upper = u_charType(letter) == U_UPPERCASE_LETTER;
  const UChar32 pattern = upper ? u_tolower(letter) : letter;
  const Bounds block = block_of(pattern);
  const auto size = static_cast<std::uint64_t>(block.last - block.first) + 1;
  constexpr int tries = 1000;  // in no block are letters of one kind as rare as one in fifty
  for (int i = 0; i < tries; ++i) {
    const UChar32 fresh = block.first + static_cast<UChar32>(random() % size);
    if (!is_like(fresh, pattern)) continue;
    const auto cased = upper ? capital_of(fresh) : std::optional<UChar32>(fresh);
    if (cased) return static_cast<char32_t>(*cased);
  }
  return static_cast<char32_t>(letter);
}

}  // namespace

CharacterKind kind_of(char32_t character) {
  const auto mask = U_GET_GC_MASK(as_icu(character));
  if ((mask & U_GC_L_MASK) != 0) return CharacterKind::letter;
  if ((mask & U_GC_ND_MASK) != 0) return CharacterKind::digit;
  if ((mask & U_GC_M_MASK) != 0) return CharacterKind::mark;
  return CharacterKind::other;
}

bool is_upper(char32_t letter) {
  return (U_GET_GC_MASK(as_icu(letter)) & (U_GC_LU_MASK | U_GC_LT_MASK)) != 0;
}

std::string script_of(char32_t character) {
  UErrorCode error = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript(as_icu(character), &error);
  if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED) {
    // Used in several scripts: the first of them stands for all, such as Arabic for its digits.
    constexpr std::int32_t most = 64;
    UScriptCode scripts[most];
    uscript_getScriptExtensions(as_icu(character), scripts, most, &error);
    script = scripts[0];
  }
  if (U_FAILURE(error) || script == USCRIPT_COMMON || script == USCRIPT_INHERITED ||
      script == USCRIPT_UNKNOWN) {
    return "";
  }
  return uscript_getName(script);
}

char32_t random_like(char32_t character, std::mt19937_64& random) {
  const UChar32 code_point = as_icu(character);
  switch (kind_of(character)) {
    case CharacterKind::letter: return random_letter(code_point, random);
    case CharacterKind::digit: {
      const auto zero = character - static_cast<char32_t>(u_charDigitValue(code_point));
      return zero + static_cast<char32_t>(random() % 10);
    }
    case CharacterKind::mark:
    case CharacterKind::other: break;
  }
  return character;
}

}  // namespace text
