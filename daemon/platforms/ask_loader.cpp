#include "platforms/ask_loader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "platforms/base_url.hpp"
#include "platforms/profile_loader.hpp"
#include "platforms/rule_loader.hpp"
#include "text/case.hpp"
#include "text/host.hpp"
#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace platforms {
namespace {

using reading::Document;
using reading::Json;
using reading::Need;
using reading::ObjectReader;
using reading::pointer;

void check_slot(Document& document, const Json& json, const std::string& path,
                const AskContext& context, const Piece& piece) {
  const bool of_server =
      piece.slot == Slot::server || piece.slot == Slot::origin || piece.slot == Slot::host;
  const bool of_handle =
      piece.slot == Slot::handle || piece.slot == Slot::name || piece.slot == Slot::handles;
  const std::string_view name = slot_names[static_cast<std::size_t>(*piece.slot)];
  if (piece.slot == Slot::credential && !context.has_credential) {
    document.report(json, path, "{credential} is used, but 'credential' does not name one");
  }
  if (piece.slot == Slot::token && !context.has_token) {
    document.report(json, path, "{token} is used, but 'token' does not say where to get one");
  }
  if (of_server && !context.has_server) {
    document.report(json, path,
                    fmt::format("{{{}}} is used, but the definition has no 'server'", name));
  }
  if (of_handle && piece.in_host && !context.host_safe) {
    document.report(json, path,
                    fmt::format("{{{}}} stands in a host name, but 'handle.pattern' admits more "
                                "than a-z 0-9 . -",
                                name));
  }
}

void check_body_strings(Document& document, const Json& json, const std::string& path,
                        const AskContext& context) {
  if (json.is(Json::Kind::string)) read_stencil(document, json, path, context, false);
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    const std::string at =
        json.is(Json::Kind::object) ? pointer(path, json.keys[i]) : pointer(path, i);
    check_body_strings(document, json.items[i], at, context);
  }
}

bool is_json_type(const Ask& ask) {
  for (const auto& [name, value] : ask.headers) {
    if (text::to_lower(name) == "content-type") {
      return text::to_lower(value.written).find("json") != std::string::npos;
    }
  }
  return false;
}

void read_headers(Document& document, const Json& headers, const std::string& path,
                  const AskContext& context, Ask& ask) {
  for (std::size_t i = 0; i < headers.keys.size(); ++i) {
    const Json& value = headers.items[i];
    const std::string at = pointer(path, headers.keys[i]);
    check_header_name(document, headers, i, at);
    if (!value.is(Json::Kind::string)) {
      document.report(value, at,
                      fmt::format("{} found, a string is needed", reading::kind_name(value.kind)));
      continue;
    }
    const auto breaks_out = [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    };
    if (std::any_of(value.text.begin(), value.text.end(), breaks_out)) {
      document.report(value, at,
                      fmt::format("'{}' is no header value; line breaks and control characters "
                                  "are not allowed in one",
                                  text::visible(value.text)));
    }
    ask.headers.emplace_back(headers.keys[i], read_stencil(document, value, at, context, false));
  }
}

void read_request(Document& document, ObjectReader& object, const Json& json,
                  const AskContext& context, Ask& ask) {
  const Json* get = object.member("get", Json::Kind::string);
  const Json* post = object.member("post", Json::Kind::string);
  if (get != nullptr && post != nullptr) {
    object.report("post", "both 'get' and 'post' found; a request has just one of the two");
  }
  const bool named = json.find("get") != nullptr || json.find("post") != nullptr;
  if (!named && object.is_object()) {
    object.report("get", "'get' or 'post' is missing: the URL to ask");
  }
  if (const Json* url = get != nullptr ? get : post) {
    const std::string path = object.path_of(get != nullptr ? "get" : "post");
    ask.url = read_stencil(document, *url, path, context, true);
  }
  ask.method = get != nullptr ? "GET" : "POST";
  if (const Json* headers = object.member("headers", Json::Kind::object)) {
    read_headers(document, *headers, object.path_of("headers"), context, ask);
  }
  if (const Json* body = object.member("body")) {
    if (get != nullptr) object.report("body", "a body belongs to 'post', not to 'get'");
    if (body->is(Json::Kind::string)) {
      ask.body = read_stencil(document, *body, object.path_of("body"), context, false);
      ask.body_kind = is_json_type(ask) ? BodyKind::json_text : BodyKind::form;
    } else {
      check_body_strings(document, *body, object.path_of("body"), context);
      ask.body_json = std::make_shared<Json>(*body);
      ask.body_kind = BodyKind::json_value;
    }
  }
}

