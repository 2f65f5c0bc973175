// Pointers of the definition language: RFC 6901, and a token `key=value` on a list picks the
// element whose member `key` equals `value`. Tokens may hold {handle} and {n}. What names the
// handle is compared as the platform compares names, and with strings alone.
#pragma once

#include <compare>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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

// The same, for many handles in one answer: a long list is gone through once for each key that
// picks from it, and not once for each handle. The answer must outlive it.
class JsonWalker {
 public:
  explicit JsonWalker(Fold fold) : fold_(std::move(fold)) {}

  const reading::Json* walk(const reading::Json& from, const JsonPath& path,
                            const Values& values) const;
  const Fold& fold() const { return fold_; }

 private:
  using Index = std::unordered_map<std::string, const reading::Json*>;
  struct Place {
    const reading::Json* whole;  // a list, or an object
    std::string key;             // of the members that are compared; of an object empty
    bool folded;
    auto operator<=>(const Place& other) const = default;
  };
  const reading::Json* step(const reading::Json& from, const PathToken& token,
                            const Values& values) const;
  const reading::Json* element_where(const reading::Json& list, const PathToken& token,
                                     const Values& values) const;
  const reading::Json* member_called(const reading::Json& object, const PathToken& token,
                                     const Values& values) const;
  const Index& elements(const reading::Json& list, const std::string& key, bool folded) const;
  const Index& members(const reading::Json& object, bool folded) const;

  Fold fold_;
  mutable std::map<Place, Index> indexes_;
};

// The text of a string, number or boolean; nothing for the rest.
std::optional<std::string> scalar_text(const reading::Json& json);

// The text of an account's id: 2, 2.0, 2e0 and "2" are one, of however many digits; nothing for
// what is neither a string nor a number.
std::optional<std::string> id_text(const reading::Json& json);

}  // namespace platforms
