#include "importing/foreign_rules.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "text/join.hpp"

namespace importing {
namespace {

using model::Reason;
using model::Status;
using Ranges = std::vector<platforms::StatusRange>;

// Followed where the list's own program follows; enough for https, www and a slash at the end.
constexpr int most_hops = 3;

constexpr platforms::StatusRange code(int status) {
  return {status, status};
}

// Statuses that say 'no such page' or 'no such thing', and never come with a profile.
const Ranges no_page = {code(400), code(404), code(405), code(406),
                        code(409), code(410), code(422)};
const Ranges moved = {code(301), code(302), code(303), code(307), code(308)};

platforms::Rule rule(const Ranges& status, Status says) {
  platforms::Rule rule;
  rule.status = status;
  rule.then.status = says;
  return rule;
}

platforms::Rule rule(const Ranges& status, Reason why) {
  platforms::Rule rule;
  rule.status = status;
  rule.then.reason = why;
  return rule;
}

platforms::Rule with_body(platforms::Rule rule, const platforms::SearchText& text) {
  rule.body.push_back(text);
  return rule;
}

// Patterns that are ours: they compile.
platforms::SearchText location(std::string_view written) {
  platforms::SearchText search;
  platforms::cut(written, search.stencil);
  if (search.stencil.has_slots()) return search;
  std::string why;
  search.fixed = platforms::Pattern::compile(written, false, why);
  return search;
}

platforms::Rule with_location(platforms::Rule rule, std::string_view written) {
  rule.location = location(written);
  return rule;
}

std::vector<std::string> quoted_all(const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  all.reserve(texts.size());
  for (const std::string& text : texts) all.push_back(platforms::quoted(text));
  return all;
}

std::optional<platforms::SearchText> searched(const std::string& pattern) {
  std::string why;
  platforms::SearchText search;
  search.stencil.written = pattern;
  search.fixed = platforms::Pattern::compile(pattern, false, why);
  if (!search.fixed) return std::nullopt;
  return search;
}

// Every text that is both at once because the end of one is the beginning of the other, or the one
// stands inside the other.
void add_overlaps(const std::string& a, const std::string& b, std::vector<std::string>& all) {
  if (a.find(b) != std::string::npos) all.push_back(platforms::quoted(a));
  if (a.size() < b.size() && b.find(a) != std::string::npos) all.push_back(platforms::quoted(b));
  for (const auto& [left, right] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    for (std::size_t n = 1; n < std::min(left->size(), right->size()); ++n) {
      if (!left->ends_with(std::string_view(*right).substr(0, n))) continue;
      all.push_back(platforms::quoted(*left + right->substr(n)));
    }
  }
}

// Some lists name the page of a limit or an outage among those that say 'missing'.
bool speaks_of_a_wall(const std::string& text) {
  static const RE2 words(
      "(?i)rate.?limit|too many requests|captcha|temporarily (un|off|block|restrict)|"
      "block(ed)? (your|this|\\d+)|server error|access denied|ограничен|\\b(log|sign) "
      "in\\b|/login\\b");
  return RE2::PartialMatch(text, words);
}

void keep_walls_apart(SiteTests& tests, Intake& intake) {
  std::vector<std::string> walls;
  std::erase_if(tests.absent, [&walls](const std::string& text) {
    if (!speaks_of_a_wall(text)) return false;
    walls.push_back(text);
    return true;
  });
  if (walls.empty()) return;
  intake.weaken(fmt::format("a text of a limit, a log-in or an outage proves no free name: '{}'",
                            text::joined(walls, "', '")));
  tests.walls.insert(tests.walls.end(), walls.begin(), walls.end());
}

// What is no test: "" is found in every page.
void drop_empty(std::vector<std::string>& texts) {
  std::erase_if(texts, [](const std::string& text) { return text.empty(); });
}

// The codes of the list that can prove a missing account.
Ranges missing_codes(const SiteTests& tests, Intake& intake) {
  Ranges codes;
  for (const int listed : tests.missing_codes) {
    if (is_wall_status(listed)) {
      intake.weaken(fmt::format("a bare {} is a refusal or an outage on any site", listed));
    } else if (listed / 100 == 3) {
      intake.weaken(fmt::format("a bare {} may lead anywhere", listed));
    } else {
      codes.push_back(code(listed));
    }
  }
  return codes;
}

void add_redirects(std::vector<platforms::Rule>& rules) {
  rules.push_back(with_location(rule(moved, Reason::blocked),
                                "(?i)[^a-z](log|sign)[-_]?(in|on|up)([^a-z]|$)|authwall|consent|"
                                "captcha|challenge"));
  // A page of its own in another spelling; behind a '?' it is a search.
  rules.push_back(
      with_location(rule(moved, Reason::ambiguous), "(?i)^[^?#]*[^a-z0-9?#]{handle}([^a-z0-9]|$)"));
  rules.push_back(with_location(rule(moved, Status::available), "."));
}

}  // namespace

bool is_wall_status(int status) {
  return status == 401 || status == 403 || status == 407 || status == 429 || status == 451 ||
         status >= 500;
}

std::optional<platforms::SearchText> any_of(const std::vector<std::string>& texts) {
  if (texts.size() == 1) {
    platforms::SearchText search;
    search.fixed = platforms::Pattern::literal(texts.front());
    search.stencil.written = search.fixed->as_regex();
    return search;
  }
  return searched(text::joined(quoted_all(texts), "|"));
}

std::optional<platforms::SearchText> both(const std::vector<std::string>& these,
                                          const std::vector<std::string>& those) {
  constexpr std::size_t most_ways = 1000;  // RE2 would refuse as many
  const std::string a = text::joined(quoted_all(these), "|");
  const std::string b = text::joined(quoted_all(those), "|");
  std::vector<std::string> ways = {fmt::format("(?:{}).*(?:{})", a, b),
                                   fmt::format("(?:{}).*(?:{})", b, a)};
  for (const std::string& one : these) {
    for (const std::string& other : those) {
      add_overlaps(one, other, ways);
      if (ways.size() > most_ways) return std::nullopt;
    }
  }
  return searched("(?s)" + text::joined(ways, "|"));
}

namespace {

// The rules of one site, once its tests are sorted out.
class Pages {
 public:
  Pages(const SiteTests& tests, Intake& intake)
      : tests_(tests),
        intake_(intake),
        walls_(any_of(tests.walls)),
        absent_(any_of(tests.absent)),
        present_(any_of(tests.present)),
        for_a_file_(intake.form() == Form::as_file && tests.message) {
    if (tests.forbidden_is_an_answer && has_present()) profile_.push_back(code(403));
  }

