#include "platforms/shapes.hpp"

#include <algorithm>
#include <string>

#include "text/case.hpp"
#include "text/join.hpp"
#include "text/script.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace platforms {
namespace {

using text::CharacterKind;

constexpr std::string_view latin = "Latin";
constexpr std::string_view accented_latin = "accented Latin";

std::u32string characters_of(std::string_view utf8) {
  std::u32string characters;
  while (!utf8.empty()) characters += text::take_code_point(utf8);
  return characters;
}

std::string utf8_of(std::u32string_view characters) {
  std::string utf8;
  for (const char32_t character : characters) text::append_utf8(utf8, character);
  return utf8;
}

bool folds(const Definition& definition, FoldRule rule) {
  const auto& rules = definition.grammar.folds;
  return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

bool is_of_word(char32_t character) {
  const CharacterKind kind = text::kind_of(character);
  return kind == CharacterKind::letter || kind == CharacterKind::mark;
}

void note(std::vector<std::string>& words, std::string word) {
  const auto at = std::lower_bound(words.begin(), words.end(), word);
  if (at == words.end() || *at != word) words.insert(at, std::move(word));
}

// ASCII digits belong to no script.
std::string script_of(char32_t character) {
  const bool ascii = character < 0x80;
  if (text::kind_of(character) == CharacterKind::digit && ascii) return "";
  std::string script = text::script_of(character);
  return script == latin && !ascii ? std::string(accented_latin) : script;
}

// Lengthened to `wanted` characters behind its longest run of letters, which no grammar bounds more
// narrowly than the parts around it.
std::u32string lengthened(std::u32string name, std::size_t wanted) {
  std::size_t after = 0;  // the last letter of that run
  std::size_t longest = 0;
  std::size_t run = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    run = is_of_word(name[at]) ? run + 1 : 0;
    if (run <= longest) continue;
    longest = run;
    if (text::kind_of(name[at]) == CharacterKind::letter) after = at + 1;
  }
  if (after == 0 || name.size() >= wanted) return name;
  name.insert(after, wanted - name.size(), text::to_lower(name[after - 1]));
  return name;
}

std::u32string scrambled(std::u32string name, std::mt19937_64& random) {
  const char32_t first = name.empty() ? U'\0' : name.front();
  for (char32_t& character : name) character = text::random_like(character, random);
  // A number does not begin with a zero where the one it stands for does not.
  if (first > U'0' && first <= U'9' && name.front() == U'0') name.front() = U'1';
  return name;
}

// Of the letters that the name has itself, each in any place of its kind: what a grammar that
// admits only a part of a script still takes.
std::u32string reordered(std::u32string name, std::mt19937_64& random) {
  std::u32string letters;
  for (const char32_t character : name) {
    if (text::kind_of(character) == CharacterKind::letter) letters += character;
  }
  for (char32_t& character : name) {
    if (text::kind_of(character) != CharacterKind::letter) {
      character = text::random_like(character, random);
      continue;
    }
    const char32_t other = letters[random() % letters.size()];
    if (text::is_upper(other) == text::is_upper(character)) character = other;
  }
  return name;
}

// Below the suffix or beside it; the two parts make the name again.
struct Parted {
  std::string bare;
  std::string suffix;
};
Parted parted(const Definition& definition, std::string_view handle) {
  std::string bare = bare_name(definition, handle);
  std::string suffix(handle.substr(bare.size()));
  return {std::move(bare), std::move(suffix)};
}

// With as many random letters as fit.
template <class Make>
std::optional<std::string> first_made(Make make) {
  constexpr std::size_t most = 10;
  constexpr std::size_t least = 3;  // fewer are somebody's too easily
  constexpr int tries = 4;          // of each length
  for (std::size_t length = most; length >= least; --length) {
    for (int i = 0; i < tries; ++i) {
      if (auto made = make(length)) return made;
    }
  }
  return std::nullopt;
}

bool can_be_asked(const Definition& definition, const std::string& name) {
  const Spelling spelling = canonical(definition, name);
  return spelling.admitted && spelling.handle == name;
}

}  // namespace

Shape shape_of(const Definition& definition, std::string_view canonical_handle) {
  const bool case_counts = !folds(definition, FoldRule::letter_case);
  const bool first_is_upper = folds(definition, FoldRule::first_upper);
  const std::u32string name = characters_of(bare_name(definition, canonical_handle));
  Shape shape;
  bool letters = false;
  bool digits = false;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const CharacterKind kind = text::kind_of(name[at]);
    if (kind == CharacterKind::other) {
      note(shape.separators, utf8_of(name.substr(at, 1)));
      continue;
    }
    letters = letters || kind == CharacterKind::letter;
    digits = digits || kind == CharacterKind::digit;
    const bool free_case = at == 0 && first_is_upper;
    if (case_counts && !free_case && text::is_upper(name[at])) shape.upper_case = true;
    if (auto script = script_of(name[at]); !script.empty()) note(shape.scripts, std::move(script));
  }
  shape.digits_only = digits && !letters;
  // A word with accents has letters without them, too: one shape.
  auto& scripts = shape.scripts;
  if (std::find(scripts.begin(), scripts.end(), accented_latin) != scripts.end()) {
    scripts.erase(std::remove(scripts.begin(), scripts.end(), latin), scripts.end());
  }
  return shape;
}

bool is_plain(const Shape& shape) {
  const bool ascii = shape.scripts.size() == 1 && shape.scripts.front() == latin;
  return ascii && shape.separators.empty() && !shape.digits_only && !shape.upper_case;
}

