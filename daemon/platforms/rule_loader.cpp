#include "platforms/rule_loader.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace platforms {
namespace {

using reading::Document;
using reading::Json;
using reading::Need;
using reading::ObjectReader;
using reading::pointer;

SearchText read_search(Document& document, const Json& json, const std::string& path,
                       const AskContext& context) {
  SearchText search;
  if (!json.is(Json::Kind::string)) {
    document.report(json, path,
                    fmt::format("{} found, a regular expression (a string) is needed",
                                reading::kind_name(json.kind)));
    return search;
  }
  search.stencil = read_stencil(document, json, path, context, false);
  search.ignore_case = context.ignore_case && search.stencil.has_slots();
  // With a placeholder the pattern is compiled per handle; a sample shows whether it will compile.
  Values sample;
  sample.handle = sample.name = "sample";
  const std::string text = fill(search.stencil, sample, Encoding::regex);
  std::string why;
  auto pattern = Pattern::compile(text, search.ignore_case, why);
  if (!pattern) {
    document.report(json, path, fmt::format("RE2 refuses this pattern: {}", text::visible(why)));
  } else if (!search.stencil.has_slots()) {
    search.fixed = std::move(pattern);
  }
  return search;
}

// A literal to compare with; a string may hold placeholders.
void add_value(Document& document, const Json& json, const std::string& path,
               const AskContext& context, Test& test) {
  std::optional<Stencil> stencil;
  if (json.is(Json::Kind::string)) {
    Stencil cut_text = read_stencil(document, json, path, context, false);
    if (cut_text.has_slots()) stencil = std::move(cut_text);
  }
  test.values.push_back(json);
  test.stencils.push_back(std::move(stencil));
}

Test read_test(Document& document, const Json& json, const std::string& path,
               const AskContext& context) {
  Test test;
  if (json.is(Json::Kind::array) && !json.items.empty()) {
    test.kind = Test::Kind::equals;
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      add_value(document, json.items[i], pointer(path, i), context, test);
    }
    return test;
  }
  // An empty list or object is a literal too: {"": []} is 'an empty list came back'.
  if (!json.is(Json::Kind::object) || json.keys.empty()) {
    test.kind = Test::Kind::equals;
    add_value(document, json, path, context, test);
    return test;
  }
  ObjectReader object(document, json, path);
  const auto exists = object.boolean("exists");
  const Json* matches = object.member("matches");
  object.finish();
  if (matches != nullptr) {
    test.kind = Test::Kind::matches;
    test.pattern = read_search(document, *matches, pointer(path, "matches"), context);
  }
  if (exists) test.exists = *exists;
  if (matches != nullptr && exists) {
    document.report(json, path, "a test says 'exists' or 'matches', not both");
  }
  return test;
}

std::vector<JsonTest> read_tests(Document& document, const Json& json, const std::string& path,
                                 const AskContext& context) {
  std::vector<JsonTest> tests;
  if (!json.is(Json::Kind::object) || json.keys.empty()) {
    document.report(json, path,
                    "an object of pointer and test is needed, such as "
                    "{\"/id\": {\"exists\": true}}");
    return tests;
  }
  for (std::size_t i = 0; i < json.keys.size(); ++i) {
    const std::string at = pointer(path, json.keys[i]);
    Json key = Json::string(json.keys[i]);
    key.offset = json.key_at[i];
    JsonTest test;
    test.path = read_path(document, key, at);
    test.test = read_test(document, json.items[i], at, context);
    tests.push_back(std::move(test));
  }
  return tests;
}

// No status of HTTP, but LinkedIn answers with it.
constexpr std::string_view linkedins_wall = "999";

// 404, [404, 410] or "4xx".
void add_status(Document& document, const Json& json, const std::string& path,
                std::vector<StatusRange>& ranges) {
  if (json.is(Json::Kind::string)) {
    const std::string& text = json.text;
    if (text.size() == 3 && text[0] >= '1' && text[0] <= '5' && text.substr(1) == "xx") {
      const int hundred = (text[0] - '0') * 100;
      ranges.push_back({hundred, hundred + 99});
      return;
    }
    document.report(json, path,
                    fmt::format("'{}' is not a status; a number such as 404, a list, or "
                                "a class from \"1xx\" to \"5xx\" is needed",
                                text::visible(text)));
    return;
  }
  if (!json.is(Json::Kind::number)) {
    document.report(json, path,
                    fmt::format("{} found; a status such as 404, a list of them, or a class such "
                                "as \"4xx\" is needed",
                                reading::kind_name(json.kind)));
  } else if (json.text == linkedins_wall) {
    ranges.push_back({999, 999});
  } else if (const auto code = reading::whole_number(document, json, path, 100, 599)) {
    ranges.push_back({*code, *code});
  }
}

