// The hostile-holder suite: an account that may write anything into its profile and page neither
// hides nor passes for another, on whatever shipped definition (contract, 'Truth' 7).
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <set>

#include <doctest/doctest.h>

#include "model/profile_field.hpp"
#include "platforms/holders_text.hpp"
#include "platforms/hostile_texts.hpp"
#include "platforms/reading_platforms.hpp"
#include "text/join.hpp"
#include "text/utf8.hpp"
#include "text/visible.hpp"

namespace {

using Form = tests::HostileText::Form;
using tests::Field;
using tests::Place;

// Platforms escape what they must, or all they can.
enum class Escaping { needed, all };

std::string unit(unsigned code) {
  return fmt::format("\\u{:04x}", code);
}

std::string in_json(std::string_view text, Escaping escaping, bool in_script) {
  std::string json;
  while (!text.empty()) {
    const char c = text.front();
    const bool closes_tag = in_script && json.ends_with('<') && c == '/';
    const char32_t code = text::take_code_point(text);
    const bool must = code < 0x20 || code == '"' || code == '\\';
    const bool plain =
        code < 0x80 && (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == ' ');
    if (plain || (escaping == Escaping::needed && !must)) {
      if (closes_tag) json += '\\';
      text::append_utf8(json, code);
    } else if (code == '/' || (escaping == Escaping::needed && code >= 0x20)) {
      json += {'\\', c};
    } else if (code < 0x10000) {
      json += unit(code);
    } else {
      json += unit(0xd7c0 + (code >> 10)) + unit(0xdc00 + (code & 0x3ff));
    }
  }
  return json;
}

std::string in_html(std::string_view text, Escaping escaping) {
  std::string html;
  for (const char c : text) {
    if (std::string_view("&<>\"'").find(c) == std::string_view::npos) {
      html += c;
    } else if (escaping == Escaping::all || c == '\'') {
      html += fmt::format("&#{};", static_cast<int>(c));
    } else {
      html += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;";
    }
  }
  return html;
}

// A feed ends the section and begins another where a text would end it.
std::string in_cdata(std::string text) {
  for (std::size_t at = 0; (at = text.find("]]>", at)) != std::string::npos; at += 15) {
    text.insert(at + 2, "]]><![CDATA[");
  }
  return text;
}

bool stands_as_value(const Field& field) {
  return field.place == Place::json_value || field.place == Place::script_value;
}

std::string spelt(const tests::HostileText& hostile, const Field& field, Escaping escaping) {
  std::string text = hostile.text;
  if (hostile.form == Form::value) return text;
  if (hostile.form == Form::text) {
    switch (field.place) {
      case Place::json:
      case Place::json_value: text = in_json(text, escaping, false); break;
      case Place::script:
      case Place::script_value: text = in_json(text, escaping, true); break;
      case Place::html: text = in_html(text, escaping); break;
      case Place::cdata: text = in_cdata(text); break;
    }
  }
  return stands_as_value(field) ? '"' + text + '"' : text;
}

std::string rewritten(std::string body, const std::vector<Field>& fields,
                      const tests::HostileText& hostile, Escaping escaping) {
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    if (hostile.form == Form::value && !stands_as_value(*field)) continue;
    body.replace(field->at, field->length,
                 field->before + spelt(hostile, *field, escaping) + field->after);
  }
  return body;
}

// What the platform says of each, and not he of himself.
std::string read_in(const platforms::Definition& definition,
                    const platforms::RecordedExchange& exchange) {
  const auto replayed = replay(definition, exchange);
  REQUIRE(replayed.has_value());
  std::vector<std::string> all;
  for (const platforms::Reading& reading : replayed->readings) {
    std::string one = told(definition, reading);
    for (const char* key : {"account_id", "verified", "parody"}) {
      one += fmt::format(" {}={}", key, model::get(reading.profile, key).value_or("(none)"));
    }
    all.push_back(one);
  }
  return text::joined(all, " | ");
}

struct Counts {
  std::size_t holders = 0;
  std::size_t cases = 0;
  std::size_t shown = 0;  // fields that the exchanges show, and not only the test adds
};

// The choices of fields to write: all at once, and each alone: what one breaks another may mend.
std::vector<std::vector<Field>> choices(const std::vector<Field>& fields, Escaping escaping) {
  std::vector<std::vector<Field>> some = {fields};
  if (escaping == Escaping::all) return some;
  for (const Field& field : fields) some.push_back({field});
  return some;
}

// What is read otherwise, in words, once the holder of the n-th handle has written these texts.
std::vector<std::string> changes(const platforms::Definition& definition,
                                 const platforms::RecordedExchange& exchange, std::size_t n,
                                 const std::vector<tests::HostileText>& texts, Counts& counts) {
  const auto replayed = replay(definition, exchange);
  REQUIRE(replayed.has_value());
  REQUIRE(told(definition, replayed->readings[n]) == "claimed");
  const tests::HoldersFields holder(definition, *replayed->ask, exchange, n);
  const std::vector<Field>& fields = holder.fields();
  REQUIRE_FALSE(fields.empty());
  const std::string before = read_in(definition, exchange);
  std::set<std::string> all;
  for (const tests::HostileText& hostile : texts) {
    for (const Escaping escaping : {Escaping::needed, Escaping::all}) {
      for (const std::vector<Field>& chosen : choices(fields, escaping)) {
        platforms::RecordedExchange written = exchange;
        written.reply.body = rewritten(exchange.reply.body, chosen, hostile, escaping);
        if (written.reply.body == exchange.reply.body) continue;
        ++counts.cases;
        const std::string now = read_in(definition, written);
        if (now == before) continue;
        all.insert(fmt::format("{} instead of {} by {}", now, before,
                               text::visible(hostile.text.substr(0, 80))));
      }
    }
  }
  ++counts.holders;
  counts.shown += static_cast<std::size_t>(
      std::count_if(fields.begin(), fields.end(), [](const Field& field) { return field.shown; }));
  return {all.begin(), all.end()};
}

