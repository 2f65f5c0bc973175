#include "platforms/loader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <re2/re2.h>

#include "platforms/ask_loader.hpp"
#include "platforms/base_url.hpp"
#include "platforms/chain_check.hpp"
#include "platforms/control_loader.hpp"
#include "platforms/grammar_loader.hpp"
#include "platforms/rule_loader.hpp"
#include "reading/object.hpp"
#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace platforms {
namespace {

using reading::Document;
using reading::Json;
using reading::Need;
using reading::ObjectReader;
using reading::pointer;

// Whether a handle can stand in a host name: decided on the text of the pattern.
bool is_host_safe(const Grammar& grammar) {
  const auto admitted = admitted_characters(grammar.pattern.written());
  const auto safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  return admitted && std::all_of(admitted->begin(), admitted->end(), safe);
}

ServerRule read_server(Document& document, const Json& json, AskContext context) {
  ServerRule server;
  ObjectReader object(document, json, "/server");
  if (const auto written = object.string("default")) {
    // A bare host is what a person types for a server; a definition says which scheme it means.
    const auto base = has_scheme(*written) ? base_url(*written) : std::nullopt;
    if (!base) {
      object.report("default", fmt::format("'{}' is no base URL; http:// or https:// and a host "
                                           "are needed, such as https://example.org",
                                           text::visible(*written)));
    }
    server.default_url = base.value_or("");
  }
  if (const Json* discover = object.member("discover", Json::Kind::object)) {
    ObjectReader inner(document, *discover, "/server/discover");
    context.has_server = true;
    if (const Json* get = inner.member("get", Json::Kind::string, Need::required)) {
      server.discover = read_stencil(document, *get, "/server/discover/get", context, true);
    }
    if (const Json* at = inner.member("at", Json::Kind::string, Need::required)) {
      server.discover_at = read_path(document, *at, "/server/discover/at");
    }
    inner.finish();
  }
  object.finish();
  return server;
}

// Pages for people, on the server where there are several; complaints may go by mail.
bool is_link(const std::string& url) {
  static const std::string text_of_url = "[^\\x00-\\x20\\x7f";
  static const RE2 shape("([hH][tT][tT][pP][sS]?://" + text_of_url +
                         "/?#]+|\\{server\\}|\\{origin\\})([/?#]" + text_of_url +
                         "]*)?|(?i:mailto):" + text_of_url + "@]+@" + text_of_url + "@]+");
  if (!RE2::FullMatch(url, shape)) return false;
  Stencil link;
  return !has_scheme(url) || (!cut(url, link) && names_a_host(link));
}

void check_needs(ObjectReader& object, const std::vector<std::string>& needs) {
  const auto& all = model::link_needs;
  for (const std::string& need : needs) {
    if (std::find(all.begin(), all.end(), need) != all.end()) continue;
    const std::vector<std::string> known(all.begin(), all.end());
    object.report("asks", fmt::format("'{}' is nothing that a form is known to ask for{}",
                                      text::visible(need), text::suggestion(need, known)));
  }
}

// A URL, or {"url": …, "asks": what has to be at hand there}.
void read_link(Document& document, ObjectReader& object, const std::string& key,
               const AskContext& context, Definition& definition) {
  const Json* written = object.member(key);
  if (written == nullptr) return;
  Link link{key, "", {}};
  const Json* url = written;
  std::string path = object.path_of(key);
  if (written->is(Json::Kind::object)) {
    ObjectReader inner(document, *written, path);
    path = inner.path_of("url");
    url = inner.member("url", Json::Kind::string, Need::required);
    link.asks = inner.strings("asks");
    check_needs(inner, link.asks);
    inner.finish();
  } else if (!written->is(Json::Kind::string)) {
    object.report(key, fmt::format("{} found; a URL, or {{\"url\", \"asks\"}}, is needed",
                                   reading::kind_name(written->kind)));
    return;
  }
  if (url == nullptr) return;
  link.url = url->text;
  const std::size_t before = document.problems.size();
  read_stencil(document, *url, path, context, false);
  if (document.problems.size() == before && !is_link(link.url)) {
    document.report(*url, path,
                    fmt::format("'{}' is no link; a URL is needed that begins with https://, "
                                "http:// or {{server}}, or a mailto: address",
                                text::visible(link.url)));
  }
  definition.links.push_back(std::move(link));
}

void read_links(Document& document, const Json& json, const AskContext& context,
                Definition& definition) {
  ObjectReader object(document, json, "/links");
  for (const char* key : {"signup", "report", "parody", "trademark", "terms"}) {
    read_link(document, object, key, context, definition);
  }
  object.finish();
}

void read_words(ObjectReader& object, Definition& definition) {
  static const std::vector<std::string> kinds = {"ran-locally", "documented", "reported", "memory"};
  definition.evidence = object.string("evidence").value_or("");
  if (!definition.evidence.empty() &&
      std::find(kinds.begin(), kinds.end(), definition.evidence) == kinds.end()) {
    object.report("evidence",
                  fmt::format("'{}' is no kind of evidence{}", text::visible(definition.evidence),
                              text::suggestion(definition.evidence, kinds)));
  }
  if (const Json* verified = object.member("verified");
      verified && !verified->is(Json::Kind::null)) {
    definition.verified = verified->text;
    if (!verified->is(Json::Kind::string) || !text::parse_iso(verified->text)) {
      object.report("verified",
                    "null, or the time of the last live test such as "
                    "\"2026-11-22T06:40:00Z\", is needed");
    }
  }
  definition.source = object.string("source").value_or("");
}

std::vector<std::string> ask_names(const Json& asks) {
  std::vector<std::string> names;
  for (const Json& ask : asks.items) {
    const Json* name = ask.find("name");
    names.push_back(name != nullptr && name->is(Json::Kind::string) ? name->text : "");
  }
  return names;
}

void read_identity(ObjectReader& object, Definition& definition, std::string_view stem) {
  const auto id = object.string("id", Need::required);
  const auto name = object.string("name", Need::required);
  definition.id = id.value_or("");
  definition.name = name.value_or("");
  if (name && name->find_first_not_of(" \t\r\n") == std::string::npos) {
    object.report("name", "an empty name; the name that people know the platform by is needed");
  }
  if (!id) return;
  if (!RE2::FullMatch(definition.id, "[a-z0-9][a-z0-9-]*")) {
    object.report("id", fmt::format("'{}' is no id; a-z, 0-9 and - are allowed",
                                    text::visible(definition.id)));
  } else if (!stem.empty() && definition.id != stem) {
    object.report("id", fmt::format("'{}' found, but the file is named '{}.json'", definition.id,
                                    text::visible(stem)));
  }
}

void read_asks(Document& document, const Json& json, ObjectReader& object,
               const AskContext& context, Definition& definition) {
  const Json* asks = object.member("ask", Need::required);
  if (asks == nullptr) return;
  if (!asks->is(Json::Kind::array)) {
    document.report(reading::key_of(json, "ask"), "/ask",
                    fmt::format("{} found, a list of asks is needed; [] when people look by hand",
                                reading::kind_name(asks->kind)));
    return;
  }
  AskContext with_names = context;
  with_names.names = ask_names(*asks);
  for (std::size_t i = 0; i < asks->items.size(); ++i) {
    definition.asks.push_back(read_ask(document, asks->items[i], pointer("/ask", i), with_names));
  }
  check_chains(document, *asks, definition);
}

}  // namespace

