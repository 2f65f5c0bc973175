#include "platforms/json_path.hpp"

#include <charconv>

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

const Json* element_where(const Json& list, const PathToken& token, const Values& values,
                          const Fold& fold) {
  const std::string key = fill(token.key, values, Encoding::none);
  const std::string wanted = fill(*token.value, values, Encoding::none);
  const bool folded = token.value->has_slots();
  const std::string wanted_folded = folded ? fold(wanted) : wanted;
  for (const Json& item : list.items) {
    const Json* member = item.find(key);
    if (member == nullptr) continue;
    const auto text = scalar_text(*member);
    if (text && (folded ? fold(*text) : *text) == wanted_folded) return &item;
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
  if (!from.is(Json::Kind::object)) return nullptr;
  std::string key = fill(token.key, values, Encoding::none);
  if (token.value) key += '=' + fill(*token.value, values, Encoding::none);
  return from.find(key);
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

}  // namespace platforms
