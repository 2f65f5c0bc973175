#include "platforms/redirects.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "text/case.hpp"

namespace platforms {
namespace {

// Stands for the handle in a URL that shows where it has its places; no escape changes it.
constexpr std::string_view handle_mark = "handlewatchmarkedthis";

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(at), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// A URL in the parts that may each hold a name, unescaped.
struct UrlParts {
  std::string label;   // the first of the host,
  std::string domain;  // and the others
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> parameters;
};

UrlParts url_parts(std::string_view url) {
  UrlParts parts;
  const std::string host = host_of(url);
  const std::size_t dot = std::min(host.find('.'), host.size());
  parts.label = host.substr(0, dot);
  parts.domain = text::to_lower(host.substr(dot));
  std::string_view rest = url.substr(origin_of(url).size());
  rest = rest.substr(0, rest.find('#'));
  const std::size_t query = std::min(rest.find('?'), rest.size());
  for (const std::string_view segment : split(rest.substr(0, query), '/')) {
    parts.segments.push_back(percent_decoded(segment));
  }
  rest.remove_prefix(std::min(query + 1, rest.size()));
  for (const std::string_view one : split(rest, '&')) {
    const std::size_t equals = std::min(one.find('='), one.size());
    const std::string_view value = one.substr(std::min(equals + 1, one.size()));
    parts.parameters.emplace_back(percent_decoded(one.substr(0, equals)), percent_decoded(value));
  }
  return parts;
}

// /fr/, /en-GB/: the same page in a language.
bool is_language(std::string_view segment) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (segment.size() != 2 && segment.size() != 5) return false;
  if (segment.size() == 5 && segment[2] != '-' && segment[2] != '_') return false;
  return is_letter(segment[0]) && is_letter(segment[1]) &&
         (segment.size() == 2 || (is_letter(segment[3]) && is_letter(segment[4])));
}

// What sites have before a name to say that an account follows.
bool means_account(std::string_view segment) {
  constexpr std::string_view words[] = {
      "u",      "user",    "users",    "profile", "profiles", "member",  "members", "people",
      "person", "account", "accounts", "author",  "authors",  "channel", "c",       "p"};
  return std::find(std::begin(words), std::end(words), segment) != std::end(words);
}

// Behind the same segment, or another one that means the same; or first, as it was, or with a sign
// that means that: /@name, /~name.
bool stands_alike(const std::vector<std::string>& segments, std::size_t at,
                  const std::vector<std::string>& asked, std::size_t asked_at) {
  const bool is_first = at == 0 || (at == 1 && is_language(segments[0]));
  const bool has_sign = segments[at].starts_with('@') || segments[at].starts_with('~');
  if (is_first && (asked_at == 0 || has_sign)) return true;
  if (at == 0) return false;
  const std::string before = text::to_lower(segments[at - 1]);
  const std::string asked_before = asked_at > 0 ? text::to_lower(asked[asked_at - 1]) : "";
  const bool may_be_account = asked_at == 0 || means_account(asked_before);
  return before == asked_before || (may_be_account && means_account(before));
}

bool is_marked(const std::string& part) {
  return part.find(handle_mark) != std::string::npos;
}

}  // namespace

std::string page_of(std::string_view url) {
  const std::string_view rest = url.substr(origin_of(url).size());
  std::string host = text::to_lower(host_of(url));
  const std::size_t port = host.rfind(':');
  if (port != std::string::npos && host.find(']', port) == std::string::npos) host.resize(port);
  return host.append(rest);
}

AskedPage::AskedPage(const Definition& definition, const Ask& ask, const RequestContext& road,
                     std::span<const std::string> handles)
    : definition_(definition),
      ask_(ask),
      road_(road),
      url_(compose(definition, ask, road, handles).url) {}

// In whatever letter case: a site that tells it apart leads nobody from the one to the other.
bool AskedPage::names(const std::string& part, const std::string& asked,
                      const std::string& handle) const {
  const auto folded = [this](const std::string& text) {
    return text::to_lower(definition_.grammar.folded(text));
  };
  const std::string bare = bare_name(definition_, handle);
  const std::string found = folded(part);
  const auto is = [&](const std::string& one) { return found == folded(one); };
  return is(asked) || is(handle) || is(bare) || is("@" + bare) || is("~" + bare);
}

bool AskedPage::left_behind(std::string_view ended, const std::string& handle) const {
  if (ended.empty() || page_of(url_) == page_of(ended)) return false;
  const std::string marks[] = {std::string(handle_mark)};
  const UrlParts marked = url_parts(compose(definition_, ask_, road_, marks).url);
  const UrlParts asked = url_parts(url_);
  const UrlParts to = url_parts(ended);
  bool was_asked = false;  // the URL has the handle anywhere
  if (is_marked(marked.label)) {
    was_asked = true;
    const bool is_there = to.domain == asked.domain && names(to.label, asked.label, handle);
    if (is_there) return false;
  }
  const std::size_t segments = std::min(marked.segments.size(), asked.segments.size());
  for (std::size_t i = 0; i < segments; ++i) {
    if (!is_marked(marked.segments[i])) continue;
    was_asked = true;
    for (std::size_t j = 0; j < to.segments.size(); ++j) {
      const bool is_place = stands_alike(to.segments, j, asked.segments, i);
      if (is_place && names(to.segments[j], asked.segments[i], handle)) return false;
    }
  }
  const std::size_t parameters = std::min(marked.parameters.size(), asked.parameters.size());
  for (std::size_t i = 0; i < parameters; ++i) {
    if (!is_marked(marked.parameters[i].second)) continue;
    was_asked = true;
    for (const auto& [name, value] : to.parameters) {
      const bool is_place = name == asked.parameters[i].first;
      if (is_place && names(value, asked.parameters[i].second, handle)) return false;
    }
  }
  return was_asked;
}

}  // namespace platforms
