#include "importing/maigret.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "importing/foreign_grammar.hpp"
#include "importing/foreign_request.hpp"
#include "importing/foreign_rules.hpp"
#include "text/case.hpp"
#include "text/visible.hpp"

namespace importing {
namespace {

using reading::Json;
using reading::Need;
using reading::ObjectReader;

constexpr std::string_view maigret_placeholder = "{username}";

// What the list tells people, or its own program alone.
constexpr const char* told_only[] = {"tags",     "alexaRank",       "protection",
                                     "source",   "mirrors",         "usernameUnclaimed",
                                     "errorUrl", "requestHeadOnly", "engine"};

// An engine's keys laid over a site: members are added, lists prolonged, anything else replaced.
Json merged(const Json& site, const Json& engine) {
  Json whole = site;
  if (!site.is(Json::Kind::object)) return whole;
  for (std::size_t i = 0; i < engine.keys.size(); ++i) {
    const Json& value = engine.items[i];
    const auto found = std::find(whole.keys.begin(), whole.keys.end(), engine.keys[i]);
    Json* own = found == whole.keys.end() ? nullptr : &whole.items[found - whole.keys.begin()];
    if (own == nullptr) {
      whole.keys.push_back(engine.keys[i]);
      whole.key_at.push_back(engine.key_at[i]);
      whole.items.push_back(value);
    } else if (own->is(Json::Kind::object) && value.is(Json::Kind::object)) {
      *own = merged(*own, value);
    } else if (own->is(Json::Kind::array) && value.is(Json::Kind::array)) {
      own->items.insert(own->items.end(), value.items.begin(), value.items.end());
    } else {
      *own = value;
    }
  }
  return whole;
}

// {urlMain} and {urlSubpath} filled in, and runs of slashes squeezed, as its own program does.
std::string whole_url(std::string_view written, std::string_view main, std::string_view subpath) {
  std::string url;
  while (!written.empty()) {
    bool part = false;
    for (const auto& [word, value] :
         {std::pair<std::string_view, std::string_view>{"{urlMain}", main},
          std::pair<std::string_view, std::string_view>{"{urlSubpath}", subpath}}) {
      if (part || !written.starts_with(word)) continue;
      url += value;
      written.remove_prefix(word.size());
      part = true;
    }
    if (part) continue;
    url += written.front();
    written.remove_prefix(1);
  }
  std::string squeezed;
  for (const char c : url) {
    const bool again = c == '/' && squeezed.ends_with('/') && !squeezed.ends_with(":/");
    if (!again) squeezed += c;
  }
  return squeezed;
}

class MaigretImporter {
 public:
  MaigretImporter(const Json& engines, std::string_view text, std::string_view file, Form form)
      : engines_(engines), intake_("Maigret", text, file, form), spellings_(form) {}

  void add(std::string_view name, const Json& listed) {
    intake_.begin();
    const std::string path = reading::pointer("/sites", name);
    const Json json = with_engine(listed, path);
    ObjectReader site(intake_.document(), json, path);
    intake_.name(site, "", name);
    platforms::Ask ask;
    ask.name = "page";
    const std::string url = read_request(site, ask);
    if (!set_rules(read_tests(site), intake_, ask)) {
      site.report("checkType", "nothing tells an existing account from a missing one");
    }
    const auto known = site.string("usernameClaimed");
    std::vector<std::string> accounts;
    if (known) accounts.push_back(platforms::percent_decoded(*known));
    const std::string regex = site.string("regexCheck").value_or("");
    spell(intake_, spellings_, {is_in_host(url, maigret_placeholder), "", regex}, accounts, ask);
    intake_.known_accounts(site, "usernameClaimed", accounts);
    read_switches(site);
    for (const char* told : told_only) site.member(told);
    pass_comments(site);
    site.finish();
    intake_.site().asks.push_back(std::move(ask));
    intake_.site().entries.push_back(0);
    intake_.finish();
  }

  ImportedList take() { return intake_.take(); }

 private:
  Json with_engine(const Json& listed, const std::string& path) {
    const Json* engine = listed.find("engine");
    if (engine == nullptr) return listed;
    const Json* named = engine->is(Json::Kind::string) ? engines_.find(engine->text) : nullptr;
    const Json* keys = named == nullptr ? nullptr : named->find("site");
    if (keys == nullptr || !keys->is(Json::Kind::object)) {
      intake_.document().report(
          *engine, reading::pointer(path, "engine"),
          fmt::format("no engine of this list is called '{}'", text::visible(engine->text)));
      return listed;
    }
    return merged(listed, *keys);
  }

  // Gives the URL that is asked, as it is listed.
  std::string read_request(ObjectReader& site, platforms::Ask& ask) {
    const std::string main = site.string("urlMain").value_or("");
    const std::string subpath = site.string("urlSubpath").value_or("");
    const std::string page =
        whole_url(site.string("url", Need::required).value_or(""), main, subpath);
    const auto probe = site.string("urlProbe");
    std::string asked = probe ? whole_url(*probe, main, subpath) : page;
    add_parameters(site, asked);
    set_urls(intake_, ask, asked, page, maigret_placeholder);
    const bool json = read_headers(site, intake_, ask);
    const bool has_body = read_method(site, "requestMethod", ask);
    if (const Json* payload = site.member("requestPayload", Json::Kind::object)) {
      if (!has_body) site.report("requestPayload", "a body, but the request is no POST");
      set_body(site, *payload, json, ask);
    }
    check_request(site, "url", maigret_placeholder, ask);
    return asked;
  }

