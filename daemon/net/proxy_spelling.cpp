#include "net/proxy_spelling.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "net/url.hpp"
#include "text/case.hpp"

namespace net {
namespace {

// A proxy's URL in its parts, right or wrong. Not by libcurl, which says only that it is wrong.
struct Written {
  std::string scheme;
  std::string_view authority;
  std::string_view rest;  // from the first / ? #
};

Written taken_apart(std::string_view proxy) {
  Written written{"http", proxy, {}};
  const std::size_t scheme = proxy.find("://");
  if (scheme != std::string_view::npos) {
    written.scheme = text::to_lower(proxy.substr(0, scheme));
    written.authority = proxy.substr(scheme + 3);
  }
  const std::size_t end =
      std::min(written.authority.find_first_of("/?#"), written.authority.size());
  written.rest = written.authority.substr(end);
  written.authority = written.authority.substr(0, end);
  return written;
}

constexpr std::array<std::string_view, 6> schemes = {"http",    "https",  "socks4",
                                                     "socks4a", "socks5", "socks5h"};

bool is_way_to_proxy(std::string_view scheme) {
  return std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
}

std::string ways_to_proxies() {
  std::string all;
  for (const std::string_view scheme : schemes) {
    const std::string_view before = all.empty() ? "" : scheme == schemes.back() ? " or " : ", ";
    all += before;
    all += scheme;
  }
  return all;
}

// Not a piece of a password.
bool is_word(std::string_view scheme) {
  constexpr std::size_t longest = 8;
  return !scheme.empty() && scheme.size() <= longest &&
         std::all_of(scheme.begin(), scheme.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_port(std::string_view digits) {
  unsigned short port = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return read.ec == std::errc() && read.ptr == digits.data() + digits.size() && port > 0;
}

}  // namespace

std::optional<std::string> fault_of_proxy(const std::string& proxy) {
  const bool is_plain =
      std::all_of(proxy.begin(), proxy.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!is_plain) return "a blank or another sign that no URL has stands in it";
  const Written written = taken_apart(proxy);
  if (!is_way_to_proxy(written.scheme)) {
    return fmt::format("a proxy is spoken to by {}, not by '{}'", ways_to_proxies(),
                       is_word(written.scheme) ? written.scheme : "…");
  }
  const std::size_t at = written.authority.rfind('@');
  const bool one_at = written.authority.find('@') == at;
  if (!one_at || written.rest.find('@') != std::string_view::npos) {
    return "a user or a password has %40 for @, %3A for :, %2F for /, %3F for ?, %23 for #";
  }
  if (!written.rest.empty() && written.rest != "/") {
    return "it has a path; a proxy has a host and a port (of a PAC file name what it would choose)";
  }
  const std::string_view place =
      at == std::string_view::npos ? written.authority : written.authority.substr(at + 1);
  const std::size_t colon = place.find(':', place.starts_with('[') ? place.find(']') : 0);
  if (place.substr(0, colon).empty()) return "it names no host";
  if (colon != std::string_view::npos && !is_port(place.substr(colon + 1))) {
    return "its port is no number from 1 to 65535";
  }
  if (!parse_proxy(proxy)) return "its host is none";
  return std::nullopt;
}

std::vector<std::string> faults_in_environment() {
  std::vector<std::string> faults;
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    if (const auto fault = fault_of_proxy(value))
      faults.push_back(fmt::format("{}: {}", name, *fault));
  }
  return faults;
}

}  // namespace net
