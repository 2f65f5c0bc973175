#include "reading/secret.hpp"

#include <cstdlib>
#include <stdexcept>

#include <sys/stat.h>

#include <fmt/format.h>

#include "reading/file.hpp"
#include "text/visible.hpp"

namespace reading {
namespace {

constexpr std::size_t largest_secret = std::size_t{1} << 20;

using Found = tl::expected<Secret, std::string>;

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// Somebody may have put the secret itself where its name or its file belongs: an address, a token.
bool may_be_a_secret(std::string_view name) {
  constexpr std::size_t longest_name = 32;
  const bool is_token = name.size() > longest_name && name.find('/') == std::string_view::npos;
  return is_token || name.find("://") != std::string_view::npos || name.starts_with("whsec_");
}

constexpr const char* not_repeated =
    "it is not repeated here, for it looks like the secret itself: a secret stands in a place of "
    "its own, and only the name of that place in this file";

Found read_private_file(const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path path = folder / name;
  struct stat facts {};
  constexpr mode_t others = 077;
  if (::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) &&
      (facts.st_mode & others) != 0) {
    return tl::unexpected(fmt::format("others may read or write {} (mode {:04o}): chmod 600 it",
                                      text::visible(path.string()), facts.st_mode & 07777));
  }
  auto text = read_file(path, largest_secret);
  if (!text && may_be_a_secret(name)) {
    return tl::unexpected(fmt::format("what is named cannot be read; {}", not_repeated));
  }
  if (!text) return tl::unexpected(to_string(text.error().front()));
  Secret secret(without_line_end(std::move(*text)));
  if (secret.empty()) {
    return tl::unexpected(fmt::format("{} is empty", text::visible(path.string())));
  }
  return secret;
}

// How a complaint names a secret, and not its text.
std::string described(const Json& json) {
  if (const Json* name = json.find("credential")) {
    return fmt::format("the credential '{}'", text::visible(name->text));
  }
  return fmt::format("the text of {}", text::visible(string_at(json, "file")));
}

void check_secret(const Shape& shape, const Json& json, const std::filesystem::path& folder,
                  Document& document, const std::string& path) {
  if (!json.is(Json::Kind::object) || json.items.size() != 1) return;
  const std::string& key = json.keys.front();
  if (!json.items.front().is(Json::Kind::string)) return;  // a number has a text, too
  const std::string& name = json.items.front().text;
  const bool named = (key == "credential" && identifier().admits(name)) ||
                     (key == "file" && reading::path().admits(name));
  if (!named) return;
  const auto secret = read_secret(json, folder);
  if (!secret) return document.report(json, path, secret.error());
  if (shape.form.admits == nullptr || shape.form.admits(secret->reveal())) return;
  document.report(json, path,
                  fmt::format("{} is not right: {} is needed", described(json), shape.form.name));
}

}  // namespace

std::string secret_variable(std::string_view name) {
  std::string variable = "HANDLEWATCH_SECRET_";
  for (const char c : name) {
    const bool lower = c >= 'a' && c <= 'z';
    variable += lower ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '_' : c;
  }
  return variable;
}

std::optional<Secret> credential(std::string_view name) {
  if (name.empty() || name.find('/') != std::string_view::npos) return std::nullopt;
  if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY")) {
    auto text = read_file(std::filesystem::path(folder) / name, largest_secret);
    if (text) {
      Secret secret(without_line_end(std::move(*text)));
      if (secret.empty()) return std::nullopt;
      return secret;
    }
  }
  const char* value = std::getenv(secret_variable(name).c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return Secret(value);
}

std::string missing_credential(std::string_view name) {
  if (may_be_a_secret(name)) {
    return fmt::format("the credential that is named is missing; {}", not_repeated);
  }
  return fmt::format(
      "the credential '{}' is missing: neither $CREDENTIALS_DIRECTORY/{} nor ${} "
      "gives it",
      text::visible(name), text::visible(name), text::visible(secret_variable(name)));
}

Found read_secret(const Json& json, const std::filesystem::path& folder) {
  if (json.is(Json::Kind::string)) return Secret(json.text);
  if (const Json* name = json.find("credential")) {
    auto secret = credential(name->text);
    if (!secret) return tl::unexpected(missing_credential(name->text));
    return std::move(*secret);
  }
  return read_private_file(folder, string_at(json, "file"));
}

void check_secrets(const Shape& shape, const Json& json, const std::filesystem::path& folder,
                   Document& document, const std::string& path) {
  switch (shape.kind) {
    case Shape::Kind::secret: return check_secret(shape, json, folder, document, path);
    case Shape::Kind::list:
      if (!json.is(Json::Kind::array)) return;
      for (std::size_t i = 0; i < json.items.size(); ++i) {
        check_secrets(shape.parts.front(), json.items[i], folder, document, pointer(path, i));
      }
      return;
    case Shape::Kind::map:
      for (std::size_t i = 0; i < json.keys.size(); ++i) {
        check_secrets(shape.parts.front(), json.items[i], folder, document,
                      pointer(path, json.keys[i]));
      }
      return;
    case Shape::Kind::either:
    case Shape::Kind::variant:
      if (const Shape* part = part_for(shape, json)) {
        check_secrets(*part, json, folder, document, path);
      }
      return;
    case Shape::Kind::object:
      for (const Field& field : shape.fields) {
        const Json* member = json.find(field.key);
        if (member == nullptr) continue;
        check_secrets(field.shape, *member, folder, document, pointer(path, field.key));
      }
      return;
    default: return;
  }
}

Secret secret_at(const Json& object, std::string_view key, const std::filesystem::path& folder) {
  const Json* json = object.find(key);
  if (json == nullptr) return {};
  auto secret = read_secret(*json, folder);
  if (!secret) throw std::runtime_error(secret.error());
  return std::move(*secret);
}

}  // namespace reading
