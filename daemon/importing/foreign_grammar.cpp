#include "importing/foreign_grammar.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "importing/foreign_rules.hpp"
#include "importing/python_pattern.hpp"
#include "platforms/controls.hpp"
#include "text/utf8.hpp"

namespace importing {
namespace {

// Longer than any that the lists hold by far; RE2's own limits hold below it.
constexpr std::size_t longest_pattern = 1000;

std::optional<platforms::Pattern> tried(const std::string& written) {
  std::string why;
  return platforms::Pattern::compile(written, false, why);
}

// Whether `pattern` stands for whole names by itself: ^...$ without alternatives.
bool is_anchored(std::string_view pattern) {
  if (!pattern.starts_with('^') || !pattern.ends_with('$')) return false;
  if (pattern.find('|') != std::string_view::npos) return false;
  std::size_t backslashes = 0;
  for (std::size_t at = pattern.size() - 1; at > 0 && pattern[at - 1] == '\\'; --at) ++backslashes;
  return backslashes % 2 == 0;
}

// What must be found somewhere, as what must be the whole: re.search is not anchored.
std::string whole(const std::string& pattern) {
  if (!is_anchored(pattern)) return "(?s:.*)(?:" + pattern + ")(?s:.*)";
  return pattern.substr(1, pattern.size() - 2);
}

// The control characters, and what would be a step in a path instead of a name.
const std::string never_asked = "[\\x00-\\x1f\\x7f]|^\\.{1,2}$";
const std::string too_long = "|.{256}";

std::string stripped_characters(std::string_view strip) {
  std::string forbidden;
  while (!strip.empty()) {
    const std::string_view before = strip;
    text::take_code_point(strip);
    forbidden += "|" + platforms::quoted(before.substr(0, before.size() - strip.size()));
  }
  return forbidden;
}

platforms::Pattern compiled(const std::string& written) {
  return *tried(written);
}

// Patterns of most sites are the same, and shared.
void set_usual(platforms::Grammar& grammar, const SpellingRules& rules, bool lower_case) {
  static const platforms::Pattern in_host =
      compiled("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");
  static const platforms::Pattern in_lower_host = compiled("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");
  static const platforms::Pattern anywhere = compiled("[^\\x00-\\x1f\\x7f]{1,255}");
  static const platforms::Pattern elsewhere = compiled("^\\.{1,2}$");  // as a part of a path
  grammar.pattern = !rules.in_host ? anywhere : lower_case ? in_lower_host : in_host;
  grammar.forbidden = elsewhere;
  if (!rules.strip.empty()) {
    grammar.forbidden = compiled(elsewhere.written() + stripped_characters(rules.strip));
  }
}

// Gives why the rule cannot be kept, or empty.
std::string keep_rule(platforms::Grammar& grammar, const SpellingRules& rules, bool lower_case) {
  const std::string& listed = rules.must_find;
  if (listed.size() > longest_pattern) return "is longer than 1000 bytes";
  const std::string wanted = from_python(listed);
  if (!tried(wanted)) return "uses what RE2 does not have (look-around, for instance)";
  std::string pattern = whole(wanted);
  std::string forbidden = never_asked + too_long;
  if (rules.in_host) {
    const auto narrowed =
        is_anchored(listed) ? within_host(whole(listed), !lower_case) : std::nullopt;
    if (!narrowed) return "cannot be told for names that stand in a host";
    pattern = *narrowed;
    forbidden += "|^[.-]|[.-]$|\\.\\.|.{64}";
  }
  const auto kept = tried(pattern);
  const auto refused = tried(forbidden + stripped_characters(rules.strip));
  if (!kept || !refused) return "is too large for RE2";
  grammar.pattern = *kept;
  grammar.forbidden = *refused;
  return "";
}

}  // namespace

void spell(Intake& intake, Spellings& spellings, SpellingRules rules,
           const std::vector<std::string>& known, platforms::Ask& ask) {
  const std::string listed = std::exchange(rules.must_find, "");
  const platforms::Grammar usual = spellings.find(rules).grammar;
  intake.site().grammar = usual;
  if (listed.empty()) return;
  rules.must_find = listed;
  const SiteSpelling& spelling = spellings.find(rules);
  if (!spelling.dropped.empty()) {
    intake.weaken(fmt::format("its regexCheck is left out, for it {}", spelling.dropped));
    return;
  }
  intake.site().grammar = spelling.grammar;
  const auto admitted = [&intake](const std::string& name) {
    return platforms::canonical(intake.site(), name).admitted;
  };
  if (!known.empty() && std::none_of(known.begin(), known.end(), admitted)) {
    intake.weaken("its regexCheck is left out, for it forbids the site's own known account");
    intake.site().grammar = usual;
  } else if (!spelling.admits_random) {
    intake.weaken(
        "its regexCheck forbids random names, so that nothing proves a missing account; the rule "
        "is left out, and it can never say available");
    intake.site().grammar = usual;
    make_positive_only(ask);
  }
}

const SiteSpelling& Spellings::find(const SpellingRules& rules) {
  const auto [found, added] = made_.try_emplace(rules);
  if (added) found->second = make(rules);
  return found->second;
}

SiteSpelling Spellings::make(const SpellingRules& rules) const {
  const bool lower_case = rules.in_host && form_ == Form::as_file;
  SiteSpelling spelling;
  set_usual(spelling.grammar, rules, lower_case);
  if (!rules.must_find.empty()) {
    spelling.dropped = keep_rule(spelling.grammar, rules, lower_case);
  }
  if (lower_case) spelling.grammar.folds.push_back(platforms::FoldRule::letter_case);
  platforms::Definition bare;
  bare.grammar = spelling.grammar;
  spelling.admits_random = platforms::admits_random_controls(bare);
  return spelling;
}

}  // namespace importing
