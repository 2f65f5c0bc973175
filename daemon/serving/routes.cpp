#include "serving/routes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text/nearest.hpp"
#include "text/visible.hpp"

namespace serving {

namespace {

// Takes what stands before the next '/' off a path that begins with one.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

struct Key {
  std::string name;
  bool is_flag = false;
};

std::vector<Key> keys_of(std::string_view takes) {
  std::vector<Key> keys;
  while (!takes.empty()) {
    const std::string_view word = takes.substr(0, takes.find(' '));
    takes.remove_prefix(std::min(word.size() + 1, takes.size()));
    const bool is_flag = word.ends_with('?');
    keys.push_back({std::string(word.substr(0, word.size() - (is_flag ? 1 : 0))), is_flag});
  }
  return keys;
}

// `kind`: what the other end calls it, a parameter or a key.
Response unknown(std::string_view kind, std::string_view name, const std::vector<Key>& known) {
  std::vector<std::string> names;
  for (const Key& key : known) names.push_back(key.name);
  const std::string hint =
      names.empty() ? std::string(": none is taken here") : text::suggestion(name, names);
  return refusal(400, fmt::format("unknown {} '{}'{}", kind, text::visible(name), hint));
}

const Key* find(const std::vector<Key>& keys, std::string_view name) {
  for (const Key& key : keys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

}  // namespace

std::optional<Given> given_by(std::string_view route, std::string_view path) {
  Given given;
  while (route.starts_with('/') && path.starts_with('/')) {
    const std::string_view wanted = next_segment(route);
    const std::string_view segment = next_segment(path);
    if (wanted.starts_with('{')) {
      if (segment.empty()) return std::nullopt;
      given.emplace_back(segment);
    } else if (wanted != segment) {
      return std::nullopt;
    }
  }
  return route.empty() && path.empty() ? std::optional(std::move(given)) : std::nullopt;
}

std::optional<Response> wrong_keys(const Request& request, std::string_view takes) {
  const std::vector<Key> keys = keys_of(takes);
  const bool in_query = request.method == "GET";
  for (const auto& [name, value] : request.query) {
    if (!in_query || find(keys, name) == nullptr) {
      return unknown("parameter", name, in_query ? keys : std::vector<Key>());
    }
  }
  const reading::Json& body = request.body;
  for (std::size_t i = 0; i < body.keys.size(); ++i) {
    const Key* key = in_query ? nullptr : find(keys, body.keys[i]);
    if (key == nullptr) return unknown("key", body.keys[i], in_query ? std::vector<Key>() : keys);
    // A number or null would pass for a key that was left out.
    const auto kind = key->is_flag ? reading::Json::Kind::boolean : reading::Json::Kind::string;
    if (body.items[i].is(kind)) continue;
    const std::string_view wanted = key->is_flag ? "true or false" : "a text";
    return refusal(400, fmt::format("'{}' is to be {}", key->name, wanted));
  }
  return std::nullopt;
}

Response no_such_path(const Request& request) {
  return refusal(404, fmt::format("nothing is answered at {}", text::visible(request.path)));
}

Response no_such_method(const Request& request, std::string allowed) {
  Response reply =
      refusal(405, fmt::format("{} is answered to {}, not to {}", text::visible(request.path),
                               allowed, text::visible(request.method)));
  reply.allow = std::move(allowed);
  return reply;
}

}  // namespace serving
