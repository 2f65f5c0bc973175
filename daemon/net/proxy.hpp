// Which proxy a request takes. Decided here by curl's rules and then told to libcurl, because the
// address guard has to know whether a socket leads to the target or to the proxy, and libcurl does
// not say. Pure but for the one reading of the environment.
#pragma once

#include <string>

#include "net/url.hpp"

namespace net {

struct Proxies {
  std::string http;    // for http URLs; empty: none
  std::string https;   // for https URLs
  std::string except;  // NO_PROXY: hosts that are reached directly
};

// `configured` stands for both; else http_proxy (lower case only: a CGI server sets HTTP_PROXY from
// a stranger's header), https_proxy, HTTPS_PROXY, and for either all_proxy, ALL_PROXY.
Proxies read_proxies(const std::string& configured);

// The proxy for this URL, or empty.
std::string proxy_for(const Proxies& proxies, const Url& url);

// Does a NO_PROXY list name this host? `*` is every host; a name covers its subdomains; an address
// may have a prefix length.
bool is_excepted(const std::string& list, const std::string& host);

}  // namespace net
