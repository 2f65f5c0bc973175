// What strangers write must not steer a terminal, a spreadsheet or a reader's eye, in no format.
#include <algorithm>

#include <doctest/doctest.h>

#include "reporting/listings.hpp"
#include "text/utf8.hpp"

using reading::Json;
using reporting::Format;
using namespace tests;

namespace {

struct Hostile {
  const char* what;
  std::string text;
};

const std::vector<Hostile>& hostile_texts() {
  static const std::vector<Hostile> texts = {
      {"an escape that clears the screen", "a\x1b[2J\x1b[Hb"},
      {"a title and a hyperlink (OSC)", "\x1b]0;pwned\x07\x1b]8;;http://evil\x1b\\x"},
      {"the C1 forms of them", "a\u009b2Jb\u009d0;x\u009c"},
      {"raw C1 bytes",
       "a\x9b"
       "2Jb"},
      {"bell, backspace, delete", "a\a\b\x7f"},
      {"a forged line", "a\r\nbluesky  acme  claimed  ours"},
      {"other line ends", "a\v\f\u0085\u2028\u2029z"},
      {"a tab and a NUL", std::string("a\t\0z", 4)},
      {"bidirectional overrides", "a\u202egro.elpmaxe\u202c\u2066x\u2069\u200f\u061cz"},
      {"invisible characters", "a\u200b\u200c\u200d\u2060\ufeff\u00adz"},
      {"tag characters", "a\U000E0041\U000E007Fz"},
      {"private use and unassigned", "a\ue000\U00010ffdz\U000e0fffz"},
      {"bytes that are not UTF-8", "a\xff\xfe\xc0\x80\xed\xa0\x80\xf5\x80\x80\x80z\xe2\x82"},
      {"JSON", "\"},{\"status\":\"ours\"}\\"},
      {"CSV", "a\",=1\n=2"},
      {"Markdown", "a | b\n|---|\n[x](http://y)"},
      {"a beyond-BMP letter", "\U0001F600 \U0001D54F"},
  };
  return texts;
}

bool steers(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return first <= c && c <= last; };
  return c < 0x20 || within(0x7f, 0x9f) || c == 0xad || c == 0x61c || within(0x200b, 0x200f) ||
         within(0x2028, 0x202e) || within(0x2060, 0x206f) || c == 0xfeff ||
         within(0xe0000, 0xe0fff) || within(0xe000, 0xf8ff);
}

// Every field that a platform or a person fills.
void for_each_field(const std::string& text, const std::function<void(const char*, Json)>& visit) {
  model::Observation plain;
  plain.target.platform = "p";
  plain.target.handle = "h";
  const auto with = [&](const char* field, auto change) {
    model::Observation one = plain;
    change(one);
    visit(field, reporting::record_of(one));
  };
  with("platform", [&](auto& one) { one.target.platform = text; });
  with("server", [&](auto& one) { one.target.server = text; });
  with("handle", [&](auto& one) { one.target.handle = text; });
  with("expected", [&](auto& one) { one.target.expected = text; });
  with("model", [&](auto& one) { one.target.variant = text; });
  with("reason", [&](auto& one) { one.reason = text; });
  with("url", [&](auto& one) { one.url = text; });
  with("account_id", [&](auto& one) { one.profile.account_id = text; });
  with("display_name", [&](auto& one) { one.profile.display_name = text; });
  with("created_at", [&](auto& one) { one.profile.created_at = text; });
}

reporting::Layout every_key() {
  reporting::Layout layout;
  layout.keys = reporting::record_keys();
  for (const std::string& key : layout.keys) layout.shown.push_back({key, key});
  return layout;
}

}  // namespace

TEST_CASE(
    "no field in no format carries what could steer a terminal, and each record is one line") {
  const reporting::Layout layout = every_key();
  for (const Hostile& hostile : hostile_texts()) {
    CAPTURE(hostile.what);
    for_each_field(hostile.text, [&](const char* field, const Json& record) {
      CAPTURE(field);
      for (const NamedFormat& form : every_format) {
        CAPTURE(form.name);
        const std::string text = listed(form.format, layout, {record, record});
        CHECK(text::is_utf8(text));
        bool harmless = true;
        for (std::string_view rest = text; !rest.empty();) {
          const char32_t c = text::take_code_point(rest);
          harmless = harmless && (c == '\n' || !steers(c));
        }
        CHECK(harmless);
        const auto lines = std::count(text.begin(), text.end(), '\n');
        const bool header = form.format == Format::table || form.format == Format::csv;
        CHECK(lines == (form.format == Format::jsonl ? 2 : header ? 3 : 4));
      }
    });
  }
}

TEST_CASE("JSON is read back as the same text") {
  const reporting::Layout layout = every_key();
  for (const Hostile& hostile : hostile_texts()) {
    CAPTURE(hostile.what);
    for_each_field(hostile.text, [&](const char* field, const Json& record) {
      CAPTURE(field);
      const std::string line = listed(Format::jsonl, layout, {record});
      const auto read = reading::parse_json(line, reading::answers);
      REQUIRE(read.has_value());
      REQUIRE(read->find(field) != nullptr);
      CHECK(read->find(field)->text == text::well_formed(hostile.text));
      CHECK(read->keys == reporting::record_keys());
      const auto array =
          reading::parse_json(listed(Format::json, layout, {record, record}), reading::answers);
      REQUIRE(array.has_value());
      REQUIRE(array->items.size() == 2);
      CHECK(array->items[1] == *read);
    });
  }
}

TEST_CASE("a key of a listing may be hostile too") {
  // `config schema` and others print objects whose keys a person wrote.
  Json inner = Json::object();
  inner.add("a\x1b[2J\u202e", Json::string("b"));
  for (const NamedFormat& form : every_format) {
    CAPTURE(form.name);
    const std::string text = listed(form.format, two_columns(), {row("k", inner)});
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("\u202e") == std::string::npos);
  }
}

TEST_CASE("a million code points of one name are still listed in good time") {
  std::string name;
  for (int i = 0; i < 200'000; ++i) name += "\u202e\u0301é";
  for (const NamedFormat& form : every_format) {
    CAPTURE(form.name);
    CHECK(listed(form.format, two_columns(), {row("k", name)}).size() > name.size());
  }
}
