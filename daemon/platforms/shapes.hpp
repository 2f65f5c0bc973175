// The shape of a name: what a random free control proves holds for names of its own shape alone
// (contract, 'Truth' 3). A site that ignores all behind a dot, takes digits for a number of its own
// or has one page for every name in Cyrillic answers a plain random name rightly all the same.
//
// Names are canonical; a platform's suffix is no part of the shape, so that 'police.fr' is plain
// where every name ends in '.fr'. Pure: randomness is an argument.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "platforms/definition.hpp"

namespace platforms {

struct Shape {
  std::vector<std::string> separators;  // what is no letter, digit or mark, each once, in order
  std::vector<std::string> scripts;     // of its letters, each once, in order; empty: none
  bool digits_only = false;             // digits, and no letter beside them
  bool upper_case = false;              // a capital where the platform tells it from a small letter

  bool operator==(const Shape& other) const = default;
  auto operator<=>(const Shape& other) const = default;
};

Shape shape_of(const Definition& definition, std::string_view canonical_handle);

// The shape of random_free_name(): ASCII letters, perhaps with digits, and nothing else.
bool is_plain(const Shape& shape);

// "with '-', in Cyrillic", for people; "plain" where nothing is special.
std::string in_words(const Shape& shape);

// A name of this handle's shape that surely nobody has: each letter and digit replaced by a random
// one of its kind, lengthened to at least 12 characters where the grammar admits that; only digits
// keep their number. Nothing where there is none: then no claimed answer of the shape is proven.
std::optional<std::string> shape_control(const Definition& definition,
                                         std::string_view canonical_handle,
                                         std::mt19937_64& random);

// This handle with random letters behind it, or digits where it ends in one: a name of its shape
// that surely nobody has. Whoever cuts long names, or finds what the asked name begins with, shows
// the handle's own account. Nothing where the grammar admits none.
std::optional<std::string> extended_control(const Definition& definition,
                                            std::string_view canonical_handle,
                                            std::mt19937_64& random);

// For each separator of this handle's shape, in order: the claimed control, the separator, random
// letters. Whoever cuts a name there, or searches for what begins alike, shows the control's
// account. Of names that are labels of a host the other way round, too: a server may mind its last
// label alone. Empty where the shape has no separator, or the grammar forbids one of them: then no
// claimed answer of the shape is proven.
std::vector<std::string> derived_controls(const Definition& definition,
                                          std::string_view claimed_control,
                                          std::string_view canonical_handle,
                                          std::mt19937_64& random);

// Whether this ask may be a search: the handle stands in the query of its address, or in its body.
// What is found may then be somebody whose name is only near.
bool may_be_search(const Ask& ask);

// The claimed control's name without its last letters, as few as leave a name of its shape. A
// search for what begins alike, or is near, shows the control's account by it. Nothing where the
// grammar admits none.
std::optional<std::string> shortened_control(const Definition& definition,
                                             std::string_view claimed_control);

}  // namespace platforms
