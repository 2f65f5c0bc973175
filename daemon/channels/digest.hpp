// The three things of OpenSSL that alerts need: HMAC and SHA-256, and base64 beside them. Only
// this file pair includes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace channels {

std::string hmac_sha256(std::string_view key, std::string_view text);  // 32 bytes

// Lower-case hexadecimal.
std::string sha256_hex(std::string_view text);

std::string base64(std::string_view bytes);

// Strict: padded, no blanks, nothing behind the padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace channels
