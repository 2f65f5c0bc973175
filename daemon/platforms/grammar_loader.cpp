#include "platforms/grammar_loader.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <re2/re2.h>

#include "platforms/fold_words.hpp"
#include "reading/file.hpp"
#include "reading/object.hpp"
#include "text/nearest.hpp"
#include "text/time.hpp"
#include "text/trim.hpp"
#include "text/visible.hpp"

namespace platforms {
namespace {

using reading::Document;
using reading::Json;
using reading::Need;
using reading::ObjectReader;

std::optional<Pattern> read_pattern(ObjectReader& object, std::string_view key, Need need) {
  const auto written = object.string(key, need);
  if (!written) return std::nullopt;
  std::string why;
  auto pattern = Pattern::compile(*written, false, why);
  if (!pattern) {
    object.report(key, fmt::format("RE2 refuses this pattern: {}", text::visible(why)));
  }
  return pattern;
}

std::vector<FoldRule> read_folds(ObjectReader& object) {
  std::vector<FoldRule> folds;
  for (const std::string& word : object.strings("fold")) {
    const auto* found = std::find_if(fold_words.begin(), fold_words.end(),
                                     [&word](const FoldWord& one) { return one.word == word; });
    if (found == fold_words.end()) {
      std::vector<std::string> known;
      known.reserve(fold_words.size());
      for (const FoldWord& one : fold_words) known.emplace_back(one.word);
      object.report("fold", fmt::format("unknown fold '{}'{}", text::visible(word),
                                        text::suggestion(word, known)));
    } else {
      folds.push_back(found->rule);
    }
  }
  return folds;
}

void check_recycle(ObjectReader& object, const std::string& recycle) {
  if (recycle == "immediate" || recycle == "never" || recycle == "unknown") return;
  if (recycle.starts_with("hold ") && text::parse_duration(recycle.substr(5))) return;
  object.report("recycle", fmt::format("'{}' found; immediate, never, unknown or a hold such as "
                                       "'hold 90d' is needed",
                                       text::visible(recycle)));
}

// One a line; what stands behind a # is where the list is from, and when.
std::optional<std::vector<std::string>> names_of_file(ObjectReader& object, const std::string& name,
                                                      std::string_view definition_file) {
  const std::filesystem::path folder = std::filesystem::path(definition_file).parent_path();
  const bool is_beside = RE2::FullMatch(name, "([A-Za-z0-9_-]+/)?[A-Za-z0-9_-][A-Za-z0-9._-]*");
  if (!is_beside) {
    object.report("reserved", fmt::format("'{}' is no file below the definition's own folder; one "
                                          "such as reserved/example.txt is needed",
                                          text::visible(name)));
    return std::nullopt;
  }
  const auto text = reading::read_file(folder / name);
  if (!text) {
    object.report("reserved", fmt::format("'{}': {}", name, text.error().front().message));
    return std::nullopt;
  }
  std::vector<std::string> names;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::string_view word = text::trimmed(line.substr(0, line.find('#')));
    if (!word.empty()) names.emplace_back(word);
  }
  return names;
}

// Names that the platform gives to nobody: a list of them, or a file.
void read_reserved(ObjectReader& object, const Json& json, std::string_view definition_file,
                   Grammar& grammar) {
  const Json* written = json.find("reserved");
  std::vector<std::string> names;
  if (written != nullptr && written->is(Json::Kind::string)) {
    object.member("reserved");
    grammar.reserved_file = written->text;
    names = names_of_file(object, written->text, definition_file).value_or(names);
  } else {
    names = object.strings("reserved");
  }
  if (names.empty()) return;
  auto folded = std::make_shared<std::set<std::string, std::less<>>>();
  for (const std::string& name : names) folded->insert(grammar.folded(name));
  grammar.reserved = std::move(folded);
}

}  // namespace

Grammar read_grammar(Document& document, const Json& json, std::string_view definition_file) {
  Grammar grammar;
  ObjectReader object(document, json, "/handle");
  if (auto pattern = read_pattern(object, "pattern", Need::required)) {
    grammar.pattern = std::move(*pattern);
  }
  grammar.forbidden = read_pattern(object, "not", Need::optional);
  grammar.folds = read_folds(object);
  grammar.suffix = object.string("suffix").value_or("");
  grammar.recycle = object.string("recycle").value_or("unknown");
  check_recycle(object, grammar.recycle);
  grammar.signup = read_pattern(object, "signup", Need::optional);
  read_reserved(object, json, definition_file, grammar);
  object.finish();
  return grammar;
}

}  // namespace platforms