bool mentions(const Ask& ask, Slot slot) {
  if (ask.url.has(slot) || ask.body.has(slot)) return true;
  for (const auto& [name, value] : ask.headers) {
    if (value.has(slot)) return true;
  }
  return ask.body_json &&
         reading::to_text(*ask.body_json)
                 .find(fmt::format("{{{}}}", slot_names[std::size_t(slot)])) != std::string::npos;
}

// A request that is the same for every handle answers the same for every handle.
bool names_a_handle(const Ask& ask) {
  return mentions(ask, Slot::handle) || mentions(ask, Slot::name) || mentions(ask, Slot::handles);
}

void read_batch(Document& document, ObjectReader& object, const AskContext& context, Ask& ask) {
  ask.max = static_cast<std::size_t>(object.integer("max", 1, 10'000).value_or(1));
  if (const Json* each = object.member("each", Json::Kind::string)) {
    const std::size_t before = document.problems.size();
    ask.each = read_stencil(document, *each, object.path_of("each"), context, false);
    if (document.problems.size() == before && !ask.each.has(Slot::handle) &&
        !ask.each.has(Slot::name)) {
      object.report("each", "the text for each handle names none; {handle} or {name} is needed");
    }
  } else {
    cut("{handle}", ask.each);
  }
  ask.join = object.string("join").value_or(",");
  if (const Json* item = object.member("item")) {
    const std::string path = object.path_of("item");
    if (item->is(Json::Kind::array)) {
      for (std::size_t i = 0; i < item->items.size(); ++i) {
        ask.item.push_back(read_path(document, item->items[i], pointer(path, i)));
      }
    } else {
      ask.item.push_back(read_path(document, *item, path));
    }
  }
  if (ask.max > 1 && names_a_handle(ask) && !mentions(ask, Slot::handles)) {
    object.report("max", "'max' is more than 1, but the request never says {handles}");
  }
}

TokenRule read_token(Document& document, const Json& json, const std::string& path,
                     const AskContext& context) {
  TokenRule token;
  ObjectReader object(document, json, path);
  if (const Json* post = object.member("post", Json::Kind::string, Need::required)) {
    token.url = read_stencil(document, *post, object.path_of("post"), context, true);
  }
  const std::string as = object.string("as", Need::required).value_or("body");
  token.basic = as == "basic";
  if (as != "body" && as != "basic") {
    object.report("as", fmt::format("'{}' found; 'body' or 'basic' is needed", text::visible(as)));
  }
  object.finish();
  return token;
}

// The credential and where a token for it comes from; read before whatever may use them.
AskContext read_credential(Document& document, ObjectReader& object, const Json& json,
                           AskContext context, Ask& ask) {
  const auto credential = object.string("credential");
  if (credential && credential->empty()) {
    object.report("credential", "an empty name");
  } else if (credential && !RE2::FullMatch(*credential, "[A-Za-z0-9][A-Za-z0-9._-]*")) {
    object.report("credential",
                  fmt::format("'{}' is no name of a credential; A-Z, a-z, 0-9 and . _ - are "
                              "allowed, a letter or digit first",
                              text::visible(*credential)));
  }
  ask.credential = credential.value_or("");
  context.has_credential = json.find("credential") != nullptr;
  if (const Json* token = object.member("token", Json::Kind::object)) {
    ask.token = read_token(document, *token, object.path_of("token"), context);
    if (!context.has_credential) {
      object.report("token", "'token' needs 'credential': the name of a file with id and secret");
    }
  }
  context.has_token = json.find("token") != nullptr;
  return context;
}

}  // namespace

void check_header_name(Document& document, const Json& headers, std::size_t index,
                       const std::string& path) {
  static const RE2 token("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  const std::string& name = headers.keys[index];
  if (RE2::FullMatch(name, token)) return;
  document.report(headers.key_at[index], path,
                  fmt::format("'{}' is no header name; letters, digits and !#$%&'*+-.^_`|~ are "
                              "allowed",
                              text::visible(name)));
}

void report_placeholder(Document& document, const Json& json, const std::string& path,
                        const std::string& word) {
  static const std::vector<std::string> known(slot_names.begin(), slot_names.end());
  document.report(json, path,
                  fmt::format("unknown placeholder {{{}}}{}", word, text::suggestion(word, known)));
}

Stencil read_stencil(Document& document, const Json& json, const std::string& path,
                     const AskContext& context, bool is_url) {
  Stencil stencil;
  const std::string text = is_url ? text::url_on_wire(json.text) : json.text;
  if (const auto error = cut(text, stencil)) {
    report_placeholder(document, json, path, error->word);
    return stencil;
  }
  for (const Piece& piece : stencil.pieces) {
    if (piece.slot) check_slot(document, json, path, context, piece);
  }
  const bool from_server = !stencil.pieces.empty() && (stencil.pieces[0].slot == Slot::server ||
                                                       stencil.pieces[0].slot == Slot::origin);
  const bool http = text.starts_with("https://") || text.starts_with("http://");
  if (is_url && !from_server && !http) {
    document.report(json, path,
                    fmt::format("'{}' is no URL to ask; it begins with https://, "
                                "http://, {{server}} or {{origin}}",
                                text::visible(json.text)));
  } else if (is_url && !names_a_host(stencil)) {
    document.report(json, path,
                    fmt::format("'{}' leads nowhere; a host name is needed between '://' and the "
                                "path, with a port behind it at most",
                                text::visible(json.text)));
  }
  return stencil;
}

text::Rates read_rates(Document& document, ObjectReader& object) {
  const Json* written = object.member("rate");
  if (written == nullptr) return {};
  const bool list = written->is(Json::Kind::array);
  if (list && written->items.empty()) {
    object.report("rate", "an empty list; one rate or more is needed, such as 300/15m");
    return {};
  }
  text::Rates rates;
  for (std::size_t i = 0; i < (list ? written->items.size() : 1); ++i) {
    const Json& entry = list ? written->items[i] : *written;
    const std::string path = object.path_of("rate");
    const auto rate = entry.is(Json::Kind::string) ? text::parse_rate(entry.text) : std::nullopt;
    if (rate) {
      rates.push_back(*rate);
      continue;
    }
    const std::string found = entry.is(Json::Kind::string)
                                  ? fmt::format("'{}'", text::visible(entry.text))
                                  : std::string(reading::kind_name(entry.kind));
    document.report(entry, list ? pointer(path, i) : path,
                    fmt::format("{} is no rate; requests and period are needed, such as "
                                "\"300/15m\", or a list of such",
                                found));
  }
  return rates;
}

Ask read_ask(Document& document, const Json& json, const std::string& path,
             const AskContext& around) {
  Ask ask;
  ObjectReader object(document, json, path);
  const auto name = object.string("name", Need::required);
  ask.name = name.value_or("");
  if (name && !RE2::FullMatch(ask.name, "[a-z0-9][a-z0-9_-]*")) {
    object.report("name", fmt::format("'{}' is no name; a-z, 0-9, - and _ are allowed",
                                      text::visible(ask.name)));
  }
  const AskContext context = read_credential(document, object, json, around, ask);
  const std::size_t before = document.problems.size();
  read_request(document, object, json, context, ask);
  if (object.is_object() && document.problems.size() == before && !names_a_handle(ask)) {
    object.report(ask.method == "GET" ? "get" : "post",
                  "the request names no handle, so every answer would be the same; {handle}, "
                  "{name} or {handles} is needed in the URL or the body");
  }
  ask.redirects = object.integer("redirects", 0, 5).value_or(0);
  read_batch(document, object, context, ask);
  if (const Json* rules = object.member("rules", Json::Kind::array, Need::required)) {
    if (rules->items.empty()) object.report("rules", "an empty list; at least one rule is needed");
    for (std::size_t i = 0; i < rules->items.size(); ++i) {
      ask.rules.push_back(
          read_rule(document, rules->items[i], pointer(object.path_of("rules"), i), context));
    }
  }
  if (const Json* profile = object.member("profile", Json::Kind::object)) {
    ask.profile = read_profile(document, *profile, object.path_of("profile"));
  }
  ask.rates = read_rates(document, object);
  ask.cost = object.string("cost").value_or("");
  if (!ask.cost.empty() &&
      !RE2::FullMatch(ask.cost, "[0-9]+(\\.[0-9]+)? [A-Z]{3}/(request|claimed)")) {
    object.report("cost", fmt::format("'{}' is no cost; an amount, a currency and 'request' or "
                                      "'claimed' are needed, such as 0.01 USD/claimed",
                                      text::visible(ask.cost)));
  }
  if (const auto refines = object.string("refines")) {
    ask.refines = true;
    if (*refines != "available") {
      object.report("refines", fmt::format("'{}' found; only 'available' can be refined",
                                           text::visible(*refines)));
    }
  }
  object.finish();
  return ask;
}

}  // namespace platforms
