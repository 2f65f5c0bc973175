// A URL as libcurl itself will understand it: taken apart by libcurl's own parser, so that what we
// judge is what is connected to.
#pragma once

#include <optional>
#include <string>

namespace net {

struct Url {
  std::string scheme;  // lower case
  std::string host;    // lower case; IPv4 in four decimal parts, IPv6 in brackets, IDN as xn--
  std::string
      port;  // decimal, the scheme's own where none was written; empty for an unknown scheme
};

std::optional<Url> parse_url(const std::string& text);

// As parse_url, where `host:port` alone will do as well: the way proxies are written.
std::optional<Url> parse_proxy(const std::string& text);

// What a Location header on `base` points at, or empty when it is no URL.
std::string absolute_url(const std::string& base, const std::string& location);

// Same scheme, host and port: what belongs to one may be shown to the other.
bool same_origin(const Url& a, const Url& b);

}  // namespace net
