#include "learning/evidence.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "learning/worth.hpp"
#include "text/join.hpp"
#include "text/visible.hpp"

namespace learning {
namespace {

using reading::Json;

constexpr std::size_t most_evidence = 40;

Traits traits_of_any(std::span<const Studied> all) {
  Traits any;
  for (const Studied& one : all) {
    Traits merged;
    std::set_union(any.begin(), any.end(), one.traits.begin(), one.traits.end(),
                   std::back_inserter(merged));
    any = std::move(merged);
  }
  return any;
}

bool has_several_names(std::span<const Studied> all) {
  return std::any_of(all.begin(), all.end(),
                     [&](const Studied& one) { return one.name != all.front().name; });
}

std::set<int> statuses(std::span<const Studied> all) {
  std::set<int> seen;
  for (const Studied& one : all) seen.insert(one.status);
  return seen;
}

Json status_json(const std::set<int>& codes) {
  Json list = Json::array();
  for (const int code : codes) list.add(Json::number(code));
  return codes.size() == 1 ? Json(list.items.front()) : list;
}

std::string status_words(const std::set<int>& codes) {
  std::vector<std::string> words;
  words.reserve(codes.size());
  for (const int code : codes) words.push_back(std::to_string(code));
  return "status " + text::joined(words, " or ");
}

// A value in the same place that is another one for the other side, each time.
bool is_opposed(const Trait& trait, const Traits& common_of_theirs) {
  return trait.kind == TraitKind::json_literal &&
         std::any_of(common_of_theirs.begin(), common_of_theirs.end(), [&](const Trait& other) {
           return other.kind == trait.kind && other.at == trait.at && other.says != trait.says;
         });
}

std::string place(const Trait& trait) {
  return trait.at.empty() ? "the whole answer" : "JSON " + text::visible(trait.at);
}

std::string words_for(const Trait& trait) {
  std::string at = text::visible(trait.at);
  switch (trait.kind) {
    case TraitKind::json_handle: return place(trait) + " is the name that was asked for";
    case TraitKind::json_listed: return place(trait) + " is in the list";
    case TraitKind::json_literal: return place(trait) + " is " + text::visible(trait.says);
    case TraitKind::json_exists: return place(trait) + " is there and not null";
    case TraitKind::title: return fmt::format("the title is '{}'", at);
    case TraitKind::title_handle: return "the title holds the name that was asked for";
    case TraitKind::meta: return fmt::format("<meta> says '{}'", at);
    case TraitKind::meta_there: return fmt::format("there is a <meta> '{}'", at);
    case TraitKind::heading: return fmt::format("a heading is '{}'", at);
    case TraitKind::attribute_handle: return fmt::format("the markup holds '{}'", at);
    case TraitKind::text_handle: return fmt::format("an element {} is the name asked for", at);
    case TraitKind::markup: return fmt::format("the markup has '{}'", at);
    case TraitKind::script_value: return fmt::format("a script holds '{}'", at);
    case TraitKind::phrase: return fmt::format("the text of an element is '{}'", at);
    case TraitKind::whole: return fmt::format("the whole answer is '{}'", at);
  }
  return at;
}

// A test as the language writes it: an empty list or object is a literal, a fuller one is not used.
void add_condition(const Trait& trait, Json& conditions) {
  if (!trait.is_json()) {
    conditions.add("body", Json::string(trait.says));
    return;
  }
  const auto test = reading::parse_json(trait.says, reading::our_files);
  Json json = Json::object();
  json.add(trait.at, test ? *test : Json::null());
  conditions.add("json", std::move(json));
}

// Where a redirect leads, with {handle} for the name; the page: without what follows a '?'.
std::string location_of(const Studied& one) {
  return pattern_for(one.location, one.name);
}

std::string page_of(const Studied& one) {
  return pattern_for(one.location.substr(0, one.location.find_first_of("?#")), one.name);
}

using Located = std::string (*)(const Studied&);

// The one place where all of these lead and none of the others does, or nothing.
std::optional<std::string> one_place(Located located, std::span<const Studied> mine,
                                     std::span<const Studied> theirs) {
  const std::string first = located(mine.front());
  const auto leads_there = [&](const Studied& one) {
    return !one.location.empty() && located(one) == first;
  };
  const bool all = std::all_of(mine.begin(), mine.end(), leads_there);
  if (!all || std::any_of(theirs.begin(), theirs.end(), leads_there)) return std::nullopt;
  return first;
}

std::optional<std::string> common_location(Side side, std::span<const Studied> mine,
                                           std::span<const Studied> theirs) {
  const auto exact = one_place(location_of, mine, theirs);
  const auto page = exact ? exact : one_place(page_of, mine, theirs);
  if (!page) return std::nullopt;
  const bool names_it = page->find("{handle}") != std::string::npos;
  // One account's own page may have its number in the address.
  if (side == Side::claimed && !names_it && !has_several_names(mine)) return std::nullopt;
  return "^" + *page + (exact ? "$" : "([?#]|$)");
}

class Search {
 public:
  Search(Side side, std::span<const Studied> mine, std::span<const Studied> theirs)
      : side_(side), mine_(mine), theirs_(theirs), codes_(statuses(mine)) {
    const std::set<int> others = statuses(theirs);
    alone_ =
        std::none_of(codes_.begin(), codes_.end(), [&](int code) { return others.contains(code); });
    common_of_theirs_ = theirs.empty() ? Traits{} : common_traits(theirs);
    const Traits common = common_traits(mine);
    const Traits any = traits_of_any(theirs);
    std::set_difference(common.begin(), common.end(), any.begin(), any.end(),
                        std::back_inserter(own_));
  }

