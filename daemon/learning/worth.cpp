#include "learning/worth.hpp"

#include <algorithm>

#include <re2/re2.h>

namespace learning {
namespace {

using Kind = TraitKind;

// A list of words in one expression, compiled once.
bool finds(const RE2& words, std::string_view text) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), words);
}

// The last member of a pointer, or the name of a class.
std::string_view last_of(std::string_view at) {
  return at.substr(at.rfind('/') + 1);
}

// Of a trait that is called by its name and its value, the name.
std::string_view first_word(std::string_view at) {
  return at.substr(0, at.find(' '));
}

bool is_verdict(std::string_view at) {
  static const RE2 words(
      "(?i)^\"?(ok|success|successful|status|state|result|results|code|error|errors|errorcode|"
      "error_code|"
      "errortype|error_type|message|msg|detail|details|reason|type|kind|exists|exist|found|"
      "available|is_available|isavailable|taken|registered|valid|total|total_count|totalcount|"
      "count|num|hits|size|statuscode|status_code|__typename)\\b");
  return finds(words, last_of(at));
}

// Made by the platform for each account.
bool is_identity(std::string_view at) {
  static const RE2 words(
      "(?i)^(_?id|uid|uuid|guid|pk|did|key|(user|account|member|profile)_?id|login|user_?name|"
      "handle|"
      "nick(name)?|screen_?name|slug|acct|created(_?(at|on|date|time))?|joined(_?at)?|"
      "registered(_?at)?|member_?since|html_?url|profile_?url|web_?url)$");
  return finds(words, last_of(at));
}

// There only where its owner wrote something, or earned it.
bool is_owners_own(std::string_view at) {
  static const RE2 words(
      "(?i)bio|about|descr|website|homepage|location|city|country|company|blog|twitter|github|"
      "facebook|mail|avatar|picture|image|photo|banner|cover|badge|verif|premium|\\bpro\\b|partner|"
      "staff|admin|pin(ned)?\\b|theme|color|birth|pronoun|gender|phone|skill|interest|hobb|social|"
      "tag(s|line)?\\b|motto|signature|quote|award|medal|language|display_?name|real_?name|"
      "full_?name|first_?name|last_?name|^/?name$|/name$");
  return finds(words, at);
}

// About this request and not about the account.
bool is_passing(std::string_view at) {
  static const RE2 words(
      "(?i)request|trace|nonce|token|csrf|session|time(stamp)?\\b|server|cache|expires|version|"
      "duration|elapsed|\\bad(s|vert)?\\b|banner|experiment|variant|bucket|layout|cookie|consent|"
      "suggest|recommend|similar|trending|promo|sponsor");
  return finds(words, at);
}

// A date, a time, a count: the same for as long as we look, and not tomorrow. 404 is none of them.
bool is_of_today(std::string_view text) {
  static const RE2 not_found("\\b4(04|10)\\b");
  static const RE2 digit("[0-9]");
  std::string rest(text);
  RE2::GlobalReplace(&rest, not_found, "");
  return finds(digit, rest);
}

bool is_text(Kind kind) {
  return kind == Kind::title || kind == Kind::heading || kind == Kind::phrase || kind == Kind::meta;
}

bool is_of_profiles(std::string_view at) {
  static const RE2 words(
      "(?i)profil|user|account|member|author|handle|follow|joined|people|person|vcard|h-card");
  return finds(words, at);
}

bool is_of_absence(std::string_view text) {
  static const RE2 words(
      "(?i)not[ _-]?found|no[ _-]such|n[o']t exist|n(o|'|’)t (be )?(found|find|available)|"
      "unavailable|missing|unknown|\\b404\\b|\\b410\\b|no (user|account|member|profile|result)|"
      "nobody|does not|doesn|find (that|this|any)|(is|was) (free|available|deleted|removed)|"
      "empty-?state|error|gone\\b|oops|sorry|broken link|wrong turn|nothing here|introuvable|"
      "existe pas|nicht gefunden|existiert nicht|no existe|no encontrad|non trovat|non esiste|"
      "n[aã]o encontrad|n[aã]o existe|niet gevonden|bestaat niet|не найден|не существует|"
      "見つかりません|不存在");
  return finds(words, text);
}

