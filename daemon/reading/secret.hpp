// Secrets: where they come from, and a type that nobody prints by mistake.
//
// {"credential": "name"} is $CREDENTIALS_DIRECTORY/name (systemd), else the environment's
// HANDLEWATCH_SECRET_NAME. {"file": "path"} is a file that nobody but its owner may read. Line ends
// behind a secret are no part of it. No message ever repeats one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "reading/shape.hpp"

namespace reading {

// There is no stream operator, and none for fmt: reveal() is for the one line that needs the text.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string text_;
};

// The environment variable of a secret: HANDLEWATCH_SECRET_X_BEARER for x-bearer.
std::string secret_variable(std::string_view name);

// A secret by name, or nothing when it is in neither place or empty; and then the sentence.
std::optional<Secret> credential(std::string_view name);
std::string missing_credential(std::string_view name);

// The secret that a value names (its shape is Shape::secret or string_or_secret), or the reason in
// words. A relative path starts at `folder`.
tl::expected<Secret, std::string> read_secret(const Json& json,
                                              const std::filesystem::path& folder);

// Reports every secret of `json` that cannot be had or whose text is not of its shape's form.
// Passes over what is not of its shape: that is check()'s business.
void check_secrets(const Shape& shape, const Json& json, const std::filesystem::path& folder,
                   Document& document, const std::string& path = "");

// Of a value that check_secrets() passed; a secret that has gone since is an exception.
Secret secret_at(const Json& object, std::string_view key, const std::filesystem::path& folder);

}  // namespace reading
