#include "platforms/json_path.hpp"

#include <charconv>

#include "reading/number.hpp"

namespace platforms {
namespace {

using reading::Json;

// ~1 and ~0 of RFC 6901; any other ~ is a mistake.
std::optional<std::string> unescaped(std::string_view token) {
  std::string plain;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      plain += token[i];
      continue;
    }
    const std::string_view pair = token.substr(i++, 2);
    if (pair != "~1" && pair != "~0") return std::nullopt;
    plain += pair == "~1" ? '/' : '~';
  }
  return plain;
}

// False for a wrong escape or an unknown placeholder.
bool cut_token(std::string_view written, Stencil& stencil) {
  const auto plain = unescaped(written);
  return plain && !cut(*plain, stencil);
}

bool names_handle(const Stencil& stencil) {
  return stencil.has(Slot::handle) || stencil.has(Slot::name);
}

// Shorter ones are gone through again: to make an index of them costs more.
constexpr std::size_t worth_an_index = 16;

template <class Index>
const Json* found_in(const Index& index, const std::string& key) {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : found->second;
}

}  // namespace

std::optional<JsonPath> parse_path(std::string_view written) {
  JsonPath path;
  path.written = written;
  if (written.empty()) return path;
  if (written.front() != '/') return std::nullopt;
  std::size_t at = 1;
  while (at <= written.size()) {
    const std::size_t end = std::min(written.find('/', at), written.size());
    const std::string_view raw = written.substr(at, end - at);
    const std::size_t equals = raw.find('=');
    PathToken token;
    if (!cut_token(raw.substr(0, equals), token.key)) return std::nullopt;
    if (equals != std::string_view::npos) {
      token.value.emplace();
      if (!cut_token(raw.substr(equals + 1), *token.value)) return std::nullopt;
    }
    path.tokens.push_back(std::move(token));
    at = end + 1;
  }
  return path;
}

const JsonWalker::Index& JsonWalker::elements(const Json& list, const std::string& key,
                                              bool folded) const {
  const auto [known, is_new] = indexes_.try_emplace({&list, key, folded});
  Index& index = known->second;
  if (!is_new) return index;
  // The first of several counts.
  for (const Json& item : list.items) {
    const Json* member = item.find(key);
    if (member == nullptr) continue;
    // A name is a string: true and 12 are nobody's handle.
    if (folded && member->is(Json::Kind::string)) index.try_emplace(fold_(member->text), &item);
    if (folded) continue;
    if (auto text = scalar_text(*member)) index.try_emplace(std::move(*text), &item);
    if (auto id = id_text(*member)) index.try_emplace(std::move(*id), &item);
  }
  return index;
}

const JsonWalker::Index& JsonWalker::members(const Json& object, bool folded) const {
  const auto [known, is_new] = indexes_.try_emplace({&object, "", folded});
  Index& index = known->second;
  if (!is_new) return index;
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    const std::string& key = object.keys[i];
    index.try_emplace(folded ? fold_(key) : key, &object.items[i]);
  }
  return index;
}

const Json* JsonWalker::element_where(const Json& list, const PathToken& token,
                                      const Values& values) const {
  const std::string key = fill(token.key, values, Encoding::none);
  std::string wanted = fill(*token.value, values, Encoding::none);
  const bool folded = names_handle(*token.value);
  if (folded) wanted = fold_(wanted);
  if (list.items.size() > worth_an_index) return found_in(elements(list, key, folded), wanted);
  for (const Json& item : list.items) {
    const Json* member = item.find(key);
    if (member == nullptr) continue;
    const bool is_it = folded ? member->is(Json::Kind::string) && fold_(member->text) == wanted
                              : scalar_text(*member) == wanted || id_text(*member) == wanted;
    if (is_it) return &item;
  }
  return nullptr;
}

// A member that is called after the handle is called so in the platform's own spelling.
const Json* JsonWalker::member_called(const Json& object, const PathToken& token,
                                      const Values& values) const {
  std::string key = fill(token.key, values, Encoding::none);
  if (token.value) key += '=' + fill(*token.value, values, Encoding::none);
  const bool is_long = object.keys.size() > worth_an_index;
  const Json* exact = is_long ? found_in(members(object, false), key) : object.find(key);
  if (exact != nullptr || !(names_handle(token.key) || (token.value && names_handle(*token.value))))
    return exact;
  const std::string folded = fold_(key);
  if (is_long) return found_in(members(object, true), folded);
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    if (fold_(object.keys[i]) == folded) return &object.items[i];
  }
  return nullptr;
}

const Json* JsonWalker::step(const Json& from, const PathToken& token, const Values& values) const {
  if (from.is(Json::Kind::array)) {
    if (token.value) return element_where(from, token, values);
    const std::string digits = fill(token.key, values, Encoding::none);
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size();
    return whole && index < from.items.size() ? &from.items[index] : nullptr;
  }
  return from.is(Json::Kind::object) ? member_called(from, token, values) : nullptr;
}

const Json* JsonWalker::walk(const Json& from, const JsonPath& path, const Values& values) const {
  const Json* at = &from;
  for (const PathToken& token : path.tokens) {
    at = step(*at, token, values);
    if (at == nullptr) return nullptr;
  }
  return at;
}

const Json* walk(const Json& from, const JsonPath& path, const Values& values, const Fold& fold) {
  return JsonWalker(fold).walk(from, path, values);
}

std::optional<std::string> scalar_text(const Json& json) {
  switch (json.kind) {
    case Json::Kind::string:
    case Json::Kind::number: return json.text;
    case Json::Kind::boolean: return json.truth ? "true" : "false";
    default: return std::nullopt;
  }
}

std::optional<std::string> id_text(const Json& json) {
  if (json.is(Json::Kind::string)) return json.text;
  if (json.is(Json::Kind::number)) return reading::canonical_number(json.text);
  return std::nullopt;
}

}  // namespace platforms
