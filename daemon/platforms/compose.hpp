// From handles to the HTTP request that asks for them.
#pragma once

#include <span>
#include <string>

#include "net/message.hpp"
#include "platforms/definition.hpp"

namespace platforms {

// What a road needs besides the handles.
struct RequestContext {
  std::string server;                                           // base URL; empty for one service
  std::function<std::string(std::string_view key)> credential;  // empty: none
  std::string token;
};

// Canonical handles, at most ask.max of them. Header User-Agent is the fetcher's business.
net::Request compose(const Definition& definition, const Ask& ask, const RequestContext& road,
                     std::span<const std::string> handles);

// The values that placeholders of rules and paths take for one handle.
Values values_for(const Definition& definition, const RequestContext& road,
                  const std::string& handle, std::size_t n);

// The page for people.
std::string profile_page(const Definition& definition, const std::string& server,
                         const std::string& handle);

}  // namespace platforms
