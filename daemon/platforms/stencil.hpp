// A stencil is text of a definition with placeholders: "{server}/users/{handle}". It is cut once at
// load; filling it encodes each value for the place where it stands, so that a name can never break
// out of a URL, a form, a JSON string or a regular expression.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace platforms {

enum class Slot { handle, name, handles, n, server, origin, host, credential, token };

constexpr std::array<std::string_view, 9> slot_names = {
    "handle", "name", "handles", "n", "server", "origin", "host", "credential", "token"};

struct Piece {
  std::string text;  // literal text when there is no slot
  std::optional<Slot> slot;
  std::string key;       // of {credential.KEY}
  bool in_host = false;  // of a URL: stands between "://" and the path
};

struct Stencil {
  std::string written;
  std::vector<Piece> pieces;

  bool has(Slot slot) const;
  bool has_slots() const;
};

// A brace pair around a lower-case word is a placeholder and must be known; other braces are text.
// Gives the offending word when it is not.
struct StencilError {
  std::string word;
  std::size_t at = 0;
};
std::optional<StencilError> cut(std::string_view written, Stencil& stencil);
// Of pieces that were put together otherwise: which of them stand in the host of the URL.
void mark_hosts(Stencil& url);

// `regex_caseless`: a regular expression for the text in whatever letter case, but for letters
// beyond ASCII that RE2 would take for ASCII ones (the Kelvin sign for a k).
enum class Encoding { none, url, json_string, regex, regex_caseless };

// Percent-encodes everything but the unreserved characters of RFC 3986.
std::string percent_encoded(std::string_view raw);
// The other way; a % that begins no escape stays.
std::string percent_decoded(std::string_view escaped);

std::string encoded(std::string_view raw, Encoding encoding);

// What fills the slots. `handle` and `n` belong to one handle, `handles` to a batch.
struct Values {
  std::string handle;
  std::string name;     // the handle without the platform's suffix
  std::string handles;  // already encoded, piece by piece
  std::size_t n = 0;
  std::string server;  // base URL without a slash at the end
  std::function<std::string(std::string_view key)> credential;
  std::string token;
};

std::string fill(const Stencil& stencil, const Values& values, Encoding encoding);

// "https://a.example:8443/x" -> "https://a.example:8443" and "a.example:8443".
std::string origin_of(std::string_view url);
std::string host_of(std::string_view url);

}  // namespace platforms
