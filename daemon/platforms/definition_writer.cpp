#include "platforms/definition_writer.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platforms/fold_words.hpp"
#include "reading/pretty.hpp"

namespace platforms {
namespace {

using reading::Json;

// What the loader takes where a key is missing.
const Stencil& usual_each() {
  static const Stencil each = [] {
    Stencil stencil;
    cut("{handle}", stencil);
    return stencil;
  }();
  return each;
}

Json rates_of(const text::Rates& rates) {
  if (rates.size() == 1) return Json::string(text::to_string(rates.front()));
  Json list = Json::array();
  for (const text::Rate& rate : rates) list.add(Json::string(text::to_string(rate)));
  return list;
}

class Writer {
 public:
  explicit Writer(const Definition& definition) : definition_(definition) {}

  Json whole() {
    const Definition& from = definition_;
    if (from.disabled) complain("the platform is switched off, which no file can say");
    if (from.spacing) complain("requests spread evenly, which no file can say");
    Json json = Json::object();
    json.add("id", Json::string(from.id));
    json.add("name", Json::string(from.name));
    if (from.server) json.add("server", server(*from.server));
    json.add("profile_url", Json::string(from.profile_url.written));
    json.add("handle", grammar(from.grammar));
    if (!from.asks.empty()) {
      json.add("rate", rates_of(from.rates));
      json.add("concurrency", Json::number(from.concurrency));
    }
    if (!from.controls.claimed.empty() || !from.controls.anywhere.empty()) {
      json.add("controls", controls(from.controls));
    }
    Json asks = Json::array();
    for (const Ask& one : from.asks) asks.add(ask(one));
    json.add("ask", std::move(asks));
    if (!from.links.empty()) {
      Json links = Json::object();
      for (const Link& link : from.links) links.add(link.what, link_json(link));
      json.add("links", std::move(links));
    }
    if (!from.evidence.empty()) json.add("evidence", Json::string(from.evidence));
    json.add("verified", from.verified.empty() ? Json::null() : Json::string(from.verified));
    if (!from.source.empty()) json.add("source", Json::string(from.source));
    return json;
  }

  model::Problems take_problems() { return std::move(problems_); }

 private:
  void complain(std::string why) {
    problems_.push_back({definition_.file, 0, 0, "", std::move(why)});
  }

  static Json link_json(const Link& link) {
    if (link.asks.empty()) return Json::string(link.url);
    Json json = Json::object();
    json.add("url", Json::string(link.url));
    Json asks = Json::array();
    for (const std::string& need : link.asks) asks.add(Json::string(need));
    json.add("asks", std::move(asks));
    return json;
  }

  static Json server(const ServerRule& rule) {
    Json json = Json::object();
    if (!rule.default_url.empty()) json.add("default", Json::string(rule.default_url));
    if (!rule.discover.pieces.empty()) {
      Json discover = Json::object();
      discover.add("get", Json::string(rule.discover.written));
      discover.add("at", Json::string(rule.discover_at.written));
      json.add("discover", std::move(discover));
    }
    return json;
  }

  static Json grammar(const Grammar& from) {
    Json json = Json::object();
    json.add("pattern", Json::string(from.pattern.as_regex()));
    if (from.forbidden) json.add("not", Json::string(from.forbidden->as_regex()));
    if (!from.folds.empty()) {
      Json list = Json::array();
      for (const FoldRule fold : from.folds) {
        list.add(Json::string(std::string(name(fold))));
      }
      json.add("fold", std::move(list));
    }
    if (!from.suffix.empty()) json.add("suffix", Json::string(from.suffix));
    if (from.recycle != "unknown") json.add("recycle", Json::string(from.recycle));
    if (from.signup) json.add("signup", Json::string(from.signup->as_regex()));
    if (!from.reserved_file.empty()) {
      json.add("reserved", Json::string(from.reserved_file));
    } else if (from.reserved) {
      Json names = Json::array();
      for (const std::string& name : *from.reserved) names.add(Json::string(name));
      json.add("reserved", std::move(names));
    }
    return json;
  }

  static Json controls(const Controls& from) {
    Json json = Json::object();
    if (!from.claimed.empty()) {
      Json list = Json::array();
      for (const Control& control : from.claimed) {
        const std::string at = control.server.empty() ? "" : "@" + control.server;
        list.add(Json::string(control.name + at));
      }
      json.add("claimed", std::move(list));
    }
    if (!from.anywhere.empty()) json.add("anywhere", Json::string(from.anywhere));
    return json;
  }

