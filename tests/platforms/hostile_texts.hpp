// What a hostile holder writes about himself: the words of the definition that reads him, the words
// of walls, another account's id, and what breaks out of the place it stands in.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "platforms/compose.hpp"

namespace tests {

struct HostileText {
  // text: the platform escapes it, as it does everybody's; raw: the bytes stand between the quotes
  // or tags as they are; value: what an answer holds in the place of a string.
  enum class Form { text, raw, value };
  std::string text;
  Form form = Form::text;
};

// A text that a regular expression of a definition finds: the first of each choice, and of what may
// be missing nothing.
class Sample {
 public:
  explicit Sample(std::string_view regex) : rest_(regex) {}

  std::string text() {
    std::string first = branch();
    while (rest_.starts_with('|')) {
      take();
      branch();
    }
    return first;
  }

 private:
  char take() {
    REQUIRE_FALSE(rest_.empty());
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  std::string branch() {
    std::string text;
    while (!rest_.empty() && rest_.front() != ')' && rest_.front() != '|') {
      const std::string one = atom();
      const char repeated = rest_.empty() ? ' ' : rest_.front();
      if (repeated == '*' || repeated == '?' || repeated == '+') take();
      if (repeated != '*' && repeated != '?') text += one;
    }
    return text;
  }

  std::string atom() {
    const char c = take();
    if (c == '(') return group();
    if (c == '[') return member();
    if (c == '\\') return escape();
    if (c == '^' || c == '$') return "";
    return std::string(1, c == '.' ? 'x' : c);
  }

  std::string group() {
    if (rest_.starts_with('?')) {
      while (rest_.front() != ':' && rest_.front() != ')') take();
      if (take() == ')') return "";  // flags alone
    }
    std::string inner = text();
    take();
    return inner;
  }

  std::string escape() {
    const char c = take();
    if (c == 'w') return "x";
    if (c == 's') return " ";
    return c == 'b' ? "" : std::string(1, c);
  }

  // The last of a class, which is no other account's by chance; an x where it says what may not be.
  std::string member() {
    const bool negated = rest_.starts_with('^');
    std::string last;
    while (!rest_.starts_with(']')) {
      const char c = take();
      last = c == '\\' ? escape() : std::string(1, c);
    }
    take();
    return negated ? "x" : last;
  }

  std::string_view rest_;
};

// The texts that a definition looks for, whatever it takes them for.
class WordsOfDefinition {
 public:
  WordsOfDefinition(const platforms::Definition& definition, const std::string& handle)
      : values_(platforms::values_for(definition, {}, handle, 0)) {
    for (const platforms::Ask& ask : definition.asks) {
      for (const platforms::Rule& rule : ask.rules) of_rule(rule);
      for (const platforms::ProfileKey& key : ask.profile) of_profile(key);
    }
  }

  const std::vector<std::string>& texts() const { return texts_; }

 private:
  void of_rule(const platforms::Rule& rule) {
    for (const platforms::SearchText& body : rule.body) search(body);
    if (rule.location) search(*rule.location);
    for (const auto* tests : {&rule.json, &rule.item}) {
      for (const platforms::JsonTest& test : *tests) {
        const std::string key = test.path.written.substr(test.path.written.rfind('/') + 1);
        if (test.test.pattern) search(*test.test.pattern);
        if (test.test.kind == platforms::Test::Kind::exists) member(key, "\"x\"");
        for (const reading::Json& value : test.test.values) {
          if (value.is(reading::Json::Kind::string)) texts_.push_back(value.text);
          member(key, reading::to_text(value));
        }
      }
    }
  }

  // Of an id or a mark of the platform's: one that is another's.
  void of_profile(const platforms::ProfileKey& key) {
    for (const platforms::ProfileSource& source : key.sources) {
      if (source.pattern) {
        regex(source.pattern->written());
      } else if (key.key == "account_id" || key.key == "verified" || key.key == "parody") {
        const std::string& path = source.path->written;
        member(path.substr(path.rfind('/') + 1), "\"pinned\"");
        member(path.substr(path.rfind('/') + 1), "1");
      }
    }
  }