std::string in_words(const Shape& shape) {
  if (is_plain(shape)) return "plain";
  std::vector<std::string> parts;
  std::vector<std::string> separators;
  for (const std::string& separator : shape.separators) {
    separators.push_back('\'' + text::visible(separator) + '\'');
  }
  if (!separators.empty()) parts.push_back("with " + text::joined(separators, " and "));
  if (shape.upper_case) parts.emplace_back("with capitals");
  if (shape.digits_only) parts.emplace_back("only digits");
  const bool ascii = shape.scripts.empty() || shape.scripts == std::vector{std::string(latin)};
  if (!ascii) parts.push_back("in " + text::joined(shape.scripts, " and "));
  return parts.empty() ? "without letters and digits" : text::joined(parts);
}

std::optional<std::string> shape_control(const Definition& definition,
                                         std::string_view canonical_handle,
                                         std::mt19937_64& random) {
  constexpr std::size_t long_enough = 12;
  constexpr int tries = 8;  // of each length
  const Shape shape = shape_of(definition, canonical_handle);
  const Parted handle = parted(definition, canonical_handle);
  const std::u32string name = characters_of(handle.bare);
  const std::size_t wanted =
      shape.digits_only ? name.size() : std::max(name.size(), long_enough + random() % 4);
  for (std::size_t length = wanted; length >= name.size() && length > 0; --length) {
    const std::u32string pattern = lengthened(name, length);
    for (int i = 0; i < 2 * tries; ++i) {
      const bool own = i >= tries;
      const std::string made =
          utf8_of(own ? reordered(pattern, random) : scrambled(pattern, random)) + handle.suffix;
      const std::string control = canonical(definition, made).handle;
      if (control != canonical_handle && can_be_asked(definition, control) &&
          shape_of(definition, control) == shape) {
        return control;
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> extended_control(const Definition& definition,
                                            std::string_view canonical_handle,
                                            std::mt19937_64& random) {
  const Shape shape = shape_of(definition, canonical_handle);
  const Parted handle = parted(definition, canonical_handle);
  const std::u32string name = characters_of(handle.bare);
  const auto is_word = [](char32_t character) {
    return text::kind_of(character) == CharacterKind::letter;
  };
  const auto letter = std::find_if(name.rbegin(), name.rend(), is_word);
  // Who leaves digits out at a name's end, or reads numbers alone, is found by more of them.
  const bool ends_in_digit = !name.empty() && text::kind_of(name.back()) == CharacterKind::digit;
  if (!ends_in_digit && letter == name.rend()) return std::nullopt;
  const char32_t more = ends_in_digit ? name.back() : text::to_lower(*letter);
  return first_made([&](std::size_t length) -> std::optional<std::string> {
    std::string made = handle.bare;
    made.append(utf8_of(scrambled(std::u32string(length, more), random))).append(handle.suffix);
    const bool fits = can_be_asked(definition, made) && shape_of(definition, made) == shape;
    return fits ? std::optional(std::move(made)) : std::nullopt;
  });
}

namespace {

bool stands_in_host(const Definition& definition) {
  return std::any_of(definition.asks.begin(), definition.asks.end(), [](const Ask& ask) {
    return std::any_of(ask.url.pieces.begin(), ask.url.pieces.end(), [](const Piece& piece) {
      return piece.in_host && (piece.slot == Slot::handle || piece.slot == Slot::name);
    });
  });
}

}  // namespace

std::vector<std::string> derived_controls(const Definition& definition,
                                          std::string_view claimed_control,
                                          std::string_view canonical_handle,
                                          std::mt19937_64& random) {
  const Parted claimed = parted(definition, claimed_control);
  const bool alike = claimed.suffix == parted(definition, canonical_handle).suffix;
  if (!alike) return {};
  const auto derived = [&](const std::string& separator,
                           bool stands_last) -> std::optional<std::string> {
    return first_made([&](std::size_t length) -> std::optional<std::string> {
      const std::string letters = utf8_of(scrambled(std::u32string(length, U'a'), random));
      std::string control = stands_last ? letters : claimed.bare;
      control.append(separator).append(stands_last ? claimed.bare : letters);
      control.append(claimed.suffix);
      const bool fits = control != canonical_handle && can_be_asked(definition, control);
      return fits ? std::optional(std::move(control)) : std::nullopt;
    });
  };
  std::vector<std::string> controls;
  for (const std::string& separator : shape_of(definition, canonical_handle).separators) {
    auto control = derived(separator, false);
    if (!control) return {};
    controls.push_back(std::move(*control));
    if (separator != "." || !stands_in_host(definition)) continue;
    if (auto mirrored = derived(separator, true)) controls.push_back(std::move(*mirrored));
  }
  return controls;
}

bool may_be_search(const Ask& ask) {
  bool in_query = false;
  for (const Piece& piece : ask.url.pieces) {
    in_query = in_query || piece.text.find('?') != std::string::npos;
    if (in_query && (piece.slot == Slot::handle || piece.slot == Slot::name)) return true;
  }
  return ask.body_kind != BodyKind::none;
}

std::optional<std::string> shortened_control(const Definition& definition,
                                             std::string_view claimed_control) {
  constexpr std::size_t least = 3;  // of it is left: shorter ones are not near any more
  const Shape shape = shape_of(definition, claimed_control);
  const Parted parts = parted(definition, claimed_control);
  std::u32string name = characters_of(parts.bare);
  while (name.size() > least) {
    name.pop_back();
    std::string made = utf8_of(name).append(parts.suffix);
    if (can_be_asked(definition, made) && shape_of(definition, made) == shape) return made;
  }
  return std::nullopt;
}

}  // namespace platforms