  Json ask(const Ask& from) {
    Json json = Json::object();
    json.add("name", Json::string(from.name));
    if (!from.credential.empty()) json.add("credential", Json::string(from.credential));
    if (from.token) {
      Json token = Json::object();
      token.add("post", Json::string(from.token->url.written));
      token.add("as", Json::string(from.token->basic ? "basic" : "body"));
      json.add("token", std::move(token));
    }
    json.add(from.method == "GET" ? "get" : "post", Json::string(from.url.written));
    if (!from.headers.empty()) {
      Json headers = Json::object();
      for (const auto& [name, value] : from.headers) {
        headers.add(name, Json::string(value.written));
      }
      json.add("headers", std::move(headers));
    }
    if (from.body_kind == BodyKind::json_value) {
      json.add("body", *from.body_json);
    } else if (from.body_kind != BodyKind::none) {
      json.add("body", Json::string(from.body.written));
    }
    if (from.redirects > 0) json.add("redirects", Json::number(from.redirects));
    if (!from.rates.empty()) json.add("rate", rates_of(from.rates));
    if (!from.cost.empty()) json.add("cost", Json::string(from.cost));
    if (from.refines) json.add("refines", Json::string("available"));
    add_batch(from, json);
    Json rules = Json::array();
    for (const Rule& one : from.rules) rules.add(rule(one));
    json.add("rules", std::move(rules));
    if (!from.profile.empty()) json.add("profile", profile(from.profile));
    return json;
  }

  static void add_batch(const Ask& from, Json& json) {
    if (from.max > 1) json.add("max", Json::number(static_cast<long long>(from.max)));
    if (!from.each.written.empty() && from.each.written != usual_each().written) {
      json.add("each", Json::string(from.each.written));
    }
    if (from.join != ",") json.add("join", Json::string(from.join));
    if (from.item.empty()) return;
    Json list = Json::array();
    for (const JsonPath& path : from.item) list.add(Json::string(path.written));
    const bool one = list.items.size() == 1;
    json.add("item", one ? Json(list.items.front()) : std::move(list));
  }

  Json rule(const Rule& from) {
    Json json = Json::object();
    if (!from.status.empty()) json.add("status", statuses(from.status));
    if (!from.headers.empty()) {
      Json headers = Json::object();
      for (const auto& [name, search] : from.headers) headers.add(name, Json::string(text(search)));
      json.add("header", std::move(headers));
    }
    if (from.location) json.add("location", Json::string(text(*from.location)));
    if (from.body.size() > 1) complain("a rule that looks for two texts, where a file has one");
    if (!from.body.empty()) json.add("body", Json::string(text(from.body.front())));
    if (!from.json.empty()) json.add("json", tests(from.json));
    if (!from.item.empty()) json.add("item", tests(from.item));
    if (from.item_absent) json.add("item", Json::boolean(false));
    json.add("then", Json::string(verdict(from.then)));
    return json;
  }

  // 404, "4xx", or a list of both.
  static Json statuses(const std::vector<StatusRange>& from) {
    Json list = Json::array();
    for (const StatusRange range : from) {
      const bool hundred = range.least % 100 == 0 && range.most == range.least + 99;
      if (hundred) list.add(Json::string(fmt::format("{}xx", range.least / 100)));
      for (int code = range.least; !hundred && code <= range.most; ++code) {
        list.add(Json::number(code));
      }
    }
    return list.items.size() == 1 ? Json(list.items.front()) : list;
  }

  static std::string text(const SearchText& search) {
    return search.fixed ? search.fixed->as_regex() : search.stencil.written;
  }

  static Json tests(const std::vector<JsonTest>& from) {
    Json json = Json::object();
    for (const JsonTest& one : from) json.add(one.path.written, test(one.test));
    return json;
  }

  static Json test(const Test& from) {
    Json json = Json::object();
    if (from.kind == Test::Kind::exists) {
      json.add("exists", Json::boolean(from.exists));
      return json;
    }
    if (from.kind == Test::Kind::matches) {
      json.add("matches", Json::string(text(*from.pattern)));
      return json;
    }
    // Bare, a list would mean any of its items, and an object would be a test.
    const Json& first = from.values.front();
    const bool container = first.is(Json::Kind::array) || first.is(Json::Kind::object);
    if (from.values.size() == 1 && !(container && !first.items.empty())) return first;
    Json list = Json::array();
    for (const Json& value : from.values) list.add(value);
    return list;
  }

  std::string verdict(const Then& then) {
    if (then.ask) return "ask:" + definition_.asks[*then.ask].name;
    if (then.status) return std::string(model::name(*then.status));
    return fmt::format("unknown:{}", model::name(*then.reason));
  }

  static Json profile(const std::vector<ProfileKey>& from) {
    Json json = Json::object();
    for (const ProfileKey& key : from) {
      Json list = Json::array();
      for (const ProfileSource& source : key.sources) {
        list.add(Json::string(written(source)));
      }
      Json sources = list.items.size() == 1 ? Json(list.items.front()) : std::move(list);
      if (!key.follows_name) {
        json.add(key.key, std::move(sources));
        continue;
      }
      Json id = Json::object();
      id.add("at", std::move(sources));
      id.add("follows", Json::string("name"));
      json.add(key.key, std::move(id));
    }
    return json;
  }

  const Definition& definition_;
  model::Problems problems_;
};

}  // namespace

model::Result<std::string> definition_text(const Definition& definition) {
  Writer writer(definition);
  const Json json = writer.whole();
  auto problems = writer.take_problems();
  if (!problems.empty()) return model::refused(std::move(problems));
  return reading::pretty(json);
}

}  // namespace platforms
