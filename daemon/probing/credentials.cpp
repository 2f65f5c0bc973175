#include "probing/credentials.hpp"

#include "reading/json.hpp"
#include "reading/secret.hpp"

namespace probing {

Credentials system_credentials() {
  return [](std::string_view name, std::string_view key) -> std::optional<std::string> {
    const auto secret = reading::credential(name);
    if (!secret) return std::nullopt;
    if (key.empty()) return secret->reveal();
    const auto json = reading::parse_json(secret->reveal(), reading::our_files);
    const reading::Json* member = json ? json->find(key) : nullptr;
    if (member == nullptr) return std::nullopt;
    return member->text;
  };
}

}  // namespace probing
