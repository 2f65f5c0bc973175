// How names are spelt on a site of a foreign list: as typed, except for what no site can be asked
// for and what the list itself forbids.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "importing/foreign_list.hpp"
#include "platforms/definition.hpp"

namespace importing {

// What a list says about names.
struct SpellingRules {
  bool in_host = false;   // the name is a part of the host
  std::string strip;      // characters that the site cannot hold
  std::string must_find;  // a regular expression of Python, found anywhere in the name
  friend bool operator<(const SpellingRules& a, const SpellingRules& b) {
    return std::tie(a.in_host, a.strip, a.must_find) < std::tie(b.in_host, b.strip, b.must_find);
  }
};

struct SiteSpelling {
  platforms::Grammar grammar;
  bool admits_random = false;
  std::string dropped;  // why `must_find` is not a part of the grammar, or empty
};

// The grammars of one list, each compiled and tried once for all the sites that share it: lists
// have hundreds of sites and few grammars.
class Spellings {
 public:
  // As a file, names in a host are in lower case: the language admits nothing else there.
  explicit Spellings(Form form) : form_(form) {}
  const SiteSpelling& find(const SpellingRules& rules);

 private:
  SiteSpelling make(const SpellingRules& rules) const;

  Form form_;
  std::map<SpellingRules, SiteSpelling> made_;
};

// Gives the site being read its grammar. A rule that cannot be kept is left out by name; one that
// admits no random name leaves nothing to prove 'available' by.
void spell(Intake& intake, Spellings& spellings, SpellingRules rules,
           const std::vector<std::string>& known, platforms::Ask& ask);

}  // namespace importing