model::Result<Definition> load_definition(std::string_view text, std::string_view file,
                                          std::string_view stem) {
  auto parsed = reading::parse_json(text, reading::our_files, file);
  if (!parsed) {
    for (auto& problem : parsed.error()) problem.message.insert(0, "syntax error: ");
    return model::refused(std::move(parsed.error()));
  }
  Document document{std::string(file), std::string(text), {}};
  const Json& json = *parsed;
  Definition definition;
  definition.file = file;

  ObjectReader object(document, json, "");
  read_identity(object, definition, stem);
  if (const Json* handle = object.member("handle", Json::Kind::object, Need::required)) {
    definition.grammar = read_grammar(document, *handle, file);
  }
  AskContext context;
  context.host_safe = is_host_safe(definition.grammar);
  const auto& folds = definition.grammar.folds;
  context.ignore_case = std::find(folds.begin(), folds.end(), FoldRule::letter_case) != folds.end();
  if (const Json* server = object.member("server")) {
    definition.server = read_server(document, *server, context);
  }
  context.has_server = definition.server.has_value();
  if (const Json* url = object.member("profile_url", Json::Kind::string, Need::required)) {
    definition.profile_url = read_stencil(document, *url, "/profile_url", context, true);
  }
  read_asks(document, json, object, context, definition);
  if (auto rates = read_rates(document, object); !rates.empty()) definition.rates = rates;
  definition.concurrency = object.integer("concurrency", 1, 1000).value_or(1);
  if (const Json* controls =
          object.member("controls", definition.asks.empty() ? Need::optional : Need::required)) {
    read_controls(document, *controls, definition);
  }
  if (const Json* links = object.member("links", Json::Kind::object)) {
    read_links(document, *links, context, definition);
  }
  read_words(object, definition);
  object.finish();

  if (document.problems.empty() && !definition.asks.empty()) {
    check_random_control(document, *json.find("handle"), definition);
  }
  if (!document.problems.empty()) return model::refused(std::move(document.problems));
  return definition;
}

}  // namespace platforms
