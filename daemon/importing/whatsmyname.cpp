#include "importing/whatsmyname.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "importing/foreign_grammar.hpp"
#include "importing/foreign_request.hpp"
#include "importing/foreign_rules.hpp"

namespace importing {
namespace {

using reading::Json;
using reading::Need;
using reading::ObjectReader;

constexpr std::string_view whatsmyname_placeholder = "{account}";
constexpr std::size_t most_stripped = 64;  // the list's longest has two

// One side of a site: a status and perhaps a string.
struct Side {
  int code = 0;
  std::string string;
  bool exists = true;
};

platforms::Rule side_rule(const Side& side, model::Status says) {
  platforms::Rule rule;
  rule.status.push_back({side.code, side.code});
  if (!side.string.empty()) rule.body.push_back(*any_of({side.string}));
  rule.then.status = says;
  return rule;
}

// Both strings on one page: the language knows one pattern a rule.
std::vector<platforms::SearchText> both_texts(const Side& exists, const Side& missing, Form form) {
  std::vector<platforms::SearchText> texts;
  for (const Side* side : {&exists, &missing}) {
    if (!side->string.empty()) texts.push_back(*any_of({side->string}));
  }
  if (form == Form::as_listed || texts.size() < 2) return texts;
  const auto one = both({exists.string}, {missing.string});
  return one ? std::vector<platforms::SearchText>{*one} : texts;
}

std::vector<platforms::Rule> site_rules(const Side& exists, const Side& missing, Form form) {
  std::vector<platforms::Rule> rules;
  const platforms::Rule claimed = side_rule(exists, model::Status::claimed);
  if (missing.exists && exists.code == missing.code) {
    platforms::Rule ambiguous = claimed;
    ambiguous.body = both_texts(exists, missing, form);
    ambiguous.then = {};
    ambiguous.then.reason = model::Reason::ambiguous;
    rules.push_back(std::move(ambiguous));
  }
  rules.push_back(claimed);
  if (missing.exists) rules.push_back(side_rule(missing, model::Status::available));
  return rules;
}

class WhatsMyNameImporter {
 public:
  WhatsMyNameImporter(std::string_view text, std::string_view file, Form form)
      : intake_("WhatsMyName", text, file, form), spellings_(form) {}

  void add(const Json& json) {
    intake_.begin();
    ObjectReader site(intake_.document(), json, reading::pointer("/sites", count_++));
    intake_.name(site, "name", site.string("name", Need::required).value_or("?"));
    read_ask(site);
    site.member("cat");
    site.member("protection");
    if (!site.boolean("valid").value_or(true)) {
      intake_.switch_off("the list itself says that it does not work");
    }
    pass_comments(site);
    site.finish();
    intake_.finish();
  }

  ImportedList take() { return intake_.take(); }

 private:
  void read_ask(ObjectReader& site) {
    platforms::Ask ask;
    ask.name = "page";
    const std::string url = site.string("uri_check", Need::required).value_or("");
    const std::string pretty = site.string("uri_pretty").value_or(url);
    set_urls(intake_, ask, url, pretty, whatsmyname_placeholder);
    const bool json = read_headers(site, intake_, ask);
    if (const auto body = site.string("post_body")) {
      ask.method = "POST";
      ask.body =
          site_stencil(*body, whatsmyname_placeholder, json ? Place::json_text : Place::form);
      ask.body_kind = json ? platforms::BodyKind::json_text : platforms::BodyKind::form;
    }
    check_request(site, "uri_check", whatsmyname_placeholder, ask);
    std::string strip = site.string("strip_bad_char").value_or("");
    if (strip.size() > most_stripped) {
      site.report("strip_bad_char", fmt::format("more than {} bytes", most_stripped));
      strip.clear();
    }
    const SiteSpelling& spelling =
        spellings_.find({is_in_host(url, whatsmyname_placeholder), strip, ""});
    intake_.site().grammar = spelling.grammar;
    read_sides(site, ask);
    intake_.known_accounts(site, "known", site.strings("known"));
    if (!spelling.admits_random) {
      site.report("strip_bad_char", "forbids every random name: available cannot be proven");
    }
    intake_.site().asks.push_back(std::move(ask));
    intake_.site().entries.push_back(0);
  }

  void read_sides(ObjectReader& site, platforms::Ask& ask) {
    Side exists{site.integer("e_code", 100, 999).value_or(200), {}, true};
    Side missing{site.integer("m_code", 100, 999).value_or(404), {}, true};
    exists.string = site.string("e_string", Need::required).value_or("");
    missing.string = site.string("m_string", Need::required).value_or("");
    for (const std::string_view key : {"e_code", "m_code"}) {
      if (site.member(key) == nullptr) site.report(key, fmt::format("'{}' is missing", key));
    }
    const bool equal = exists.code == missing.code;
    if (exists.string.empty() && (equal || is_wall_status(exists.code))) {
      site.report("e_string", "nothing tells an existing account from a missing one");
    }
    if (missing.string.empty() && equal) {
      missing.exists = false;
      intake_.weaken("nothing proves a missing account; it can never say available");
    } else if (missing.string.empty() && is_wall_status(missing.code)) {
      missing.exists = false;
      intake_.weaken(
          fmt::format("a bare {} is a refusal or an outage on any site; it can never say available",
                      missing.code));
    }
    ask.rules = site_rules(exists, missing, intake_.form());
  }

  Intake intake_;
  Spellings spellings_;
  std::size_t count_ = 0;
};

}  // namespace

bool is_whatsmyname(const Json& json) {
  const Json* sites = json.find("sites");
  return sites != nullptr && sites->is(Json::Kind::array) &&
         (sites->items.empty() ||
          std::any_of(sites->items.begin(), sites->items.end(), [](const Json& site) {
            return site.find("uri_check") != nullptr || site.find("e_code") != nullptr;
          }));
}

ImportedList import_whatsmyname(const Json& json, std::string_view text, std::string_view file,
                                Form form) {
  WhatsMyNameImporter importer(text, file, form);
  for (const Json& site : json.find("sites")->items) {
    if (!is_comment("", site)) importer.add(site);
  }
  return importer.take();
}

}  // namespace importing
