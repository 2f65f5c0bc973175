#include "text/script.hpp"

#include <set>

#include <doctest/doctest.h>

#include "text/case.hpp"

using text::CharacterKind;

TEST_CASE("a character is a letter, a decimal digit, a mark or something else") {
  struct Row {
    char32_t character;
    CharacterKind kind;
    const char* script;
    bool upper;
  };
  const Row rows[] = {
      {U'a', CharacterKind::letter, "Latin", false},
      {U'Z', CharacterKind::letter, "Latin", true},
      {U'é', CharacterKind::letter, "Latin", false},
      {U'Ж', CharacterKind::letter, "Cyrillic", true},
      {U'漢', CharacterKind::letter, "Han", false},
      {U'한', CharacterKind::letter, "Hangul", false},
      {U'ש', CharacterKind::letter, "Hebrew", false},
      {U'ー', CharacterKind::letter, "Hiragana", false},
      {U'7', CharacterKind::digit, "", false},
      {U'٧', CharacterKind::digit, "Arabic", false},
      {U'७', CharacterKind::digit, "Devanagari", false},
      {U'\u0301', CharacterKind::mark, "", false},
      {U'\u093E', CharacterKind::mark, "Devanagari", false},
      {U'-', CharacterKind::other, "", false},
      {U'·', CharacterKind::other, "", false},
      {U'½', CharacterKind::other, "", false},
      {U'🚨', CharacterKind::other, "", false},
  };
  for (const Row& row : rows) {
    CAPTURE(static_cast<std::uint32_t>(row.character));
    CHECK(text::kind_of(row.character) == row.kind);
    CHECK(text::is_upper(row.character) == row.upper);
    const std::string script = text::script_of(row.character);
    // Which characters several scripts share, and which of those comes first, is ICU's to say.
    const bool shared =
        row.character == U'ー' || row.character == U'\u0301' || row.character == U'·';
    if (!shared) CHECK(script == row.script);
  }
  CHECK_FALSE(text::script_of(U'ー').empty());
}

TEST_CASE(
    "a random character is of the same kind, script and case, and differs from time to time") {
  std::mt19937_64 random(11);
  for (const char32_t from : std::u32string(U"aZéŠжЖωΩאעاض漢한あアिकกზԱ7٧७")) {
    CAPTURE(static_cast<std::uint32_t>(from));
    std::set<char32_t> seen;
    for (int i = 0; i < 40; ++i) {
      const char32_t fresh = text::random_like(from, random);
      seen.insert(fresh);
      CHECK(text::kind_of(fresh) == text::kind_of(from));
      CHECK(text::script_of(fresh) == text::script_of(from));
      CHECK(text::is_upper(fresh) == text::is_upper(from));
      CHECK((fresh < 0x80) == (from < 0x80));
      if (text::is_upper(fresh)) CHECK(text::to_lower(fresh) != fresh);
      if (!text::is_upper(fresh)) CHECK(text::to_lower(fresh) == fresh);
    }
    const bool mark = text::kind_of(from) == CharacterKind::mark;
    CHECK(seen.size() >= (mark ? 1 : 5));
  }
}

TEST_CASE("no random letter is one that folding or NFKC makes into another") {
  std::mt19937_64 random(12);
  for (int i = 0; i < 3000; ++i) {
    // Long s, sharp s, dotted capital i, apostrophe n: neighbours that become other letters.
    const char32_t small = text::random_like(i % 2 == 0 ? U'š' : U'é', random);
    const char32_t capital = text::random_like(U'Š', random);
    for (const char32_t wrong : {U'ſ', U'ß', U'İ', U'ŉ', U'K'}) {
      CHECK(small != wrong);
      CHECK(capital != wrong);
    }
  }
}

TEST_CASE("separators and marks stay, and a seed gives the same letters again") {
  std::mt19937_64 one(5);
  std::mt19937_64 other(5);
  for (const char32_t from : std::u32string(U"-_. ·🚨\u0301\u093E")) {
    CHECK(text::random_like(from, one) == from);
  }
  for (int i = 0; i < 50; ++i) {
    CHECK(text::random_like(U'к', one) == text::random_like(U'к', other));
  }
}
