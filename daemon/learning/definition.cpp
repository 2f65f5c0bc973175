#include "learning/definition.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "platforms/loader.hpp"

namespace learning {
namespace {

using reading::Json;

constexpr std::size_t usual_length = 40;

bool is_usual(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

// The characters of the names, each once, that are none of the usual ones.
std::set<std::string> unusual(const std::vector<std::string>& names) {
  std::set<std::string> characters;
  for (const std::string& name : names) {
    for (std::size_t at = 0; at < name.size();) {
      std::size_t end = at + 1;
      while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) ++end;
      const std::string character = name.substr(at, end - at);
      if (character.size() > 1 || !is_usual(character[0])) characters.insert(character);
      at = end;
    }
  }
  return characters;
}

}  // namespace

bool stands_in_host(const Lesson& lesson) {
  platforms::Stencil stencil;
  if (platforms::cut(lesson.url, stencil)) return false;
  return std::any_of(stencil.pieces.begin(), stencil.pieces.end(),
                     [](const platforms::Piece& piece) { return piece.in_host && piece.slot; });
}

std::string grammar_for(const Lesson& lesson) {
  if (stands_in_host(lesson)) return "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  std::string more;
  std::string first;
  for (const std::string& character : unusual(lesson.claimed)) {
    const std::string escaped = character.size() == 1 ? "\\" + character : character;
    const bool begins = std::any_of(lesson.claimed.begin(), lesson.claimed.end(),
                                    [&](const auto& name) { return name.starts_with(character); });
    more += escaped;
    if (begins) first += escaped;
  }
  std::size_t length = usual_length;
  for (const std::string& name : lesson.claimed) length = std::max(length, name.size());
  const bool dash = std::any_of(lesson.claimed.begin(), lesson.claimed.end(),
                                [](const auto& name) { return name.starts_with("-"); });
  const std::string letters = lesson.fold_case ? "a-z" : "A-Za-z";
  return fmt::format("[{0}0-9_{1}{2}][{0}0-9_{3}-]{{0,{4}}}", letters, first, dash ? "-" : "", more,
                     length - 1);
}

model::Result<platforms::Definition> definition_for(const Lesson& lesson, const Json& rules,
                                                    const Json& profile) {
  Json handle = Json::object();
  handle.add("pattern", Json::string(grammar_for(lesson)));
  if (lesson.fold_case || stands_in_host(lesson)) {
    Json folds = Json::array();
    folds.add(Json::string("case"));
    handle.add("fold", std::move(folds));
  }
  Json claimed = Json::array();
  for (const std::string& name : lesson.claimed) claimed.add(Json::string(name));
  Json controls = Json::object();
  controls.add("claimed", std::move(claimed));
  Json ask = Json::object();
  ask.add("name", Json::string("profile"));
  ask.add("get", Json::string(lesson.url));
  if (lesson.redirects > 0) ask.add("redirects", Json::number(lesson.redirects));
  ask.add("rules", rules);
  if (profile.is(Json::Kind::object) && !profile.items.empty()) ask.add("profile", profile);
  Json asks = Json::array();
  asks.add(std::move(ask));
  Json json = Json::object();
  json.add("id", Json::string(lesson.id));
  json.add("name", Json::string(lesson.name));
  json.add("profile_url", Json::string(lesson.url));
  json.add("handle", std::move(handle));
  json.add("rate", Json::string("30/1m"));
  json.add("controls", std::move(controls));
  json.add("ask", std::move(asks));
  json.add("evidence", Json::string("reported"));
  json.add("verified", Json::null());
  json.add("source", Json::string(lesson.source));
  return platforms::load_definition(reading::to_text(json), "", lesson.id);
}

model::Result<platforms::Definition> blank_definition(const Lesson& lesson) {
  Json rule = Json::object();
  rule.add("status", Json::number(200));
  rule.add("then", Json::string("claimed"));
  Json rules = Json::array();
  rules.add(std::move(rule));
  return definition_for(lesson, rules, Json::null());
}

}  // namespace learning