std::vector<tests::HostileText> texts_against(const platforms::Definition& definition,
                                              const platforms::RecordedExchange& exchange) {
  std::vector<std::string> handles = exchange.handles;
  for (const auto& control : definition.controls.claimed) handles.push_back(control.name);
  return tests::hostile_texts(definition, handles);
}

const std::string exchanges = std::string(HANDLEWATCH_TESTS) + "/platforms/exchanges";

using Visit = std::function<void(const platforms::Definition& definition,
                                 const platforms::RecordedExchange& exchange, std::size_t n)>;

// Every claimed handle of every hand-made exchange. The page of a redirect is the web server's own.
void for_each_holder(const Visit& visit) {
  for (const auto& folder : std::filesystem::directory_iterator(exchanges)) {
    const auto definition = tests::shipped(folder.path().filename().string());
    for (const auto& file : tests::files_of(folder.path(), ".http")) {
      const platforms::RecordedExchange exchange = tests::exchange_in(file);
      if (!exchange.reply.head.location.empty()) continue;
      CAPTURE(file.string());
      for (std::size_t n = 0; n < exchange.handles.size(); ++n) {
        if (exchange.says[n] == "claimed") visit(definition, exchange, n);
      }
    }
  }
}

}  // namespace

TEST_CASE("nothing that a holder writes changes whether he is seen, and as whom") {
  std::map<std::string, Counts> by_definition;
  for_each_holder([&](const auto& definition, const auto& exchange, std::size_t n) {
    const auto texts = texts_against(definition, exchange);
    Counts& counts = by_definition[definition.id];
    CHECK(text::joined(changes(definition, exchange, n, texts, counts), "\n") == "");
  });
  // What these show is made of handles, numbers, dates and words of the platform's.
  const std::set<std::string> without_text = {
      "discord-user", "domain-ai",        "domain-alsace",    "domain-app",  "domain-bzh",
      "domain-co-uk", "domain-com",       "domain-corsica",   "domain-cz",   "domain-de",
      "domain-dev",   "domain-fi",        "domain-fr",        "domain-info", "domain-net",
      "domain-nl",    "domain-no",        "domain-online",    "domain-org",  "domain-paris",
      "domain-pl",    "domain-pm",        "domain-re",        "domain-shop", "domain-si",
      "domain-site",  "domain-store",     "domain-tf",        "domain-uk",   "domain-wf",
      "domain-xyz",   "domain-yt",        "mediawiki",        "npm-package", "npm-user",
      "nuget",        "packagist-vendor", "rubygems-profile", "steam-group", "webfinger",
      "wordpress-org"};
  Counts sum;
  for (const auto& one : by_definition) {
    const Counts& counts = one.second;
    CAPTURE(one.first);
    CHECK(counts.cases > 100 * counts.holders);
    CHECK((counts.shown == 0) == without_text.contains(one.first));
    sum.holders += counts.holders;
    sum.cases += counts.cases;
  }
  // Each platform that has exchanges; that all rules of a definition have some is tested elsewhere.
  const auto folders = std::filesystem::directory_iterator(exchanges);
  CHECK(by_definition.size() ==
        static_cast<std::size_t>(std::distance(begin(folders), end(folders))));
  CHECK(sum.holders >= 130);
  CHECK(sum.cases > 80'000);
}

// Data may come as a page, too. ICU knows UTF-16 by names that do not begin so.
TEST_CASE("where no header tells the charset of an answer, its holder does not choose it") {
  std::vector<tests::HostileText> texts;
  for (const std::string charset :
       {"utf-16", "cp1200", "cp1201", "utf16_bigendian", "x-utf-16le-bom", "utf-7", "utf-32",
        "ibm037", "hz-gb-2312", "iso-2022-kr", "iso-2022-jp \x1b$B", "shift_jis \x81", "big5",
        "cp1200 \xff", "iso-2022-jp \x1b$B\xff"}) {
    texts.push_back({"charset=" + charset, Form::text});
    texts.push_back({fmt::format("<meta charset={}>", charset), Form::text});
  }
  Counts counts;
  for_each_holder([&](const auto& definition, platforms::RecordedExchange exchange, std::size_t n) {
    for (auto& [name, value] : exchange.reply.head.headers) {
      if (name != "Content-Type") continue;
      value = value.find("xml") == std::string::npos ? "text/html" : "text/xml";
    }
    CHECK(text::joined(changes(definition, exchange, n, texts, counts), "\n") == "");
  });
  CHECK(counts.holders >= 130);
}

// So that the above does not pass for want of texts that could do harm.
TEST_CASE("where a platform escapes nothing the same texts steer what is read") {
  struct Row {
    const char* exchange;
    const char* read;
  };
  const Row rows[] = {
      {"bluesky/one-claimed", "unknown:no-rule"},
      {"github/rest-claimed", "unknown:no-rule"},
      {"soundcloud/page-claimed", "claimed account_id=1 "},
  };
  for (const Row& row : rows) {
    const std::string name = row.exchange;
    CAPTURE(name);
    const auto definition = tests::shipped(name.substr(0, name.find('/')));
    const auto exchange = tests::exchange_in(fmt::format("{}/{}.http", exchanges, name));
    auto texts = texts_against(definition, exchange);
    for (tests::HostileText& hostile : texts) hostile.form = Form::raw;
    Counts counts;
    const auto changed = changes(definition, exchange, 0, texts, counts);
    CHECK(std::any_of(changed.begin(), changed.end(),
                      [&row](const std::string& change) { return change.starts_with(row.read); }));
  }
}
