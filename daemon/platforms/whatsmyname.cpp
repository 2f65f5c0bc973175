#include "platforms/whatsmyname.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <re2/re2.h>

#include "platforms/controls.hpp"
#include "reading/object.hpp"
#include "text/case.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace platforms {
namespace {

using reading::Document;
using reading::Json;
using reading::Need;
using reading::ObjectReader;

constexpr std::string_view placeholder = "{account}";
constexpr std::size_t most_stripped = 64;  // the list's longest has two

// `{account}` is the list's only placeholder; every other brace is text.
Stencil account_stencil(std::string_view written) {
  Stencil stencil;
  stencil.written = written;
  std::size_t at = 0;
  while (at < written.size()) {
    const std::size_t found = std::min(written.find(placeholder, at), written.size());
    if (found > at) {
      stencil.pieces.push_back({std::string(written.substr(at, found - at)), {}, "", false});
    }
    if (found < written.size()) stencil.pieces.push_back({"", Slot::handle, "", false});
    at = found + placeholder.size();
  }
  return stencil;
}

bool account_in_host(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = url.find('/', scheme == std::string_view::npos ? 0 : scheme + 3);
  const std::size_t account = url.find(placeholder);
  return account != std::string_view::npos && account < path;
}

Pattern compiled(std::string_view written) {
  std::string why;
  return *Pattern::compile(written, false, why);
}

// What the site is asked for: names as typed, without the characters that it cannot hold. The
// patterns of most sites are the same, and shared: a list has hundreds.
Grammar site_grammar(std::string_view url, std::string_view strip) {
  static const Pattern in_host = compiled("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");
  static const Pattern anywhere = compiled("[^\\x00-\\x1f\\x7f]{1,255}");
  static const Pattern elsewhere = compiled("^\\.{1,2}$");  // as a part of a path
  Grammar grammar;
  grammar.pattern = account_in_host(url) ? in_host : anywhere;
  grammar.forbidden = elsewhere;
  if (strip.empty()) return grammar;
  std::string forbidden = elsewhere.written();
  while (!strip.empty()) {
    const std::string_view before = strip;
    text::take_code_point(strip);
    const std::size_t length = before.size() - strip.size();
    forbidden += "|" + RE2::QuoteMeta(re2::StringPiece(before.data(), length));
  }
  grammar.forbidden = compiled(forbidden);
  return grammar;
}

// One side of a site: a status and perhaps a string.
struct Side {
  int code = 0;
  std::string string;
  bool exists = true;
};

// A refusal or an outage looks like this on every site; alone it is no evidence of anything.
bool is_wall_status(int code) {
  return code == 401 || code == 403 || code == 407 || code == 429 || code == 451 || code >= 500;
}

Rule side_rule(const Side& side, model::Status says) {
  Rule rule;
  rule.status.push_back({side.code, side.code});
  if (!side.string.empty()) {
    SearchText search;
    search.fixed = Pattern::literal(side.string);
    rule.body.push_back(std::move(search));
  }
  rule.then.status = says;
  return rule;
}

std::vector<Rule> site_rules(const Side& exists, const Side& missing) {
  std::vector<Rule> rules;
  const Rule claimed = side_rule(exists, model::Status::claimed);
  const Rule available = side_rule(missing, model::Status::available);
  if (missing.exists && exists.code == missing.code) {
    Rule both = claimed;
    both.body.insert(both.body.end(), available.body.begin(), available.body.end());
    both.then = {};
    both.then.reason = model::Reason::ambiguous;
    rules.push_back(std::move(both));
  }
  rules.push_back(claimed);
  if (missing.exists) rules.push_back(available);
  return rules;
}

class Importer {
 public:
  Importer(std::string_view text, std::string_view file)
      : document_{std::string(file), std::string(text), {}} {}

  void add(const Json& json) {
    document_.problems.clear();
    ObjectReader site(document_, json, reading::pointer("/sites", list_.listed));
    ++list_.listed;
    Definition definition;
    definition.foreign = true;
    definition.file = document_.file;
    definition.concurrency = 2;
    const auto name = site.string("name", Need::required);
    definition.name = name.value_or("");
    if (name && name->empty()) site.report("name", "an empty name; the site's id comes from it");
    definition.source = "WhatsMyName";
    definition.evidence = "reported";
    read_ask(site, definition);
    site.member("cat");
    site.member("protection");
    if (const auto valid = site.boolean("valid")) definition.disabled = !*valid;
    site.finish();
    finish(std::move(definition));
  }

  ImportedList take() { return std::move(list_); }

 private:
  struct SiteGrammar {
    Grammar grammar;
    bool admits_random = false;
  };

  // Compiled and tried once for all the sites that share it, which is nearly all.
  const SiteGrammar& grammar_for(std::string_view url, const std::string& strip) {
    const auto [found, added] = grammars_.try_emplace({account_in_host(url), strip});
    if (added) {
      Definition bare;
      bare.grammar = site_grammar(url, strip);
      found->second = {bare.grammar, admits_random_controls(bare)};
    }
    return found->second;
  }