bool is_of_presence(std::string_view text) {
  static const RE2 words(
      "(?i)^\"?(followers?|following|joined|member since|posts|repositories|contributions|"
      "reputation|"
      "last (seen|active|visit)|registered|taken|exists?|used|unavailable|true|yes|found|1|"
      "not available|abonn[ée]s|beiträge|seguidores)\"?:?$");
  return finds(words, text);
}

// What a sign-up says of a name that somebody has.
bool is_of_taking(std::string_view text) {
  static const RE2 words("(?i)\\b(taken|in use|already (exists|registered|used)|not available)\\b");
  return finds(words, text);
}

// A number in what one account shows may be the account's. v1 is a version, h1 a heading.
bool is_numbered(std::string_view at) {
  static const RE2 plain("\\b[vh][0-9]\\b");
  static const RE2 digit("[0-9]");
  std::string rest(at);
  RE2::GlobalReplace(&rest, plain, "");
  return finds(digit, rest);
}

int depth_of(std::string_view at) {
  return static_cast<int>(std::count(at.begin(), at.end(), '/'));
}

bool is_boolean(const Trait& trait) {
  return trait.says == "true" || trait.says == "false";
}

int literal_for_claimed(const Trait& trait, Circumstances here) {
  if (is_owners_own(trait.at) || is_passing(trait.at) || trait.says == "null") return 0;
  // A word, such as "taken", says more than a yes; a sentence may be the account's own.
  static const RE2 word("\"[A-Za-z0-9_.:-]{1,32}\"");
  const bool is_word = RE2::FullMatch(trait.says, word);
  const bool verdict = is_verdict(trait.at) || trait.at.empty();
  if (here.opposed && verdict && (is_word || is_of_taking(trait.says))) return 87;
  if (here.opposed && is_boolean(trait)) return 86;
  if (here.opposed && verdict && trait.says.front() != '"') return 84;
  return here.several ? 45 : 0;
}

int existence(const Trait& trait) {
  if (is_passing(trait.at)) return 0;
  if (trait.at.ends_with("/{handle}")) return 20;  // somebody is called 'error'
  if (is_identity(trait.at)) return 92 - depth_of(trait.at);
  if (is_owners_own(trait.at)) return 0;
  return (is_of_profiles(last_of(trait.at)) ? 70 : 58) - depth_of(trait.at);
}

int literal_for_missing(const Trait& trait, Circumstances here) {
  if (is_passing(trait.at)) return 0;
  const int deep = depth_of(trait.at);
  static const RE2 long_number("[0-9]{4}|[0-9]:[0-9]{2}");
  if (trait.says.front() == '"' && finds(long_number, trait.says)) return 0;
  if (is_verdict(trait.at) && trait.says.front() == '"') {
    return (is_of_absence(trait.says) ? 106 : 98) - deep;
  }
  if (is_boolean(trait)) return (is_verdict(trait.at) ? 96 : here.opposed ? 80 : 40) - deep;
  if (trait.says == "null" || trait.says == "[]" || trait.says == "{}") return 90 - deep;
  if (is_verdict(trait.at) || trait.at.empty()) return 86 - deep;
  if (is_owners_own(trait.at)) return 30;
  return (trait.says.front() == '"' ? 60 : 45) - deep;
}

// A link may lead to somebody else, or to a page that is called like an account: /login.
int attribute_for_claimed(std::string_view at, Circumstances here) {
  if (is_passing(at) || (is_numbered(at) && !here.several)) return 0;
  if (at.starts_with("<link rel=canonical")) return 65;
  if (at.starts_with("<a ") || at.starts_with("<form "))
    return at.find("=/{handle}>") != std::string_view::npos ? 0 : 44;
  return at.front() == '"' ? 59 : 57;
}