  // False when RE2 cannot hold one of the texts.
  bool add_rules(const Ranges& missing_codes, std::vector<platforms::Rule>& rules) {
    if (!walls_ || !absent_ || !present_) return false;
    if (!tests_.walls.empty()) rules.push_back(with_body(rule({}, Reason::blocked), *walls_));
    if (!missing_codes.empty()) rules.push_back(rule(missing_codes, Status::available));
    if (tests_.message && has_absent()) {
      rules.push_back(with_body(rule(no_page, Status::available), *absent_));
    }
    if (has_absent() && !add_absent(rules)) return false;
    if (tests_.status) rules.push_back(rule({code(404), code(410)}, Status::available));
    if (tests_.redirect) add_redirects(rules);
    platforms::Rule claimed = rule(profile_, Status::claimed);
    rules.push_back(has_present() ? with_body(std::move(claimed), *present_) : std::move(claimed));
    if (tests_.message && has_absent() && has_present()) {
      rules.push_back(with_body(rule(profile_, Status::available), *absent_));
    }
    return true;
  }

 private:
  bool has_absent() const { return !tests_.absent.empty(); }
  bool has_present() const { return !tests_.present.empty(); }

  // What 'missing' means on a page that may be a profile, before it can be one.
  bool add_absent(std::vector<platforms::Rule>& rules) {
    platforms::Rule ambiguous = rule(profile_, Reason::ambiguous);
    if (!tests_.message) {
      rules.push_back(with_body(std::move(ambiguous), *absent_));
    } else if (has_present()) {
      // A file has one pattern a rule.
      const auto together = for_a_file_ ? both(tests_.present, tests_.absent) : present_;
      if (!together) return false;
      rules.push_back(with_body(std::move(ambiguous), *together));
      if (!for_a_file_) rules.back().body.push_back(*absent_);
    } else if (!for_a_file_) {
      rules.push_back(with_body(rule(profile_, Status::available), *absent_));
    } else {
      rules.push_back(with_body(std::move(ambiguous), *absent_));
      intake_.weaken("in a file of its own its text proves no free name on a page with status 200");
    }
    return true;
  }

