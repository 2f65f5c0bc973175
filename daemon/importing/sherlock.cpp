#include "importing/sherlock.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "importing/foreign_grammar.hpp"
#include "importing/foreign_request.hpp"
#include "importing/foreign_rules.hpp"
#include "text/visible.hpp"

namespace importing {
namespace {

using reading::Json;
using reading::Need;
using reading::ObjectReader;

constexpr std::string_view sherlock_placeholder = "{}";

class SherlockImporter {
 public:
  SherlockImporter(std::string_view text, std::string_view file, Form form)
      : intake_("Sherlock", text, file, form), spellings_(form) {}

  void add(std::string_view name, const Json& json) {
    intake_.begin();
    ObjectReader site(intake_.document(), json, reading::pointer("", name));
    intake_.name(site, "", name);
    platforms::Ask ask;
    ask.name = "page";
    const std::string url = read_request(site, ask);
    const bool tested = set_rules(read_tests(site), intake_, ask);
    if (!tested) site.report("errorType", "nothing tells an existing account from a missing one");
    const auto known = site.string("username_claimed", Need::required);
    const std::vector<std::string> accounts(known ? 1 : 0, known.value_or(""));
    spell(intake_, spellings_, {is_in_host(url, sherlock_placeholder), "", regex_}, accounts, ask);
    if (known) intake_.known_accounts(site, "username_claimed", accounts);
    for (const char* told : {"urlMain", "errorUrl", "response_url", "isNSFW", "tags"}) {
      site.member(told);
    }
    pass_comments(site);
    site.finish();
    intake_.site().asks.push_back(std::move(ask));
    intake_.site().entries.push_back(0);
    intake_.finish();
  }

  ImportedList take() { return intake_.take(); }

 private:
  // Gives the URL that is asked, as it is listed.
  std::string read_request(ObjectReader& site, platforms::Ask& ask) {
    const std::string page = site.string("url", Need::required).value_or("");
    std::string asked = site.string("urlProbe").value_or(page);
    regex_ = site.string("regexCheck").value_or("");
    set_urls(intake_, ask, asked, page, sherlock_placeholder);
    const bool json = read_headers(site, intake_, ask);
    const bool has_body = read_method(site, "request_method", ask);
    if (const Json* payload = site.member("request_payload", Json::Kind::object)) {
      if (!has_body) site.report("request_payload", "a body, but the request is no POST");
      ask.body = json_stencil(*payload, sherlock_placeholder, false);
      ask.body_kind = platforms::BodyKind::json_text;
      if (!json) add_json_type(ask);
    }
    check_request(site, "url", sherlock_placeholder, ask);
    return asked;
  }

  SiteTests read_tests(ObjectReader& site) {
    SiteTests tests;
    if (site.member("errorType", Need::required) != nullptr) {
      for (const std::string& type : site.strings("errorType", true)) {
        if (type == "status_code") {
          tests.status = true;
        } else if (type == "message") {
          tests.message = true;
        } else if (type == "response_url") {
          tests.redirect = true;
        } else {
          site.report("errorType",
                      fmt::format("'{}' found; status_code, message or response_url is needed",
                                  text::visible(type)));
        }
      }
    }
    tests.absent = read_texts(site, "errorMsg");
    if (tests.message && tests.absent.empty()) {
      site.report("errorMsg", "the test is 'message', but there is no text");
    }
    if (const Json* codes = site.member("errorCode")) {
      const bool list = codes->is(Json::Kind::array);
      for (std::size_t i = 0; i < (list ? codes->items.size() : 1); ++i) {
        const auto code = reading::whole_number(intake_.document(), list ? codes->items[i] : *codes,
                                                site.path_of("errorCode"), 100, 599);
        if (code) tests.missing_codes.push_back(*code);
      }
    }
    if (!tests.status) tests.missing_codes.clear();
    if (!tests.message) tests.absent.clear();
    return tests;
  }

  Intake intake_;
  Spellings spellings_;
  std::string regex_;  // of the site being read
};

}  // namespace

bool is_sherlock(const Json& json) {
  return json.is(Json::Kind::object) &&
         std::any_of(json.items.begin(), json.items.end(),
                     [](const Json& site) { return site.find("errorType") != nullptr; });
}

ImportedList import_sherlock(const Json& json, std::string_view text, std::string_view file,
                             Form form) {
  SherlockImporter importer(text, file, form);
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    if (is_comment(json.keys[i], json.items[i])) continue;
    importer.add(json.keys[i], json.items[i]);
  }
  return importer.take();
}

}  // namespace importing
