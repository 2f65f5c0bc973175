#include "platforms/base_url.hpp"

#include <algorithm>

#include <arpa/inet.h>

#include <re2/re2.h>

#include "text/case.hpp"
#include "text/host.hpp"

namespace platforms {
namespace {

// example.org. is the same host.
std::string without_root(std::string host) {
  if (host.ends_with('.')) host.pop_back();
  return host;
}

bool is_address(const std::string& bracketed) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, bracketed.substr(1, bracketed.size() - 2).c_str(), &address) == 1;
}

// Labels of one to 63 characters, as resolvers have it (RFC 1035, 2.3.4).
bool is_name(const std::string& host) {
  static const RE2 labels(
      "([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)"
      "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
  return host.size() <= 253 && RE2::FullMatch(host, labels);
}

}  // namespace

std::optional<std::string> base_url(std::string_view server) {
  std::string url(server);
  if (!has_scheme(url)) url = "https://" + url;
  url = text::url_on_wire(url);
  while (!url.empty() && url.back() == '/') url.pop_back();
  static const RE2 shape(
      "[hH][tT][tT][pP][sS]?://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?(/[!-~]*)?");
  std::string host;
  std::string port;
  if (!RE2::FullMatch(url, shape, &host, &port) || url.find_first_of("{}?#") != std::string::npos) {
    return std::nullopt;
  }
  if (host.starts_with('[') ? !is_address(host) : !is_name(without_root(host))) {
    return std::nullopt;
  }
  if (!port.empty() && (std::stoi(port.substr(1)) < 1 || std::stoi(port.substr(1)) > 65'535)) {
    return std::nullopt;
  }
  const std::size_t path = std::min(url.find('/', url.find("://") + 3), url.size());
  const std::size_t host_at = url.find("://") + 3;
  std::string origin = text::to_lower(url.substr(0, host_at)) + text::to_lower(without_root(host));
  origin += url.substr(host_at + host.size(), path - host_at - host.size());
  // One server has one spelling: the scheme's own port is left out.
  const std::string_view own_port = origin.starts_with("https") ? ":443" : ":80";
  if (origin.ends_with(own_port)) origin.resize(origin.size() - own_port.size());
  return origin + url.substr(path);
}

bool has_scheme(std::string_view url) {
  return !url.starts_with('/') && text::authority_at(url).has_value();
}

bool names_a_host(const Stencil& url) {
  std::string sample;
  for (const Piece& piece : url.pieces) {
    const bool whole = piece.slot == Slot::server || piece.slot == Slot::origin;
    sample += whole ? "https://x" : piece.slot ? "x" : piece.text;
  }
  const auto authority = text::authority_at(sample);
  if (!authority) return false;
  return base_url(std::string_view(sample).substr(0, sample.find_first_of("/?#", *authority)))
      .has_value();
}

}  // namespace platforms
