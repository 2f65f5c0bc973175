#include "alerting/texts.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "reading/file.hpp"
#include "reading/object.hpp"
#include "text/join.hpp"
#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace alerting {
namespace {

using model::About;
using reading::Document;
using reading::Json;
using reading::Need;
using reading::ObjectReader;

struct Entry {
  std::string_view key;
  std::vector<std::string> placeholders;
};

const std::vector<Entry>& phrase_entries() {
  static const std::vector<Entry> entries = {{"mixed", {"count", "watch"}},
                                             {"service", {}},
                                             {"several_platforms", {}},
                                             {"before", {"before", "since"}},
                                             {"look_alike", {"expected", "model"}},
                                             {"held_for_ever", {}},
                                             {"more_one", {}},
                                             {"more_many", {"count"}},
                                             {"also", {}},
                                             {"asks_for", {"what"}},
                                             {"catch_up_one", {}},
                                             {"catch_up_many", {"count"}},
                                             {"footer", {}}};
  return entries;
}

std::vector<Entry> plain_entries(std::span<const std::string_view> keys) {
  std::vector<Entry> entries;
  for (const std::string_view key : keys) entries.push_back({key, {}});
  return entries;
}

const std::vector<Entry>& label_entries() {
  static const std::vector<Entry> entries = plain_entries(std::to_array<std::string_view>(
      {"severity",   "watch",      "expected", "look_alike", "seen",   "before",    "display_name",
       "account_id", "created_at", "address",  "held",       "detail", "signup",    "report",
       "parody",     "trademark",  "incident", "advice",     "event",  "stands_for"}));
  return entries;
}

// What is seen of a target: whose it is where somebody has it. What a platform forbids is never
// told.
const std::vector<Entry>& state_entries() {
  static const std::vector<Entry> entries = [] {
    std::vector<Entry> made = plain_entries(model::status_names);
    std::erase_if(made, [](const Entry& one) { return one.key == name(model::Status::invalid); });
    for (Entry& one : plain_entries(model::holder_names)) made.push_back(std::move(one));
    return made;
  }();
  return entries;
}

const std::vector<Entry>& severity_entries() {
  static const std::vector<Entry> entries = plain_entries(model::severity_names);
  return entries;
}

const std::vector<Entry>& need_entries() {
  static const std::vector<Entry> entries = plain_entries(model::link_needs);
  return entries;
}

// Every "{name}" of a text must be allowed there; a lone brace is a slip.
void check_placeholders(ObjectReader& object, std::string_view key, std::string_view text,
                        const std::vector<std::string>& allowed) {
  for (std::size_t at = text.find_first_of("{}"); at != std::string_view::npos;
       at = text.find_first_of("{}", at)) {
    const std::size_t end = text.find('}', at);
    if (text[at] == '}' || end == std::string_view::npos) {
      object.report(key, fmt::format("a '{}' stands alone", text[at]));
      return;
    }
    const std::string name(text.substr(at + 1, end - at - 1));
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
      object.report(key, fmt::format("no placeholder here is '{{{}}}'{}", text::visible(name),
                                     text::suggestion(name, allowed)));
    }
    at = end + 1;
  }
}

void check_text(ObjectReader& object, std::string_view key, std::string_view text,
                const std::vector<std::string>& allowed) {
  if (text.empty()) object.report(key, "is empty");
  if (text::visible(text) != text) {
    object.report(key, "has a line break or another invisible character");
  }
  check_placeholders(object, key, text, allowed);
}

std::string read_text(ObjectReader& object, std::string_view key,
                      const std::vector<std::string>& allowed) {
  auto text = object.string(key, Need::required);
  if (!text) return {};
  check_text(object, key, *text, allowed);
  return std::move(*text);
}

Texts::Words read_words(Document& document, ObjectReader& top, std::string_view section,
                        const std::vector<Entry>& entries) {
  Texts::Words words;
  const Json* json = top.member(section, Json::Kind::object, Need::required);
  if (json == nullptr) return words;
  ObjectReader object(document, *json, top.path_of(section));
  for (const Entry& entry : entries) {
    words.emplace(entry.key, read_text(object, entry.key, entry.placeholders));
  }
  object.finish();
  return words;
}

