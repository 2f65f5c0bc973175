// What a page looks like, to be held beside the other pages of a sweep (contract, 'Truth' 6): a
// wall shows one page for whoever is asked for, and a page that says that nobody is there looks
// like the one for a name that surely nobody has. The handle that was asked for and what differs
// from request to request (numbers, hex, nonces) are blanked, so that only what the page says
// counts. Pure; linear in the size of the page.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace platforms {

struct PageLook {
  int status = 0;
  std::string title;               // of a redirect: where it leads
  std::vector<std::string> names;  // that it was asked for
  std::size_t size = 0;            // in bytes; of a short page without the handle
  std::uint64_t digest = 0;        // of status, title and all text, blanked; 0: not taken
  bool is_redirect = false;

  bool operator==(const PageLook& other) const = default;
};

// Without: the names, whole and in whatever letter case; words with a digit in them, and numbers
// with their points; hex and letters of 8 and 20 characters or more; runs that only a random value
// has. Each leaves one NUL behind.
std::string blanked(std::string_view text, std::span<const std::string> names);
// Without the names alone.
std::string without_names(std::string_view text, std::span<const std::string> names);

enum class Detail { outline, whole };  // outline: no digest, at a tenth of the cost

// Of an answer about these names, the same account in its spellings.
PageLook look_of_page(int status, std::string_view title, std::string_view page,
                      std::span<const std::string> names, Detail detail);
PageLook look_of_redirect(int status, std::string_view location,
                          std::span<const std::string> names);

// What a page is made of: its start tags, each by its name and class, as hashes in order and each
// once. Who writes a text into a page adds none, where its server escapes what he writes.
using Markup = std::vector<std::uint32_t>;
Markup markup_of(std::string_view page);

// Whether these are the pages of one kind of answer: status and title alike (the names of both
// blanked: "Page not found" for an account called 'page', too), and the size within a quarter of
// the larger; where both digests were taken, these. Redirects are alike where they lead to one
// place, the names blanked and nothing else: /error?code=404 is not /error?code=403.
bool looks_like(const PageLook& one, const PageLook& other);
// The same without the digests: a page that has something in it that nobody blanked.
bool has_outline_of(const PageLook& one, const PageLook& other);

}  // namespace platforms
