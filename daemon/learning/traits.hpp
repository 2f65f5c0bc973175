// What one answer shows, cut into small traits that can each become a condition of a rule: a value
// in JSON, a title, the class of a tag, a phrase. The name that was asked for is written {handle}
// in them, so that the answers about different names can be compared. Used by learning.cpp; pure.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "platforms/answer.hpp"

namespace learning {

enum class TraitKind {
  json_handle,       // a member is the name asked for
  json_listed,       // a list has an element whose member is the name asked for
  json_literal,      // a member has this value
  json_exists,       // a member is there and not null
  title,             // the whole <title>
  title_handle,      // a <title> with the name in it
  meta,              // <meta> with this content
  meta_there,        // <meta> of this name
  heading,           // the whole <h1>, <h2> or <h3>
  attribute_handle,  // an attribute, or a member in a script, with the name in it
  text_handle,       // an element whose text is the name
  markup,            // a class, an id, a member in a script
  script_value,      // a member in a script with its value
  phrase,            // the whole text of an element
  whole,             // the whole of a short answer
};

constexpr bool is_json(TraitKind kind) {
  switch (kind) {
    case TraitKind::json_handle:
    case TraitKind::json_listed:
    case TraitKind::json_literal:
    case TraitKind::json_exists: return true;
    case TraitKind::title:
    case TraitKind::title_handle:
    case TraitKind::meta:
    case TraitKind::meta_there:
    case TraitKind::heading:
    case TraitKind::attribute_handle:
    case TraitKind::text_handle:
    case TraitKind::markup:
    case TraitKind::script_value:
    case TraitKind::phrase:
    case TraitKind::whole: break;
  }
  return false;
}

struct Trait {
  TraitKind kind;
  std::string at;    // JSON: the pointer; otherwise what it is called: og:type, profile-header
  std::string says;  // JSON: the test as text; otherwise the regular expression over the body

  bool is_json() const { return learning::is_json(kind); }
  friend bool operator==(const Trait&, const Trait&) = default;
  friend bool operator<(const Trait& a, const Trait& b) {
    return std::tie(a.kind, a.at, a.says) < std::tie(b.kind, b.at, b.says);
  }
};

// Sorted, each once; not more than some ten thousand of a page.
using Traits = std::vector<Trait>;
Traits traits_of(const platforms::Answer& answer, std::string_view handle);

// Where the handle stands in the text as a word of its own, whatever the case of its letters.
std::vector<std::size_t> mentions(std::string_view text, std::string_view handle);

// The text with {handle} for each of these; nothing when other braces in it would be in the way.
std::string with_placeholder(std::string_view text, std::string_view handle);

// A regular expression that finds the text, {handle} for the name, any blanks for blanks.
std::string pattern_for(std::string_view text, std::string_view handle);

}  // namespace learning