  void add_parameters(ObjectReader& site, std::string& url) {
    const Json* parameters = site.member("getParams", Json::Kind::object);
    if (parameters == nullptr) return;
    for (std::size_t i = 0; i < parameters->keys.size(); ++i) {
      const auto value = platforms::scalar_text(parameters->items[i]);
      if (!value) site.report("getParams", "a value that is no text");
      url += url.find('?') == std::string::npos ? '?' : '&';
      url += platforms::percent_encoded(parameters->keys[i]) + '=' + parameter(value.value_or(""));
    }
  }

  // Escaped but for the placeholder.
  static std::string parameter(std::string_view value) {
    std::string all;
    while (!value.empty()) {
      const std::size_t found = std::min(value.find(maigret_placeholder), value.size());
      all += platforms::percent_encoded(value.substr(0, found));
      if (found == value.size()) break;
      all += maigret_placeholder;
      value.remove_prefix(found + maigret_placeholder.size());
    }
    return all;
  }

  // JSON, unless the headers say that it is a form.
  void set_body(ObjectReader& site, const Json& payload, bool json, platforms::Ask& ask) {
    const bool typed = std::any_of(ask.headers.begin(), ask.headers.end(), [](const auto& header) {
      return text::to_lower(header.first) == "content-type";
    });
    if (json || !typed) {
      if (!typed) add_json_type(ask);
      ask.body = json_stencil(payload, maigret_placeholder, true);
      ask.body_kind = platforms::BodyKind::json_text;
      return;
    }
    std::string form;
    for (std::size_t i = 0; i < payload.keys.size(); ++i) {
      const auto value = platforms::scalar_text(payload.items[i]);
      if (!value) site.report("requestPayload", "a form with a value that is no text");
      form += (i > 0 ? "&" : "") + platforms::percent_encoded(payload.keys[i]) + '=' +
              parameter(value.value_or(""));
    }
    ask.body = site_stencil(form, maigret_placeholder, Place::form);
    ask.body_kind = platforms::BodyKind::form;
  }

  SiteTests read_tests(ObjectReader& site) {
    SiteTests tests;
    const std::string type = site.string("checkType", Need::required).value_or("status_code");
    tests.status = type == "status_code";
    tests.message = type == "message";
    tests.redirect = type == "response_url";
    if (!tests.status && !tests.message && !tests.redirect) {
      site.report("checkType",
                  fmt::format("'{}' found; status_code, message or response_url is needed",
                              text::visible(type)));
    }
    tests.present = read_texts(site, "presenseStrs");
    tests.absent = read_texts(site, "absenceStrs");
    tests.forbidden_is_an_answer = site.boolean("ignore403").value_or(false);
    if (const Json* errors = site.member("errors", Json::Kind::object)) {
      for (const std::string& text : errors->keys) {
        if (!text.empty() && text.size() < 1000) tests.walls.push_back(text);
      }
      if (tests.walls.size() > 64) site.report("errors", "more than 64 texts");
    }
    return tests;
  }

  // What handlewatch cannot or does not do: the site is known and stays off.
  void read_switches(ObjectReader& site) {
    if (site.boolean("disabled").value_or(false)) {
      intake_.switch_off("the list itself says that it does not work");
    }
    const std::string protocol = site.string("protocol").value_or("http");
    if (protocol == "dns") {
      site.report("protocol", "it asks the domain name system, not a server by HTTP");
    } else if (protocol != "http" && protocol != "https") {
      intake_.switch_off(fmt::format("it is reached by {} alone", text::visible(protocol)));
    }
    if (site.member("activation") != nullptr) {
      intake_.switch_off("it wants a token that only a part of Maigret's program can fetch");
    }
    const std::string kind = site.string("type").value_or("username");
    if (kind != "username") {
      intake_.switch_off(fmt::format("it asks for a {}, not for a name", text::visible(kind)));
    }
    if (site.boolean("similarSearch").value_or(false)) {
      intake_.switch_off("it searches for similar names: a hit is not this one's");
    }
    const std::string encoding = site.string("encoding").value_or("utf-8");
    if (text::to_lower(encoding) != "utf-8") {
      intake_.switch_off(
          fmt::format("its pages are in {}, and only UTF-8 is read", text::visible(encoding)));
    }
  }

  const Json& engines_;
  Intake intake_;
  Spellings spellings_;
};

}  // namespace

bool is_maigret(const Json& json) {
  const Json* sites = json.find("sites");
  if (sites == nullptr || !sites->is(Json::Kind::object)) return false;
  return json.find("engines") != nullptr ||
         std::any_of(sites->items.begin(), sites->items.end(), [](const Json& site) {
           return site.find("usernameClaimed") != nullptr || site.find("checkType") != nullptr;
         });
}

ImportedList import_maigret(const Json& json, std::string_view text, std::string_view file,
                            Form form) {
  const Json none = Json::object();
  const Json* engines = json.find("engines");
  MaigretImporter importer(engines == nullptr ? none : *engines, text, file, form);
  const Json& sites = *json.find("sites");
  for (std::size_t i = 0; i < sites.items.size(); ++i) {
    if (!is_comment(sites.keys[i], sites.items[i])) importer.add(sites.keys[i], sites.items[i]);
  }
  return importer.take();
}

}  // namespace importing
