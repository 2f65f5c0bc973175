// Pointers of the definition language: RFC 6901, and a token `key=value` on a list picks the
// element whose member `key` equals `value`. Tokens may hold {handle} and {n}. What names the
// handle is compared as the platform compares names, and with strings alone.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platforms/stencil.hpp"
#include "reading/json.hpp"

namespace platforms {

struct PathToken {
  Stencil key;                   // member name, index, or the key of key=value
  std::optional<Stencil> value;  // of key=value
};

struct JsonPath {
  std::string written;
  std::vector<PathToken> tokens;
};

// Nothing when it is neither empty nor begins with '/', has an unknown placeholder or
// a ~ that is neither ~0 nor ~1.
std::optional<JsonPath> parse_path(std::string_view written);

// Makes two names comparable; see Grammar::folded.
using Fold = std::function<std::string(std::string_view)>;

// The part the path leads to, or null. `fold` is used for what names the handle.
const reading::Json* walk(const reading::Json& from, const JsonPath& path, const Values& values,
                          const Fold& fold);

// The text of a string, number or boolean; nothing for the rest.
std::optional<std::string> scalar_text(const reading::Json& json);

// The text of an account's id: 2, 2.0, 2e0 and "2" are one, of however many digits; nothing for
// what is neither a string nor a number.
std::optional<std::string> id_text(const reading::Json& json);

}  // namespace platforms