int markup_for_claimed(const Trait& trait, Circumstances here) {
  if (is_passing(trait.at) || is_of_absence(trait.at)) return 0;
  if (is_numbered(trait.at) && !here.several) return 0;
  if (is_owners_own(trait.at)) return here.several ? 30 : 0;
  if (is_of_profiles(trait.at)) return 54;
  return here.several ? 46 : 40;
}

}  // namespace

int worth_for_claimed(const Trait& trait, Circumstances here) {
  if (is_text(trait.kind) && is_of_today(trait.at)) return 0;
  switch (trait.kind) {
    case Kind::json_handle: return (is_identity(trait.at) ? 102 : 94) - 2 * depth_of(trait.at);
    case Kind::json_listed: return 92 - depth_of(trait.at);
    case Kind::json_literal: return literal_for_claimed(trait, here);
    case Kind::json_exists: return existence(trait);
    case Kind::meta:
      if (trait.at.ends_with(" {handle}") || trait.at.ends_with(" @{handle}")) return 66;
      if (trait.at == "og:type profile") return 64;
      return here.several && !is_owners_own(first_word(trait.at)) ? 36 : 0;
    case Kind::meta_there:
      if (trait.at.starts_with("profile:")) return is_owners_own(trait.at.substr(8)) ? 20 : 62;
      return is_owners_own(trait.at) || is_passing(trait.at) ? 0 : 35;
    case Kind::title_handle: return 60;
    case Kind::attribute_handle: return attribute_for_claimed(trait.at, here);
    case Kind::text_handle: return trait.at.ends_with(" bare") ? 30 : 52;
    case Kind::markup: return markup_for_claimed(trait, here);
    case Kind::whole:
      return is_of_presence(trait.at) || is_of_taking(trait.at) ? 60 : here.several ? 50 : 0;
    case Kind::phrase:
      return is_of_presence(trait.at) || is_of_taking(trait.at) ? 28
             : here.several && !is_of_absence(trait.at)         ? 18
                                                                : 0;
    case Kind::title:
    case Kind::heading: return here.several && !is_of_absence(trait.at) ? 42 : 0;
    case Kind::script_value: return here.several && !is_passing(trait.at) ? 22 : 0;
  }
  return 0;
}

int worth_for_missing(const Trait& trait, Circumstances here) {
  if (is_text(trait.kind) && is_of_today(trait.at)) return 0;
  const bool absence = is_of_absence(trait.at);
  const bool names_it = trait.says.find("{handle}") != std::string::npos;
  switch (trait.kind) {
    case Kind::json_literal:
      return names_it && !is_verdict(trait.at) ? 20 : literal_for_missing(trait, here);
    case Kind::json_exists: return is_verdict(trait.at) && !is_passing(trait.at) ? 56 : 0;
    case Kind::json_handle:
    case Kind::json_listed: return 0;
    case Kind::title: return absence ? 72 : names_it ? 40 : 44;  // the site's own, perhaps
    case Kind::heading: return absence ? 62 : is_passing(trait.at) ? 10 : names_it ? 36 : 42;
    case Kind::meta: return is_passing(trait.at) ? 0 : absence ? 52 : names_it ? 16 : 32;
    case Kind::meta_there: return 14;
    case Kind::markup: return is_passing(trait.at) ? 0 : absence ? 56 : 30;
    case Kind::whole: return 74;
    case Kind::phrase: return absence ? 46 : is_passing(trait.at) ? 0 : 12;
    case Kind::script_value: return absence || is_verdict(trait.at) ? 44 : 10;
    case Kind::title_handle:
    case Kind::text_handle:
    case Kind::attribute_handle: return 0;
  }
  return 0;
}

int worth_of_missing_status(int status) {
  if (status == 404 || status == 410) return worth_of_not_found;
  if (status == 204) return 68;
  return status >= 400 && status <= 499 ? 8 : 0;
}

}  // namespace learning
