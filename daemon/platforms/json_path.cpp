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

const Json* element_where(const Json& list, const PathToken& token, const Values& values,
                          const Fold& fold) {
  const std::string key = fill(token.key, values, Encoding::none);
  const std::string wanted = fill(*token.value, values, Encoding::none);
  const bool handle = names_handle(*token.value);
  const std::string wanted_folded = handle ? fold(wanted) : "";
  const auto is_wanted = [&](const Json& value) {
    // A name is a string: true and 12 are nobody's handle.
    if (handle) return value.is(Json::Kind::string) && fold(value.text) == wanted_folded;
    return scalar_text(value) == wanted || id_text(value) == wanted;
  };
  for (const Json& item : list.items) {
    const Json* member = item.find(key);
    if (member != nullptr && is_wanted(*member)) return &item;
  }
  return nullptr;
}

// A member that is called after the handle is called so in the platform's own spelling.
const Json* member_called(const Json& object, const PathToken& token, const Values& values,
                          const Fold& fold) {
  std::string key = fill(token.key, values, Encoding::none);
  if (token.value) key += '=' + fill(*token.value, values, Encoding::none);
  const Json* exact = object.find(key);
  if (exact != nullptr || !(names_handle(token.key) || (token.value && names_handle(*token.value))))
    return exact;
  const std::string folded = fold(key);
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    if (fold(object.keys[i]) == folded) return &object.items[i];
  }
  return nullptr;
}

const Json* step(const Json& from, const PathToken& token, const Values& values, const Fold& fold) {
  if (from.is(Json::Kind::array)) {
    if (token.value) return element_where(from, token, values, fold);
    const std::string digits = fill(token.key, values, Encoding::none);
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size();
    return whole && index < from.items.size() ? &from.items[index] : nullptr;
  }
  return from.is(Json::Kind::object) ? member_called(from, token, values, fold) : nullptr;
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

const Json* walk(const Json& from, const JsonPath& path, const Values& values, const Fold& fold) {
  const Json* at = &from;
  for (const PathToken& token : path.tokens) {
    at = step(*at, token, values, fold);
    if (at == nullptr) return nullptr;
  }
  return at;
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
