// What a probe may have to ask before its first question: where the server keeps its API, and a
// token for a road. Requests and the reading of their answers; the probe carries them. Pure.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "net/message.hpp"
#include "platforms/compose.hpp"
#include "probing/tokens.hpp"

namespace probing {

// What was to be found, or why nothing can be asked without it.
using Found = tl::expected<std::string, model::Reason>;

net::Request discovery_request(const platforms::ServerRule& rule, const std::string& server);

// The base URL to use: 404 means that the server keeps its API nowhere else, so `server` stands.
Found server_found(const platforms::ServerRule& rule, const std::string& server,
                   const net::Reply& reply);

// OAuth 2 client credentials, RFC 6749 section 4.4. The ask has a token rule.
net::Request token_request(const platforms::Definition& definition, const platforms::Ask& ask,
                           const platforms::RequestContext& road);

// A refused credential is `blocked`.
tl::expected<Token, model::Reason> token_found(const net::Reply& reply);

}  // namespace probing
