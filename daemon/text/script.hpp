// What a character of a name is, by Unicode: letter, digit, mark or something else, and of which
// script. A name made up to look like another one takes its characters from here: each of the same
// kind, block and case as the one that stood there, and none that a platform would normalise into
// another (NFKC, case folding).
#pragma once

#include <random>
#include <string>

namespace text {

enum class CharacterKind { letter, digit, mark, other };

// A digit is a decimal one; Roman numerals, fractions and the like are `other`.
CharacterKind kind_of(char32_t character);

bool is_upper(char32_t letter);

// "Cyrillic", as Unicode calls it; empty where a character belongs to no script in particular.
std::string script_of(char32_t character);

// A random letter in place of a letter, a random digit in place of a digit; anything else stays. A
// letter that has none like it stays too.
char32_t random_like(char32_t character, std::mt19937_64& random);

}  // namespace text
