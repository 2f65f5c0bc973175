#include "channels/signature.hpp"

#include <cassert>

#include <fmt/format.h>

#include "channels/digest.hpp"

namespace channels {

model::Result<SigningKey> parse_signing_key(std::string_view written) {
  constexpr std::string_view prefix = "whsec_";
  constexpr std::size_t least = 24;  // bytes; both by the specification
  constexpr std::size_t most = 64;
  const auto refused = [](std::string message) {
    return model::refused({"", 0, 0, "", std::move(message)});
  };
  if (written.starts_with("whsk_") || written.starts_with("whpk_")) {
    return refused("is an asymmetric key; a symmetric one is needed ('whsec_' and base64)");
  }
  if (written.starts_with(prefix)) written.remove_prefix(prefix.size());
  auto bytes = from_base64(written);
  if (!bytes) return refused("is no signing secret: 'whsec_' and base64 are needed");
  if (bytes->size() < least || bytes->size() > most) {
    return refused(fmt::format("is a signing secret of {} bytes; {} to {} are allowed",
                               bytes->size(), least, most));
  }
  return SigningKey{std::move(*bytes)};
}

std::string signatures(std::span<const SigningKey> keys, std::string_view id, std::int64_t seconds,
                       std::string_view body) {
  assert(id.find('.') == std::string_view::npos);
  const std::string content = fmt::format("{}.{}.{}", id, seconds, body);
  std::string all;
  for (const SigningKey& key : keys) {
    if (!all.empty()) all += ' ';
    all += "v1," + base64(hmac_sha256(key.bytes, content));
  }
  return all;
}

}  // namespace channels
