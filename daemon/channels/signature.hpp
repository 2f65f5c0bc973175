// Signatures as Standard Webhooks 1.0.0 has them (standardwebhooks.com): HMAC-SHA256 over
// "id.timestamp.body", so that a receiver knows that a message is ours, unchanged and recent. With
// several keys there are several signatures: a receiver may change its key without losing any.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "model/problem.hpp"

namespace channels {

// Has no stream operator: it must not get into a log.
struct SigningKey {
  std::string bytes;
};

// "whsec_" and base64 of 24 to 64 bytes; the prefix may be missing. Refused with a sentence that
// does not quote it.
model::Result<SigningKey> parse_signing_key(std::string_view written);

// "v1,<base64>", for each key, with blanks between. `seconds`: Unix time of the attempt. Neither id
// nor seconds may hold a '.'.
std::string signatures(std::span<const SigningKey> keys, std::string_view id, std::int64_t seconds,
                       std::string_view body);

}  // namespace channels