std::vector<std::string> placeholders_of(About about) {
  switch (about) {
    case About::handle: return {"handle", "platform"};
    case About::platform: return {"platform"};
    case About::service: break;
  }
  return {};
}

// A title that several events share names none of them; what is about the service has no handle.
void read_cases(Document& document, ObjectReader& top, Texts& texts) {
  const Json* json = top.member("cases", Json::Kind::object, Need::required);
  if (json == nullptr) return;
  ObjectReader object(document, *json, "/cases");
  for (const Case& one : all_cases()) {
    const Json* member = object.member(one.key, Need::required);
    if (member == nullptr) continue;
    const std::vector<std::string> allowed = placeholders_of(one.about);
    const auto many = one.about == About::handle ? std::vector<std::string>{"count", "platform"}
                                                 : std::vector<std::string>{"count"};
    ObjectReader at(document, *member, object.path_of(one.key));
    CaseText& text = texts.cases[one.key];
    text.title = read_text(at, "title", allowed);
    text.many = read_text(at, "many", many);
    text.sentence = read_text(at, "sentence", allowed);
    text.advice = read_text(at, "advice", allowed);
    at.finish();
  }
  object.finish();
}

// Checked and let go: these words are the journal's, which has them from systemd's catalogues. Only
// a language that is shipped has some.
void check_journal(Document& document, ObjectReader& top) {
  const Json* json = top.member("journal", Json::Kind::object);
  if (json == nullptr) return;
  ObjectReader object(document, *json, "/journal");
  for (const model::EventKind& kind : model::event_kinds) {
    if (kind.journal_id.empty()) continue;
    const Json* member = object.member(kind.name, Need::required);
    if (member == nullptr) continue;
    std::vector<std::string> allowed = placeholders_of(kind.about);
    allowed.push_back("incident");
    ObjectReader at(document, *member, object.path_of(kind.name));
    read_text(at, "subject", allowed);
    const std::vector<std::string> paragraphs = at.strings("text");
    if (paragraphs.empty()) at.report("text", "is empty");
    for (const std::string& paragraph : paragraphs) check_text(at, "text", paragraph, allowed);
    at.finish();
  }
  object.finish();
}

}  // namespace

model::Result<Texts> parse_texts(std::string text, const std::string& file) {
  auto json = reading::parse_json(text, reading::our_files, file);
  if (!json) return model::refused(std::move(json.error()));
  Document document{file, std::move(text), {}};
  ObjectReader top(document, *json, "");
  Texts texts;
  texts.language = top.string("language", Need::required).value_or("");
  texts.name = top.string("name", Need::required).value_or("");
  read_cases(document, top, texts);
  check_journal(document, top);
  texts.phrases = read_words(document, top, "phrases", phrase_entries());
  texts.labels = read_words(document, top, "labels", label_entries());
  texts.needs = read_words(document, top, "needs", need_entries());
  texts.severities = read_words(document, top, "severities", severity_entries());
  texts.states = read_words(document, top, "states", state_entries());
  top.finish();
  if (!document.problems.empty()) return model::refused(std::move(document.problems));
  return texts;
}

model::Result<Texts> load_texts(const std::filesystem::path& folder, const std::string& language) {
  std::vector<std::string> known;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string stem = entry.path().stem().string();
    if (entry.path().extension() == ".json" && stem.find('.') == std::string::npos) {
      known.push_back(stem);
    }
  }
  std::sort(known.begin(), known.end());
  if (std::find(known.begin(), known.end(), language) == known.end()) {
    return model::refused({folder.string(), 0, 0, "",
                           fmt::format("no texts for the language '{}' (there are: {})",
                                       text::visible(language), text::joined(known))});
  }
  const std::filesystem::path path = folder / (language + ".json");
  auto text = reading::read_file(path);
  if (!text) return model::refused(std::move(text.error()));
  return parse_texts(std::move(*text), path.string());
}

}  // namespace alerting
