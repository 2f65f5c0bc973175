#include "net/proxy.hpp"

#include <charconv>
#include <cstdlib>
#include <initializer_list>
#include <string_view>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
namespace net {
namespace {

namespace ip = boost::asio::ip;

std::string first_of(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : int{c}; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool covers_name(std::string_view token, std::string_view host) {
  if (token.ends_with('.')) token.remove_suffix(1);
  if (token.starts_with('.')) token.remove_prefix(1);
  if (host.ends_with('.')) host.remove_suffix(1);
  if (token.empty() || token.size() > host.size()) return false;
  const std::size_t front = host.size() - token.size();
  return same_letters(host.substr(front), token) && (front == 0 || host[front - 1] == '.');
}

bool covers_address(std::string_view token, const ip::address& host) {
  const std::size_t slash = token.find('/');
  boost::system::error_code error;
  const auto network = ip::make_address(std::string(token.substr(0, slash)), error);
  if (error || network.is_v4() != host.is_v4()) return false;
  if (slash == std::string_view::npos) return network == host;
  const std::string_view digits = token.substr(slash + 1);
  unsigned short bits = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return false;
  if (bits > (host.is_v4() ? 32 : 128)) return false;
  if (host.is_v4()) {
    return ip::network_v4(network.to_v4(), bits).canonical() ==
           ip::network_v4(host.to_v4(), bits).canonical();
  }
  return ip::network_v6(network.to_v6(), bits).canonical() ==
         ip::network_v6(host.to_v6(), bits).canonical();
}

}  // namespace

Proxies read_proxies(const std::string& configured) {
  Proxies proxies;
  proxies.except = first_of({"no_proxy", "NO_PROXY"});
  if (!configured.empty()) {
    proxies.http = configured;
    proxies.https = configured;
    return proxies;
  }
  proxies.http = first_of({"http_proxy", "all_proxy", "ALL_PROXY"});
  proxies.https = first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  return proxies;
}

std::string proxy_for(const Proxies& proxies, const Url& url) {
  const std::string& proxy = url.scheme == "https" ? proxies.https : proxies.http;
  if (proxy.empty() || is_excepted(proxies.except, url.host)) return {};
  return proxy;
}

bool is_excepted(const std::string& list, const std::string& host) {
  if (list == "*") return true;
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  boost::system::error_code error;
  const auto address = ip::make_address(bracketed ? host.substr(1, host.size() - 2) : host, error);
  const bool is_address = !error;

  constexpr std::string_view separators = ", \t";
  std::size_t at = 0;
  while ((at = list.find_first_not_of(separators, at)) != std::string::npos) {
    const std::size_t end = std::min(list.find_first_of(separators, at), list.size());
    const std::string_view token = std::string_view(list).substr(at, end - at);
    if (is_address ? covers_address(token, address) : covers_name(token, host)) return true;
    at = end;
  }
  return false;
}

}  // namespace net
