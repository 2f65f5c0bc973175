#include "learning/traits.hpp"

#include <algorithm>

#include "learning/json.hpp"
#include "learning/markup.hpp"
#include "platforms/pattern.hpp"
#include "text/case.hpp"

namespace learning {
namespace {

constexpr std::size_t short_answer = 64;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_white(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string quoted_with_blanks(std::string_view text) {
  std::string pattern;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;
    const bool blank = is_white(text[at]);
    while (end < text.size() && is_white(text[end]) == blank) ++end;
    pattern += blank ? "\\s+" : platforms::quoted(text.substr(at, end - at));
    at = end;
  }
  return pattern;
}

}  // namespace

std::vector<std::size_t> mentions(std::string_view text, std::string_view handle) {
  std::vector<std::size_t> found;
  if (handle.empty() || text.size() < handle.size()) return found;
  const std::string page = text::to_lower(text);
  const std::string name = text::to_lower(handle);
  if (page.size() != text.size()) return found;  // a letter whose lower case is longer
  for (std::size_t at = page.find(name); at != std::string::npos; at = page.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (at > 0 && is_word(page[at - 1])) continue;
    if (end < page.size() && is_word(page[end])) continue;
    if (found.empty() || at >= found.back() + name.size()) found.push_back(at);
  }
  return found;
}

std::string with_placeholder(std::string_view text, std::string_view handle) {
  std::string made;
  std::size_t at = 0;
  for (const std::size_t found : mentions(text, handle)) {
    made.append(text.substr(at, found - at)).append("{handle}");
    at = found + handle.size();
  }
  return made.append(text.substr(at));
}

std::string pattern_for(std::string_view text, std::string_view handle) {
  std::string pattern;
  std::size_t at = 0;
  for (const std::size_t found : mentions(text, handle)) {
    pattern.append(quoted_with_blanks(text.substr(at, found - at))).append("{handle}");
    at = found + handle.size();
  }
  return pattern.append(quoted_with_blanks(text.substr(at)));
}

Traits traits_of(const platforms::Answer& answer, std::string_view handle) {
  Traits traits;
  if (answer.json() != nullptr) {
    add_json_traits(*answer.json(), handle, traits);
  } else {
    std::string_view body = answer.body();
    while (!body.empty() && is_white(body.front())) body.remove_prefix(1);
    while (!body.empty() && is_white(body.back())) body.remove_suffix(1);
    const bool page = !body.empty() && body.front() == '<';
    if (page || body.size() > short_answer) add_markup_traits(body, handle, traits);
    if (!page && !body.empty() && body.size() <= short_answer) {
      traits.push_back({TraitKind::whole, with_placeholder(body, handle),
                        "^\\s*" + pattern_for(body, handle) + "\\s*$"});
    }
  }
  std::sort(traits.begin(), traits.end());
  traits.erase(std::unique(traits.begin(), traits.end()), traits.end());
  return traits;
}

}  // namespace learning