  void read_ask(ObjectReader& site, Definition& definition) {
    Ask ask;
    ask.name = "page";
    const std::string url = site.string("uri_check", Need::required).value_or("");
    const std::string pretty = site.string("uri_pretty").value_or(url);
    ask.url = account_stencil(url);
    definition.profile_url = account_stencil(pretty);
    read_headers(site, definition, ask);
    if (const auto body = site.string("post_body")) {
      ask.method = "POST";
      ask.body = account_stencil(*body);
      ask.body_kind = sends_json_ ? BodyKind::json_text : BodyKind::form;
    }
    if (!url.starts_with("http://") && !url.starts_with("https://")) {
      site.report("uri_check", "no http or https URL");
    } else if (!ask.url.has_slots() && !ask.body.has_slots()) {
      site.report("uri_check", "{account} stands neither in the URL nor in the body");
    }
    std::string strip = site.string("strip_bad_char").value_or("");
    if (strip.size() > most_stripped) {
      site.report("strip_bad_char", fmt::format("more than {} bytes", most_stripped));
      strip.clear();
    }
    const SiteGrammar& spelling = grammar_for(url, strip);
    definition.grammar = spelling.grammar;
    read_sides(site, definition, ask);
    for (const std::string& name : site.strings("known")) {
      if (canonical(definition, name).admitted) definition.controls.claimed.push_back({name, ""});
    }
    if (definition.controls.claimed.empty()) {
      site.report("known", "no known account that the site could hold: claimed cannot be proven");
    }
    if (!spelling.admits_random) {
      site.report("strip_bad_char", "forbids every random name: available cannot be proven");
    }
    definition.asks.push_back(std::move(ask));
    definition.entries.push_back(0);
  }

  void read_headers(ObjectReader& site, Definition& definition, Ask& ask) {
    sends_json_ = false;
    const Json* headers = site.member("headers", Json::Kind::object);
    if (headers == nullptr) return;
    for (std::size_t i = 0; i < headers->keys.size(); ++i) {
      const std::string name = text::to_lower(headers->keys[i]);
      const std::string& value = headers->items[i].text;
      if (!headers->items[i].is(Json::Kind::string)) {
        site.report("headers", fmt::format("the value of '{}' is not a string",
                                           text::visible(headers->keys[i])));
        continue;
      }
      if (name == "user-agent") {
        note(definition, "its User-Agent is left out: handlewatch does not disguise itself");
        continue;
      }
      if (name == "content-type") {
        sends_json_ = text::to_lower(value).find("json") != std::string::npos;
      }
      Stencil stencil;
      stencil.pieces.push_back({value, {}, "", false});
      ask.headers.emplace_back(headers->keys[i], std::move(stencil));
    }
  }

  void read_sides(ObjectReader& site, const Definition& definition, Ask& ask) {
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
      note(definition, "weakened: nothing proves a missing account; it can never say available");
    } else if (missing.string.empty() && is_wall_status(missing.code)) {
      missing.exists = false;
      note(definition, fmt::format("weakened: a bare {} is a refusal or an outage on any site; it "
                                   "can never say available",
                                   missing.code));
    }
    ask.rules = site_rules(exists, missing);
  }

  void finish(Definition definition) {
    if (!document_.problems.empty()) {
      ++list_.refused;
      for (auto& problem : document_.problems) {
        problem.message = fmt::format("{}: {}", text::visible(definition.name), problem.message);
        list_.problems.push_back(std::move(problem));
      }
      return;
    }
    definition.id = unique_id(definition.name);
    if (definition.disabled) note(definition, "off: the list itself says that it does not work");
    list_.sites.push_back(std::move(definition));
  }

  // The name in lower case, other characters '-', "-2" on collision.
  std::string unique_id(std::string_view name) {
    std::string id;
    while (!name.empty()) {
      const char32_t c = text::take_code_point(name);
      const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      const bool upper = c >= 'A' && c <= 'Z';
      id += letter ? static_cast<char>(c) : upper ? static_cast<char>(c - 'A' + 'a') : '-';
    }
    std::string unique = id;
    for (int n = 2; !taken_.insert(unique).second; ++n) unique = fmt::format("{}-{}", id, n);
    return unique;
  }

  void note(const Definition& definition, std::string_view why) {
    list_.notes.push_back(fmt::format("{}: {}", text::visible(definition.name), why));
  }

  Document document_;  // its problems are those of the site being read
  ImportedList list_;
  std::map<std::pair<bool, std::string>, SiteGrammar> grammars_;  // by account_in_host, strip
  std::set<std::string> taken_;
  bool sends_json_ = false;
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

ImportedList import_whatsmyname(const Json& json, std::string_view text, std::string_view file) {
  Importer importer(text, file);
  for (const Json& site : json.find("sites")->items) importer.add(site);
  return importer.take();
}

}  // namespace platforms