std::vector<StatusRange> read_status(Document& document, const Json& json,
                                     const std::string& path) {
  std::vector<StatusRange> ranges;
  if (!json.is(Json::Kind::array)) {
    add_status(document, json, path, ranges);
    return ranges;
  }
  if (json.items.empty()) document.report(json, path, "an empty list matches no status at all");
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    add_status(document, json.items[i], pointer(path, i), ranges);
  }
  return ranges;
}

struct Verdict {
  std::string_view word;
  std::optional<model::Status> status;
  std::optional<model::Reason> reason;
};
constexpr Verdict verdicts[] = {
    {"claimed", model::Status::claimed, std::nullopt},
    {"available", model::Status::available, std::nullopt},
    {"suspended", model::Status::suspended, std::nullopt},
    {"reserved", model::Status::reserved, std::nullopt},
    {"invalid", model::Status::invalid, std::nullopt},
    {"unknown:rate-limited", std::nullopt, model::Reason::rate_limited},
    {"unknown:blocked", std::nullopt, model::Reason::blocked},
    {"unknown:ambiguous", std::nullopt, model::Reason::ambiguous},
};

Then read_then(Document& document, const Json& json, const std::string& path,
               const AskContext& context) {
  Then then;
  const std::string& word = json.text;
  if (word.starts_with("ask:")) {
    const std::string name = word.substr(4);
    const auto found = std::find(context.names.begin(), context.names.end(), name);
    if (found == context.names.end()) {
      document.report(json, path,
                      fmt::format("no ask is named '{}'{}", text::visible(name),
                                  text::suggestion(name, context.names)));
    } else {
      then.ask = static_cast<std::size_t>(found - context.names.begin());
    }
    return then;
  }
  const auto* found = std::find_if(std::begin(verdicts), std::end(verdicts),
                                   [&word](const Verdict& one) { return one.word == word; });
  if (found == std::end(verdicts)) {
    std::vector<std::string> known;
    for (const Verdict& one : verdicts) known.emplace_back(one.word);
    document.report(json, path,
                    fmt::format("'{}' is no verdict{}; or ask:NAME", text::visible(word),
                                text::suggestion(word, known)));
    return then;
  }
  then.status = found->status;
  then.reason = found->reason;
  return then;
}

}  // namespace

JsonPath read_path(Document& document, const Json& json, const std::string& path) {
  if (json.is(Json::Kind::string)) {
    if (auto parsed = parse_path(json.text)) return std::move(*parsed);
    Stencil stencil;
    if (const auto error = cut(json.text, stencil)) {
      report_placeholder(document, json, path, error->word);
    } else {
      document.report(json, path,
                      fmt::format("'{}' is not a JSON pointer; it is empty or begins with '/', and "
                                  "a ~ is written ~0, a / in a name ~1",
                                  text::visible(json.text)));
    }
  } else {
    document.report(json, path,
                    fmt::format("{} found, a JSON pointer (a string) is needed",
                                reading::kind_name(json.kind)));
  }
  return {};
}

Rule read_rule(Document& document, const Json& json, const std::string& path,
               const AskContext& context) {
  Rule rule;
  ObjectReader object(document, json, path);
  if (const Json* status = object.member("status")) {
    rule.status = read_status(document, *status, object.path_of("status"));
  }
  if (const Json* headers = object.member("header", Json::Kind::object)) {
    for (std::size_t i = 0; i < headers->keys.size(); ++i) {
      const std::string at = pointer(object.path_of("header"), headers->keys[i]);
      check_header_name(document, *headers, i, at);
      rule.headers.emplace_back(headers->keys[i],
                                read_search(document, headers->items[i], at, context));
    }
  }
  if (const Json* location = object.member("location")) {
    rule.location = read_search(document, *location, object.path_of("location"), context);
  }
  if (const Json* body = object.member("body")) {
    rule.body.push_back(read_search(document, *body, object.path_of("body"), context));
  }
  if (const Json* tests = object.member("json")) {
    rule.json = read_tests(document, *tests, object.path_of("json"), context);
  }
  if (const Json* item = object.member("item")) {
    if (item->is(Json::Kind::boolean)) {
      rule.item_absent = true;
      if (item->truth) {
        object.report("item", "true found; false (the item is not there) or tests are allowed");
      }
    } else {
      rule.item = read_tests(document, *item, object.path_of("item"), context);
    }
  }
  if (const Json* then = object.member("then", Json::Kind::string, Need::required)) {
    rule.then = read_then(document, *then, object.path_of("then"), context);
  }
  object.finish();
  return rule;
}

}  // namespace platforms
