// Rules from the tests of Sherlock and Maigret, which look for a status, for texts in the page, or
// for a redirect. Their programs take whatever is not 'missing' for an account; here each side
// needs evidence of its own, and what is neither stays unknown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "importing/foreign_list.hpp"
#include "platforms/definition.hpp"

namespace importing {

// An empty text or list is no test.
struct SiteTests {
  bool status = false;    // 200: an account; 404, 410 and `missing_codes`: none
  bool message = false;   // `absent` in the page: no account; 200 with `present`: one
  bool redirect = false;  // 200: an account; a redirect away from the name: none
  std::vector<int> missing_codes;
  std::vector<std::string> absent;      // any of
  std::vector<std::string> present;     // any of
  std::vector<std::string> walls;       // any of: the site did not answer the question
  bool forbidden_is_an_answer = false;  // 403
};

// Gives false when nothing could ever tell an account from a missing one. What had to be weakened
// is told to the intake.
//
// A page may hold both texts, for people write pages, and a stranger must not be able to hide: both
// together are unknown, where the lists say that nobody is there. As a file also a text that says
// 'missing', without another that says 'account', proves nothing on a page with status 200: the
// language admits no such rule.
bool set_rules(const SiteTests& tests, Intake& intake, platforms::Ask& ask);

// A text or a list of them; without those that are empty, and within bounds.
std::vector<std::string> read_texts(reading::ObjectReader& site, std::string_view key);

// The pattern that finds any of these texts; nothing when RE2 cannot hold it.
std::optional<platforms::SearchText> any_of(const std::vector<std::string>& texts);

// The pattern that finds one of these and one of those, in any order, also where they overlap.
std::optional<platforms::SearchText> both(const std::vector<std::string>& these,
                                          const std::vector<std::string>& those);

// A refusal or an outage looks like this on every site; alone it is no evidence of anything.
bool is_wall_status(int code);

// The site forbids the names by which 'available' would be proven: it can only say claimed.
void make_positive_only(platforms::Ask& ask);

}  // namespace importing