  std::vector<Evidence> run() {
    const bool several = has_several_names(mine_);
    for (const Trait& trait : own_) {
      const Circumstances here{several, is_opposed(trait, common_of_theirs_)};
      const int worth =
          side_ == Side::claimed ? worth_for_claimed(trait, here) : worth_for_missing(trait, here);
      if (worth > 0) add(trait, worth);
    }
    add_location();
    add_status();
    std::stable_sort(found_.begin(), found_.end(), [](const Evidence& one, const Evidence& two) {
      return one.worth > two.worth;
    });
    if (found_.size() > most_evidence) found_.erase(found_.begin() + most_evidence, found_.end());
    return std::move(found_);
  }

 private:
  Evidence begun(int worth) const {
    Evidence evidence;
    evidence.worth = worth;
    evidence.conditions = Json::object();
    evidence.conditions.add("status", status_json(codes_));
    evidence.words = status_words(codes_);
    return evidence;
  }

  void add(const Trait& trait, int worth) {
    Evidence evidence = begun(worth);
    add_condition(trait, evidence.conditions);
    evidence.words += ", and " + words_for(trait);
    if (trait.is_json()) evidence.at = trait.at;
    found_.push_back(std::move(evidence));
  }

  void add_location() {
    const bool redirects = *codes_.begin() >= 300 && *codes_.rbegin() <= 399;
    const auto pattern = redirects ? common_location(side_, mine_, theirs_) : std::nullopt;
    if (!pattern) return;
    Evidence evidence = begun(side_ == Side::missing ? worth_of_location : 50);
    evidence.conditions.add("location", Json::string(*pattern));
    evidence.words += fmt::format(", and the redirect leads to {}", text::visible(*pattern));
    found_.push_back(std::move(evidence));
  }

  // Where the other side is never answered so.
  void add_status() {
    if (!alone_) return;
    int worth = 100;
    for (const int code : codes_) {
      // 409 is how a sign-up says that a name is taken.
      const bool success = (code >= 200 && code <= 299) || code == 409;
      const int one = side_ == Side::missing ? worth_of_missing_status(code)
                      : success              ? worth_of_success
                                             : 0;
      worth = std::min(worth, one);
    }
    if (worth == 0) return;
    Evidence evidence = begun(worth);
    evidence.status_alone = true;
    found_.push_back(std::move(evidence));
  }

  Side side_;
  std::span<const Studied> mine_;
  std::span<const Studied> theirs_;
  std::set<int> codes_;
  bool alone_ = false;
  Traits common_of_theirs_;
  Traits own_;
  std::vector<Evidence> found_;
};

}  // namespace

Traits common_traits(std::span<const Studied> all) {
  Traits common = all.front().traits;
  for (const Studied& one : all.subspan(1)) {
    Traits kept;
    std::set_intersection(common.begin(), common.end(), one.traits.begin(), one.traits.end(),
                          std::back_inserter(kept));
    common = std::move(kept);
  }
  return common;
}

std::vector<Evidence> evidence_for(Side side, std::span<const Studied> mine,
                                   std::span<const Studied> theirs) {
  return Search(side, mine, theirs).run();
}

}  // namespace learning