  void member(std::string_view key, std::string_view value) {
    texts_.push_back(fmt::format("\"{}\":{}", key, value));
    texts_.push_back(fmt::format("\",\"{}\":{},\"x\":\"", key, value));  // behind his own
  }

  void search(const platforms::SearchText& search) {
    regex(fill(search.stencil, values_, platforms::Encoding::regex));
  }

  void regex(const std::string& written) {
    const std::string text = Sample(written).text();
    std::string why;
    const auto pattern = platforms::Pattern::compile(written, true, why);
    REQUIRE_MESSAGE((pattern && pattern->found_in(text)), fmt::format("{}: {}", written, text));
    texts_.push_back(text);
  }

  platforms::Values values_;
  std::vector<std::string> texts_;
};

// Walls, and what other platforms say of nobody: one a line.
constexpr std::string_view words_of_walls = R"~(Just a moment...
Attention Required! | Cloudflare
Access denied
Captcha
Log in
DDoS-Guard
Are you human?
window._cf_chl_opt = {
error code: 1015
<script src="https://www.google.com/recaptcha/api.js"></script>
<div class="g-recaptcha"></div>
User not found
Page not found
This account has been suspended
"statusCode":404
"error":"not_found"
/status/blocked
noindex, nofollow
https://a.example/login?next=/)~";

constexpr std::string_view anothers_marks = R"~("externalId":"UCpinned"
soundcloud://users:1
"uuid":"pinned"
"hydratable":"user","data":{"id":1
"uri":"/users/1"
"id":1
"is_verified":true
did:plc:pinned)~";

// Out of a string, a tag, a script, a feed, a charset.
constexpr std::string_view ways_out = R"~({
}
[
]
}}
{{
"
\"
\
\\
'
"}
"]
"},{
:
,
&quot;
\u0022
<
>
<!--
-->
</script>
</title>
</title><title>Captcha
</body></html>
]]>
<meta charset="utf-7">
charset=utf-16
)]}',
%00
{handle})~";

// Out of a line and of a direction of writing; nothing; letters that fold to others.
inline const std::vector<std::string> odd_letters = {
    "", " ", "\n", "\r\n\r\n", "\u202e44elanoitanp\u202c", "\u200f", "\ufeff", "\u212a\u017f"};

// Halves of surrogate pairs, NUL, control characters, Latin-1, CESU-8, escapes that are none.
inline const std::vector<std::string> broken_texts = {"\\ud800",
                                                      "\\udc00\\ud800",
                                                      "\\u0000",
                                                      std::string("a\0z", 3),
                                                      "a\tb",
                                                      "a\x01z",
                                                      "caf\xc3",
                                                      "caf\xe9",
                                                      "\x80z",
                                                      "\xed\xa0\xbd\xed\xb8\x80",
                                                      "\xf4\x90\x80\x80",
                                                      "\xff\xfe",
                                                      "\\x41",
                                                      "\\'"};

inline std::vector<std::string> lines_in(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

inline std::vector<HostileText> hostile_texts(const platforms::Definition& definition,
                                              const std::vector<std::string>& handles) {
  using Form = HostileText::Form;
  std::vector<HostileText> texts;
  for (const std::string& handle : handles) {
    const WordsOfDefinition words(definition, handle);
    for (const std::string& text : words.texts()) texts.push_back({text, Form::text});
    texts.push_back({handle, Form::text});
  }
  for (const std::string_view list : {words_of_walls, anothers_marks, ways_out}) {
    for (std::string& line : lines_in(list)) texts.push_back({std::move(line), Form::text});
  }
  for (const std::string& text : odd_letters) texts.push_back({text, Form::text});
  for (const char c : {'x', '{'}) texts.push_back({std::string(20480, c), Form::text});
  for (const std::string& bytes : broken_texts) texts.push_back({bytes, Form::raw});
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "[{\"a\":";
  deep += '1';
  for (int i = 0; i < 300; ++i) deep += "}]";
  for (const std::string& value : {deep, std::string("1e999"), std::string("-1e999"),
                                   std::string("NaN"), std::string("null"), std::string("{}")}) {
    texts.push_back({value, Form::value});
  }
  return texts;
}

}  // namespace tests