  const SiteTests& tests_;
  Intake& intake_;
  std::optional<platforms::SearchText> walls_;
  std::optional<platforms::SearchText> absent_;
  std::optional<platforms::SearchText> present_;
  bool for_a_file_;
  Ranges profile_ = {code(200)};
};

// Forums (XenForo: 66 sites of Maigret's list) that are asked for a member by name lead to his
// page, which has his number behind the name: only a rule can say that this is where accounts are.
void add_numbered_members(platforms::Ask& ask) {
  constexpr std::string_view by_name = "/members/?username={handle}";
  if (ask.redirects == 0 || !ask.url.written.ends_with(by_name)) return;
  const auto is_claim = [](const platforms::Rule& one) {
    return one.then.status == Status::claimed;
  };
  const auto claim = std::find_if(ask.rules.begin(), ask.rules.end(), is_claim);
  if (claim == ask.rules.end()) return;
  platforms::Rule numbered = with_location(*claim, "(?i)/members/{handle}\\.[0-9]+/?$");
  ask.rules.insert(claim, std::move(numbered));
}

}  // namespace

bool set_rules(const SiteTests& listed, Intake& intake, platforms::Ask& ask) {
  const bool texts_decide = listed.message && !(listed.absent.empty() && listed.present.empty());
  if (!listed.status && !listed.redirect && !texts_decide) return false;
  SiteTests tests = listed;
  keep_walls_apart(tests, intake);
  // A code that is also the claimed one leaves nothing to tell them apart.
  const Ranges codes = missing_codes(tests, intake);
  if (std::any_of(codes.begin(), codes.end(),
                  [](platforms::StatusRange c) { return c.least == 200; })) {
    return false;
  }
  if (!Pages(tests, intake).add_rules(codes, ask.rules)) return false;
  // A redirect that is itself the answer is not followed, and none of a POST: where it leads, the
  // name does not stand in the URL, so that nothing shows whether it was left behind.
  ask.redirects = tests.redirect || ask.method == "POST" ? 0 : most_hops;
  add_numbered_members(ask);
  if (!ask.can_say(Status::available)) {
    intake.weaken("nothing proves a missing account; it can never say available");
  }
  return true;
}

std::vector<std::string> read_texts(reading::ObjectReader& site, std::string_view key) {
  constexpr std::size_t most = 32;  // the longest list of them has ten, of at most 173 bytes
  constexpr std::size_t longest = 1000;
  std::vector<std::string> texts = site.strings(key, true);
  drop_empty(texts);
  const auto too_long = [](const std::string& text) { return text.size() > longest; };
  if (texts.size() > most || std::any_of(texts.begin(), texts.end(), too_long)) {
    site.report(key,
                fmt::format("more than {} texts, or one of more than {} bytes", most, longest));
    texts.clear();
  }
  return texts;
}

void make_positive_only(platforms::Ask& ask) {
  for (platforms::Rule& rule : ask.rules) {
    if (rule.then.status != Status::available) continue;
    rule.then.status.reset();
    rule.then.reason = Reason::ambiguous;
  }
}

}  // namespace importing
